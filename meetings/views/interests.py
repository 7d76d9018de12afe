"""Interests in one item, and the list of speakers on it (B5.1, K9.17)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from constitution.interests import bars
from meetings.actions import interests as verbs
from meetings.actions import speakers
from meetings.actions.roll import may_record
from meetings.forms.day import InterestForm
from meetings.models import AgendaItem, Interest, Meeting, SpeakerTurn
from meetings.queries.day import standing_of
from meetings.queries.room import room_of
from meetings.views.blocks import block
from meetings.views.found import item_of_a_meeting
from membership.permissions import NotAllowed, Viewer, allowed, written_once
from membership.views.doors import in_words, members_only, status_of, tried
from records import clock
from records.models import Person
from records.refusals import Refusal

READ_AND_SEND = ["GET", "HEAD", "POST"]


def _the_item(request: HttpRequest, pk: int) -> AgendaItem:
    found = item_of_a_meeting(request, pk)
    if found.meeting.body_id is None:
        raise Http404
    return found


# Interests --------------------------------------------------------------------------------------------


@members_only
@require_http_methods(READ_AND_SEND)
def interests(request: HttpRequest, pk: int) -> HttpResponse:
    """What was declared in an item, what that bars, and what it does to the quorum; a declaration of one's own."""
    item = _the_item(request, pk)
    for_others = bool(allowed(request.viewer, verbs.RECORD)) or may_record(request.viewer, item.meeting)
    room = room_of(item.meeting, item)
    form = InterestForm(request.POST or None, people=_people(request, room, for_others))
    told = {"item": item, "by": request.user, "at": clock.now()}
    if form.is_valid() and tried(form, lambda: verbs.declare(**form.cleaned_data, **told)):
        messages.success(request, "The interest is declared.")
        return redirect("meetings:interests", request.collaborative.code, pk)
    context = {
        "item": item,
        "meeting": item.meeting,
        "rows": [(row, bars_in_words(row)) for row in _declared_in(request.viewer, item=item.pk)],
        "barred": bars_in_words(bars(room.rules, item.body.code)),
        "clause": bars(room.rules, item.body.code),
        "quorum": standing_of(room) if item.meeting.is_live else None,
        "withdrawn": room.withdrawn(),
        "for_others": for_others,
        "open": _is_open(item),
        "form": form,
        "turns": _turns(request.viewer, item=item.pk),
        "records": may_record(request.viewer, item.meeting) and item.meeting.state == Meeting.State.OPEN,
        "here": {each.person_id for each in room.there},
        "there": list({each.person_id: each.person for each in room.there}.values()),
    }
    return render(request, "meetings/interests.html", context, status=status_of(form))


@written_once
def _declared_in(viewer: Viewer, item: int) -> QuerySet[Interest]:
    return Interest.objects.visible(viewer).filter(item=item).select_related("person", "by")


def _people(request: HttpRequest, room: Any, for_others: bool) -> list[Person]:
    """Oneself; for whoever keeps the roll, all who belong and all who are there."""
    own = {request.user.pk: request.user}
    if not for_others:
        return list(own.values())
    found = {each.person_id: each.person for each in room.there}
    found |= {row.holder_id: row.holder for row in room.mandates if row.holder_id}
    found |= {row.substitute_id: row.substitute for row in room.mandates if row.substitute_id}
    return sorted((found | own).values(), key=lambda person: (person.name, person.pk))


def _is_open(item: AgendaItem) -> bool:
    return item.state in verbs.TALKED_ABOUT and item.meeting.state not in verbs.OVER


def bars_in_words(row: Any) -> str:
    """'does not vote and leaves the room'; of a declaration, or of what the edition says."""
    parts = {
        "speak": "does not speak",
        "vote": "does not vote",
        "stay": "leaves the room",
        "count": "is not counted for the quorum",
    }
    found = [
        words for name, words in parts.items() if getattr(row, f"bars_{name}", getattr(row, name, False))
    ]
    return " and ".join([", ".join(found[:-1]), found[-1]] if len(found) > 1 else found)


@members_only
@require_POST
def retract(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Interest.objects.visible(request.viewer).select_related("item__meeting", "person")
    interest = get_object_or_404(rows, pk=pk)
    _pressed(
        request,
        lambda: verbs.retract(interest=interest, by=request.user, at=clock.now()),
        "The interest is retracted.",
    )
    return redirect("meetings:interests", request.collaborative.code, interest.item_id)


def _pressed(request: HttpRequest, do: Any, said: str) -> None:
    try:
        do()
    except NotAllowed as refused:
        raise PermissionDenied(refused.sentence) from refused
    except Refusal as refused:
        messages.error(request, in_words(refused))
    else:
        messages.success(request, said)


# Speakers ---------------------------------------------------------------------------------------------


@written_once
def _turns(viewer: Viewer, item: int) -> QuerySet[SpeakerTurn]:
    return SpeakerTurn.objects.visible(viewer).filter(item=item, heard_at=None).select_related("person")


@members_only
@require_POST
def speak(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask to speak, or put somebody on the list."""
    item = _the_item(request, pk)
    number = request.POST.get("person", "")
    person = get_object_or_404(Person, pk=number) if number.isdecimal() else request.user
    told = {"item": item, "person": person, "by": request.user, "at": clock.now()}
    _pressed(request, lambda: speakers.ask_to_speak(**told), f"{person.name} is on the list of speakers.")
    return redirect("meetings:interests", request.collaborative.code, pk)


@members_only
@require_POST
def spoken(request: HttpRequest, pk: int) -> HttpResponse:
    rows = SpeakerTurn.objects.visible(request.viewer).select_related(
        "item__meeting__collaborative", "person"
    )
    turn = get_object_or_404(rows, pk=pk)
    _pressed(
        request,
        lambda: speakers.heard(turn=turn, by=request.user, at=clock.now()),
        f"{turn.person.name} was heard.",
    )
    return redirect("meetings:interests", request.collaborative.code, turn.item_id)


# On the page of the meeting ---------------------------------------------------------------------------


@block("interests")
def interests_block(request: HttpRequest, meeting: Meeting) -> dict[str, Any] | None:
    """What was declared, item by item, among what this viewer sees."""
    if meeting.body_id is None or meeting.kind == Meeting.Kind.WRITTEN:
        return None
    told = [(row, bars_in_words(row)) for row in _declared(request.viewer, meeting=meeting.pk)]
    return {"rows": told, "opens": request.viewer.is_member} if told else None


@written_once
def _declared(viewer: Viewer, meeting: int) -> QuerySet[Interest]:
    rows = Interest.objects.visible(viewer).filter(item__meeting=meeting, retracted_at=None)
    return rows.select_related("person", "item").order_by("item__position", "pk")
