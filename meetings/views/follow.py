"""Actions: the list of them, one of them, and recording another from an item (K9.15)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from meetings.actions import follow as verbs
from meetings.actions.follow import KEEP
from meetings.forms.minutes import ActionForm, DoneForm, DropForm
from meetings.models import Action, AgendaItem, Meeting, Minutes
from meetings.queries import follow as queries
from meetings.queries.items import ON_AGENDA
from meetings.queries.minutes import MAY_BE_MINUTED
from meetings.views.blocks import block
from meetings.views.found import item_of_a_meeting
from meetings.views.minutes import people_of
from membership.permissions import NotAllowed, Viewer, allowed, only, written_once
from membership.permissions.may import why_not
from membership.views.doors import in_words, members_only, status_of, tried
from membership.views.sheets import sheet
from records import clock
from records.refusals import Refusal

ON_A_PAGE = 25
READ_AND_SEND = ["GET", "HEAD", "POST"]
COLUMNS = ("Number", "What", "Who", "By when", "State", "Done on", "Note", "Meeting", "Item")
State = Action.State


def _keeps(request: HttpRequest, meeting: Meeting | None) -> bool:
    """Whoever keeps the actions, or was nominated to take the minutes of their meeting."""
    nominated = meeting is not None and meeting.minute_taker_id == request.user.pk
    return nominated or bool(allowed(request.viewer, KEEP).value)


def _asked(request: HttpRequest) -> tuple[QuerySet[Action], dict[str, str]]:
    asked = {"show": request.GET.get("show", ""), "q": request.GET.get("q", "").strip()}
    rows = Action.objects.visible(request.viewer)
    return queries.asked_for(rows, asked["show"], request.user.pk, request.on, asked["q"]), asked


@members_only
@require_safe
def actions(request: HttpRequest) -> HttpResponse:
    rows, asked = _asked(request)
    found = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "found": found,
        "rows": [(each, queries.state_of(each, request.on)) for each in found],
        "asked": asked,
        "lists": list(queries.SHOWN.items()),
        "query": request.GET.urlencode(),
    }
    return render(request, "meetings/actions.html", context)


@members_only
@require_safe
def as_sheet(request: HttpRequest, ending: str) -> HttpResponse:
    rows, _ = _asked(request)
    seen = set(
        AgendaItem.objects.visible(request.viewer).filter(actions__in=rows).values_list("pk", flat=True)
    )
    return sheet(ending, "actions", request.on, COLUMNS, (_cells(each, request, seen) for each in rows))


def _cells(each: Action, request: HttpRequest, seen: set[int]) -> list[Any]:
    """The owner of an action sees it, though not always the item that it comes from."""
    meeting = each.item.meeting
    told = [meeting.name if meeting else "", each.item.title if each.item_id in seen else ""]
    _, state = queries.state_of(each, request.on)
    return [str(each), each.text, each.owner.name, each.due_on, state, each.done_on, each.note, *told]


# One of them ------------------------------------------------------------------------------------------

STEPS = {"done": verbs.finish, "drop": verbs.drop, "again": verbs.take_up}
SAID = {"done": "Done. It does not come back.", "drop": "It is dropped.", "again": "It is open again."}


@members_only
@require_http_methods(READ_AND_SEND)
def action(request: HttpRequest, pk: int) -> HttpResponse:
    """One action: its owner says that it is done, whoever keeps them drops or changes it."""
    found = only(_action(request.viewer, pk=pk))
    keeps = _keeps(request, found.item.meeting)
    mine = found.owner_id == request.user.pk
    do = request.POST.get("do", "")
    if request.method == "POST" and not (keeps or (mine and do != "drop")):
        raise PermissionDenied(why_not(request.viewer, KEEP))
    forms = _forms(request, do)
    if request.method == "POST" and do not in STEPS:
        return redirect("meetings:action", request.collaborative.code, pk)
    if request.method == "POST" and _stepped(request, found, do, forms):
        return redirect("meetings:action", request.collaborative.code, pk)
    seen_item = bool(_item(request.viewer, pk=found.item_id))
    context = {
        "action": found,
        "state": queries.state_of(found, request.on),
        "keeps": keeps,
        "mine": mine,
        "seen_item": seen_item,
        **forms,
    }
    failed = next((form for form in forms.values() if form.is_bound), None)
    return render(request, "meetings/action.html", context, status=status_of(failed))


@written_once
def _action(viewer: Viewer, pk: int) -> QuerySet[Action]:
    return Action.objects.visible(viewer).filter(pk=pk).select_related("owner", "item__meeting__body")


@written_once
def _item(viewer: Viewer, pk: int) -> QuerySet[AgendaItem]:
    return AgendaItem.objects.visible(viewer).filter(pk=pk)


def _forms(request: HttpRequest, do: str) -> dict[str, Any]:
    return {
        "done_form": DoneForm(request.POST if do == "done" else None),
        "drop_form": DropForm(request.POST if do == "drop" else None),
    }


def _stepped(request: HttpRequest, found: Action, do: str, forms: dict[str, Any]) -> bool:
    told = {"action": found, "by": request.user, "at": clock.now()}
    form = forms.get(f"{do}_form")
    if form is None:
        done = _pressed(request, lambda: STEPS[do](**told))
    else:
        done = form.is_valid() and tried(form, lambda: STEPS[do](**form.cleaned_data, **told)) is not None
    if done:
        messages.success(request, SAID[do])
    return done


def _pressed(request: HttpRequest, do: Any) -> bool:
    try:
        do()
    except NotAllowed as refused:
        raise PermissionDenied(refused.sentence) from refused
    except Refusal as refused:
        messages.error(request, in_words(refused))
    return True


@members_only
@require_http_methods(READ_AND_SEND)
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Another action, from an item of a meeting."""
    item = item_of_a_meeting(request, pk)
    if item.state not in ON_AGENDA:
        raise Http404
    if not _keeps(request, item.meeting):
        raise PermissionDenied(why_not(request.viewer, KEEP))
    form = ActionForm(request.POST or None, people=people_of(request))
    told = {"item": item, "by": request.user, "at": clock.now()}
    if form.is_valid() and (made := tried(form, lambda: verbs.record_action(**form.given, **told))):
        messages.success(request, f"Action {made} is recorded. {made.owner.name} is reminded of it.")
        return _back_to(request, item)
    context = {"meeting": item.meeting, "item": item, "form": form}
    return render(request, "meetings/action_record.html", context, status=status_of(form))


