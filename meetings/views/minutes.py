"""The minutes of a meeting: read, written item by item, and moved on by those whose turn it is (K9.13, K9.14)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from constitution import say
from meetings.actions import minutes as verbs
from meetings.actions.issuing import circulate
from meetings.actions.minutes import APPROVE, CIRCULATE, DISCUSS, NOMINATE, REVISE, TAKE
from meetings.forms.minutes import EntryForm, ReviseForm, SendBackForm, TakerForm
from meetings.models import AgendaItem, Meeting, Minutes, MinutesPart
from meetings.queries import minutes as queries
from meetings.queries.agenda import on_agenda
from meetings.queries.minutes import GONE_OUT, LOOKS, MAY_BE_MINUTED, Record, Told
from meetings.queries.room import day_of
from meetings.views.blocks import block
from meetings.views.found import the_meeting
from membership.permissions import NotAllowed, allowed
from membership.permissions.may import why_not
from membership.queries.directory import directory
from membership.views.doors import facts_of, in_words, members_only, status_of, tried
from records import clock, documents, drafts
from records.models import Draft, Person
from records.refusals import Conflict, Refusal

READ_AND_SEND = ["GET", "HEAD", "POST"]
FORM = "minutes"
State = Minutes.State


def may(request: HttpRequest, meeting: Meeting, act: str) -> bool:
    """By office, or as whoever was nominated for this meeting: for what belongs to taking its minutes."""
    by_office = bool(allowed(request.viewer, act).value)
    nominated = meeting.minute_taker_id == request.user.pk and act in (TAKE, DISCUSS, CIRCULATE)
    return by_office or nominated


def _refuse(request: HttpRequest, meeting: Meeting, act: str) -> None:
    if not may(request, meeting, act):
        raise PermissionDenied(why_not(request.viewer, act))


def _back(request: HttpRequest, meeting: Meeting, name: str = "minutes", anchor: str = "") -> HttpResponse:
    answer = redirect(f"meetings:{name}", request.collaborative.code, meeting.pk)
    answer["Location"] += f"#{anchor}" if anchor else ""
    return answer


# Read -------------------------------------------------------------------------------------------------


@require_safe
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, the_meeting(request, pk))


def _page(request: HttpRequest, meeting: Meeting, **forms: Any) -> HttpResponse:
    if meeting.body_id is None:
        raise Http404
    versions = queries.versions_of(meeting, request.viewer)
    shown = _chosen(versions, request.GET.get("version", ""))
    if shown is None and not may(request, meeting, TAKE) and not request.viewer.reaches("members"):
        raise Http404
    record = queries.record_for(meeting, shown, request.viewer) if shown else None
    latest = shown is not None and shown == versions[0]
    context = {
        "meeting": meeting,
        "minutes": shown,
        "versions": versions,
        "latest": latest,
        "record": record,
        "state": LOOKS[State(shown.state)] if shown else None,
        "parts": queries.parts_seen(shown, request.viewer) if shown and shown.document_id else (),
        "corrected": bool(latest and queries.corrected_since(shown)),
        "next": queries.next_meeting(meeting) if shown and shown.state == State.CIRCULATED else None,
        "can": _can(request, meeting, shown if latest else None, bool(versions)),
        **forms,
    }
    failed = next((form for form in forms.values() if form.is_bound and form.errors), None)
    return render(request, "meetings/minutes.html", context, status=status_of(failed))


def _chosen(versions: list[Minutes], asked: str) -> Minutes | None:
    """The version asked for, else the latest."""
    named = (row for row in versions if str(row.number) == asked)
    return next(named, versions[0] if versions else None)


def _can(request: HttpRequest, meeting: Meeting, row: Minutes | None, any_version: bool) -> dict[str, bool]:
    """Which buttons the page has: what may be done with the latest version, by whoever looks."""
    state = row.state if row else None
    acts = {
        "begin": (not any_version and meeting.state in MAY_BE_MINUTED, TAKE),
        "write": (state == State.DRAFT, TAKE),
        "discuss": (state == State.DRAFT and meeting.state == Meeting.State.CLOSED, DISCUSS),
        "send_back": (state == State.DISCUSSED, DISCUSS),
        "approve": (state == State.DISCUSSED, APPROVE),
        "circulate": (state == State.APPROVED, CIRCULATE),
        "revise": (state in (State.APPROVED, *GONE_OUT), REVISE),
        "nominate": (state in (None, State.DRAFT) and not (any_version and row is None), NOMINATE),
    }
    return {name: makes_sense and may(request, meeting, act) for name, (makes_sense, act) in acts.items()}


@require_safe
def as_paper(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """As they were circulated: the frozen copy."""
    rows = Minutes.objects.visible(request.viewer).filter(meeting=the_meeting(request, pk))
    found = get_object_or_404(
        rows.select_related("document", "meeting"), number=number, document__isnull=False
    )
    return _pdf(found.document, f"minutes-{day_of(found.meeting).isoformat()}-{number}.pdf")


@require_safe
def part_as_paper(request: HttpRequest, pk: int, part: int) -> HttpResponse:
    """What of them is for fewer: opened by whoever sees every item in it."""
    rows = MinutesPart.objects.visible(request.viewer).filter(minutes__meeting=the_meeting(request, pk))
    found = get_object_or_404(rows.select_related("document"), pk=part)
    return _pdf(found.document, f"minutes-part-{found.pk}.pdf")


def _pdf(document: Any, name: str) -> FileResponse:
    return FileResponse(documents.open_document(document), content_type=documents.PDF, filename=name)


# Written ----------------------------------------------------------------------------------------------


@members_only
@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = the_meeting(request, pk)
    _refuse(request, meeting, TAKE)
    try:
        verbs.begin(meeting=meeting, by=request.user, at=clock.now())
    except Refusal as refused:
        messages.error(request, in_words(refused))
        return _back(request, meeting)
    return _back(request, meeting, "write-minutes")


def _draft(request: HttpRequest, pk: int) -> tuple[Meeting, Minutes]:
    """The version that is being written, for whoever takes the minutes."""
    meeting = the_meeting(request, pk)
    _refuse(request, meeting, TAKE)
    found = meeting.minutes.filter(state__in=queries.AT_WORK).first()
    if found is None:
        raise Http404
    found.meeting = meeting
    return meeting, found


@members_only
@require_safe
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Every item with what happened and its field, beside each other; each is kept by itself."""
    meeting, row = _draft(request, pk)
    record = queries.record_for(meeting, row, request.viewer)
    left = {each.subject: each for each in _left(request, row)}
    context = {
        "meeting": meeting,
        "minutes": row,
        "record": record,
        "whole": _field(record, None, left.get(_subject(row, None))),
        "fields": [_field(record, each, left.get(_subject(row, each.item))) for each in record.items],
        "frozen": row.state != State.DRAFT,
    }
    return render(request, "meetings/minutes_write.html", context)


