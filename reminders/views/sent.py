"""What has gone out, and what became of it: the ledger, one message, and what somebody decides about it."""

from datetime import datetime, time, timedelta
from functools import lru_cache
from itertools import starmap

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from constitution.finding import Finding
from membership.permissions import allowed
from membership.views.doors import who_may
from membership.views.sheets import sheet
from records import audit, clock
from records.models import Message
from records.models.messages import MessageState
from records.refusals import Refusal
from records.spreadsheets import Cell
from reminders import actions
from reminders.permissions import SEE
from reminders.queries import KINDS, SHOWN, UNDECIDED, ledger, search

ON_A_PAGE = 25
STATES = {
    MessageState.QUEUED: "Queued",
    MessageState.SENDING: "Sending",
    MessageState.SENT: "Sent",
    MessageState.FAILED: "Failed",
    MessageState.AMBIGUOUS: "Uncertain",
    MessageState.SUPPRESSED: "Kept back",
    MessageState.SUPERSEDED: "Replaced",
}
COLUMNS = (
    "Queued", "About", "Reminder", "Kind", "To", "Address", "Day told", "State", "Sent", "Reason",
)  # fmt: skip


# What each column is read from.
FIELDS = (
    "queued_at", "subject", "stage", "kind", "person__name", "address", "due_on", "state", "sent_at", "reason",
)  # fmt: skip


def told(request: HttpRequest) -> QuerySet[Message]:
    """The messages that this viewer may see, up to the day of the page."""
    after = datetime.combine(request.on + timedelta(days=1), time(), clock.UK)
    return ledger().visible(request.viewer).filter(queued_at__lt=after)


def _asked(request: HttpRequest) -> tuple[QuerySet[Message], dict[str, str]]:
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "state", "kind", "person")}
    return search(told(request), **asked), asked


@who_may(SEE)
@require_safe
def every(request: HttpRequest) -> HttpResponse:
    rows, asked = _asked(request)
    found = Paginator(rows.values_list("pk", "person_id", *SHOWN, named=True), ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "found": found,
        "asked": asked,
        "filtered": any(asked.values()),
        "only": next((row.person__name for row in found if asked["person"]), ""),
        "states": STATES,
        "kinds": [(kind, kind.replace("-", " ").capitalize()) for kind in KINDS],
        "query": request.GET.urlencode(),
    }
    return render(request, "reminders/sent.html", context)


@who_may(SEE)
@require_safe
def as_sheet(request: HttpRequest, ending: str) -> HttpResponse:
    rows, _ = _asked(request)
    return sheet(ending, "messages", request.on, COLUMNS, starmap(_row, rows.values_list(*FIELDS)))


def _row(queued_at: datetime, *told: Cell) -> list[Cell]:
    *words, state, sent_at, reason = told
    return [_minute(queued_at), *words, STATES[state], sent_at and _minute(sent_at), reason]


@lru_cache(maxsize=1024)
def _minute(at: datetime) -> str:
    """'2024-03-14 09:00'. Many are told at one moment."""
    return at.astimezone(clock.UK).isoformat(" ", "minutes")


@who_may(SEE)
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """The words as they went, what became of it, why it was sent, and what else was told of the same thing."""
    message = _the_message(request, pk)
    same = ledger().visible(request.viewer).defer("text", "html").exclude(pk=pk)
    context = {
        "message": message,
        "undecided": message.state in UNDECIDED,
        "finding": Finding.from_json(message.why) if message.why else None,
        "envelope": same.filter(claim=message.claim) if message.claim else (),
        "others": same.filter(key=message.key, person=message.person),
        "history": audit.history(request.collaborative, message),
        "may_decide": allowed(request.viewer, actions.RESEND),
    }
    return render(request, "reminders/message.html", context)


def _the_message(request: HttpRequest, pk: int) -> Message:
    return get_object_or_404(ledger().visible(request.viewer), pk=pk)


@who_may(actions.RESEND)
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """`do` is 'again' or 'sent'."""
    message = _the_message(request, pk)
    again = request.POST.get("do") == "again"
    verb = actions.resend if again else actions.mark_sent
    try:
        verb(message=message, by=request.user, on=request.today, at=clock.now())
    except Refusal as refused:
        messages.error(request, refused.sentence)
    else:
        done = "It goes again with the next round." if again else "It is marked as sent."
        messages.success(request, done)
    return redirect("reminders:message", request.collaborative.code, pk)