def _back_to(request: HttpRequest, item: AgendaItem) -> HttpResponse:
    """To the minutes that are being written, else to the meeting."""
    written = item.meeting.minutes.filter(state=Minutes.State.DRAFT).exists()
    answer = redirect(
        "meetings:write-minutes" if written else "meetings:meeting",
        request.collaborative.code,
        item.meeting_id,
    )
    answer["Location"] += f"#item-{item.pk}" if written else ""
    return answer


@members_only
@require_http_methods(READ_AND_SEND)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Other words, another owner or day."""
    found = only(_action(request.viewer, pk=pk))
    if not _keeps(request, found.item.meeting):
        raise PermissionDenied(why_not(request.viewer, KEEP))
    initial = {"text": found.text, "owner": found.owner_id, "due_on": found.due_on, "seen": found.version}
    form = ActionForm(request.POST or None, people=people_of(request), initial=initial)
    if form.is_valid() and tried(form, lambda: _changed(request, found, form)):
        messages.success(request, "The action is changed.")
        return redirect("meetings:action", request.collaborative.code, pk)
    return render(
        request, "meetings/action_change.html", {"action": found, "form": form}, status=status_of(form)
    )


def _changed(request: HttpRequest, found: Action, form: ActionForm) -> Action:
    seen = form.cleaned_data["seen"] or 0
    return verbs.change_action(action=found, seen=seen, by=request.user, at=clock.now(), **form.given)


# On the page of the meeting ---------------------------------------------------------------------------


@block("follow")
def follow_block(request: HttpRequest, meeting: Meeting) -> dict[str, Any] | None:
    """What was agreed to be done, of the items that the viewer sees."""
    if meeting.state not in MAY_BE_MINUTED or not request.viewer.reaches("members"):
        return None
    rows = _of_meeting(request.viewer, meeting=meeting.pk)
    return {"rows": [(each, queries.state_of(each, request.on)) for each in rows]}


@written_once
def _of_meeting(viewer: Viewer, meeting: int) -> QuerySet[Action]:
    rows = Action.objects.visible(viewer).filter(item__meeting=meeting).select_related("owner")
    return rows.order_by("series", "number")