def _field(record: Record, told: Told | None, left: Draft | None) -> dict[str, Any]:
    """An item with its form: as kept, or as typed and not kept yet."""
    entry = told.entry if told else record.opening
    kept = {"text": entry.text if entry else "", "seen": entry.version if entry else 0}
    typed = {"text": left.text.get("text", ""), "seen": left.based_on} if left else {}
    auto = f"id_{told.item.pk if told else 0}_%s"
    return {"told": told, "form": EntryForm(initial=kept | typed, auto_id=auto), "back": left}


def _subject(row: Minutes, item: AgendaItem | None) -> str:
    return f"{row.pk}/{item.pk if item else 0}"


def _left(request: HttpRequest, row: Minutes) -> list[Draft]:
    """What this writer has typed on any item and not kept."""
    return list(Draft.objects.filter(person=request.user, form=FORM, subject__startswith=f"{row.pk}/"))


def _item(request: HttpRequest, meeting: Meeting, item: int) -> AgendaItem | None:
    """Item 0 is the meeting as a whole."""
    if item == 0:
        return None
    return get_object_or_404(
        AgendaItem.objects.visible(request.viewer).filter(pk__in=on_agenda(meeting)), pk=item
    )


@members_only
@require_http_methods(READ_AND_SEND)
def write_entry(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """One item by itself. Whoever would write over somebody else's words has both before them."""
    meeting, row = _draft(request, pk)
    on = _item(request, meeting, item)
    entry = row.entries.filter(item=on).first()
    left = drafts.find(person=request.user, form=FORM, subject=_subject(row, on))
    kept = {"text": entry.text if entry else "", "seen": entry.version if entry else 0}
    form = EntryForm(
        request.POST or None,
        initial=kept | ({"text": left.text.get("text", ""), "seen": left.based_on} if left else {}),
    )
    if request.method == "POST" and form.is_valid():
        try:
            _keep(request, row, on, form)
        except Conflict:
            entry = row.entries.filter(item=on).first()
            _save_typed(request, row, on)
            return _entry_page(request, row, on, form, back=None, theirs=entry, status=409)
        except NotAllowed as refused:
            raise PermissionDenied(refused.sentence) from refused
        except Refusal as refused:
            form.add_error(None, in_words(refused))
        else:
            drafts.discard(person=request.user, form=FORM, subject=_subject(row, on))
            messages.success(request, "Kept.")
            return _back(request, meeting, "write-minutes", f"item-{item}")
    return _entry_page(request, row, on, form, back=left, theirs=None, status=status_of(form))


def _keep(request: HttpRequest, row: Minutes, on: AgendaItem | None, form: EntryForm) -> None:
    over = request.POST.get(
        "over", ""
    )  # the other's version, once it has been on the screen beside one's own
    seen = int(over) if over.isdecimal() else form.cleaned_data["seen"] or 0
    verbs.write(
        minutes=row, item=on, text=form.cleaned_data["text"], seen=seen, by=request.user, at=clock.now()
    )


def _entry_page(
    request: HttpRequest, row: Minutes, on: AgendaItem | None, form: EntryForm, *, back: Any, theirs: Any, status: int
) -> HttpResponse:  # fmt: skip
    context = {
        "meeting": row.meeting,
        "minutes": row,
        "item": on,
        "form": form,
        "back": back,
        "theirs": theirs,
    }
    return render(request, "meetings/minutes_entry.html", context, status=status)


@members_only
@require_POST
def typing(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Kept while it is typed, every few seconds, for its writer alone; or thrown away."""
    meeting, row = _draft(request, pk)
    on = _item(request, meeting, item)
    if request.POST.get("do") == "forget":
        drafts.discard(person=request.user, form=FORM, subject=_subject(row, on))
        return _back(request, meeting, "write-minutes", f"item-{item}")
    kept = _save_typed(request, row, on)
    return render(request, "membership/_typing.html", {"at": kept.saved_at})


def _save_typed(request: HttpRequest, row: Minutes, on: AgendaItem | None) -> Draft:
    seen = request.POST.get("seen", "")
    return drafts.save(
        person=request.user,
        form=FORM,
        subject=_subject(row, on),
        text={"text": request.POST.get("text", "")},
        based_on=int(seen) if seen.isdecimal() else 0,
        at=clock.now(),
    )


# Moved on ---------------------------------------------------------------------------------------------


def _latest(meeting: Meeting) -> Minutes:
    found = meeting.minutes.order_by("-number").first()
    if found is None:
        raise Http404
    found.meeting = meeting
    return found


STEPS: dict[str, tuple[str, Callable[..., Any], str]] = {
    "discuss": (DISCUSS, verbs.discuss, "The draft is with the Chair."),
    "approve": (APPROVE, verbs.approve, "The minutes are approved. Not a word of them changes any more."),
    "circulate": (CIRCULATE, circulate, "The minutes are circulated: every member is told by mail."),
}


@members_only
@require_POST
def step(request: HttpRequest, pk: int, do: str) -> HttpResponse:
    """Discussed, approved, circulated: one press each."""
    if do not in STEPS:
        raise Http404
    meeting = the_meeting(request, pk)
    act, verb, said = STEPS[do]
    _refuse(request, meeting, act)
    seen = request.POST.get("seen", "")
    more = {"seen": int(seen) if seen.isdecimal() else 0} if do == "approve" else {}
    try:
        verb(minutes=_latest(meeting), by=request.user, at=clock.now(), **more)
    except NotAllowed as refused:
        raise PermissionDenied(refused.sentence) from refused
    except Refusal as refused:
        messages.error(request, in_words(refused))
    else:
        messages.success(request, said)
    return _back(request, meeting)


@members_only
@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = the_meeting(request, pk)
    _refuse(request, meeting, DISCUSS)
    form, row = SendBackForm(request.POST), _latest(meeting)
    told = {"minutes": row, "by": request.user, "at": clock.now()}
    if form.is_valid() and tried(form, lambda: verbs.send_back(**form.cleaned_data, **told)):
        messages.success(request, "The draft is open again.")
        return _back(request, meeting)
    return _page(request, meeting, send_back_form=form)


@members_only
@require_POST
def revise(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = the_meeting(request, pk)
    _refuse(request, meeting, REVISE)
    form, row = ReviseForm(request.POST), _latest(meeting)
    told = {"minutes": row, "by": request.user, "at": clock.now()}
    if form.is_valid() and (made := tried(form, lambda: verbs.revise(**form.cleaned_data, **told))):
        messages.success(request, f"Version {made.number} is begun with the words of the one before.")
        return _back(request, meeting, "write-minutes")
    return _page(request, meeting, revise_form=form)


@members_only
@require_http_methods(READ_AND_SEND)
def nominate(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody else takes the minutes of this meeting (K9.13)."""
    meeting = the_meeting(request, pk)
    _refuse(request, meeting, NOMINATE)
    initial = {"person": meeting.minute_taker_id}
    form = TakerForm(request.POST or None, people=people_of(request), initial=initial)
    told = {"meeting": meeting, "by": request.user, "at": clock.now()}
    if form.is_valid() and tried(form, lambda: verbs.nominate_taker(**form.cleaned_data, **told)):
        messages.success(request, f"{form.cleaned_data['person'].name} takes the minutes.")
        return _back(request, meeting)
    context = {"meeting": meeting, "form": form, "when": say.long_date(day_of(meeting))}
    return render(request, "meetings/minutes_taker.html", context, status=status_of(form))


def people_of(request: HttpRequest) -> list[Person]:
    """Those who have something to do with the group on the day."""
    return [each.person for each in directory(facts_of(request)) if each.posts or each.offices]


# On the page of the meeting ---------------------------------------------------------------------------


@block("minutes")
def minutes_block(request: HttpRequest, meeting: Meeting) -> dict[str, Any] | None:
    """How far the minutes are, and the next step for whoever looks."""
    if meeting.body_id is None or meeting.state not in MAY_BE_MINUTED:
        return None
    row = Minutes.objects.visible(request.viewer).filter(meeting=meeting).order_by("-number").first()
    return {
        "meeting": meeting,
        "minutes": row,
        "state": LOOKS[State(row.state)] if row else None,
        "may_begin": row is None and may(request, meeting, TAKE),
        "may_write": row is not None and row.state == State.DRAFT and may(request, meeting, TAKE),
    }
