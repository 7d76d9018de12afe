"""The day of a meeting, on a phone and at a desk: roll call, live quorum, opening and closing (K9.5, K9.18).

Every mark on the roll is one button of one form. Where the browser runs scripts it sends each click by itself, keeps
it until it is answered, and gets the row and the quorum back; without them the page comes again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetings.actions import opening, roll
from meetings.actions.roll import may_record
from meetings.forms.day import ConfirmForm, CorrectForm, OfficersForm, SomebodyForm
from meetings.models import AgendaItem, Invitation, Mandate, Meeting, Presence
from meetings.models.meeting import BEFORE_OPENING
from meetings.queries.agenda import on_agenda
from meetings.queries.day import Day, capacity_of, standing_of, version_in, version_of
from meetings.queries.hours import between
from meetings.queries.replies import rule_on_substitutes
from meetings.queries.room import Room, day_of, facts_of, mandates_of, room_of
from meetings.views.blocks import block
from meetings.views.found import the_meeting
from meetings.views.rooms import the_room
from membership.actions.people import somebody
from membership.permissions import NotAllowed, allowed, behind
from membership.permissions.may import why_not
from membership.permissions.names import holders
from membership.permissions.people import named
from membership.queries.directory import everybody, serving
from membership.views.doors import as_entered, in_words, members_only, status_of, tried
from membership.views.doors import facts_of as facts_today
from records import clock
from records.models import Person
from records.prepared import prepared
from records.refusals import Refusal

READ_AND_SEND = ["GET", "HEAD", "POST"]
State = Meeting.State
Standing = tuple[Mandate, ...]
# What watchers were last shown, beside the facts of the day: of so many tags at once.
KEPT_AT_MOST = 20
TO_MARK, MARKED, EVERY = "to-mark", "marked", "all"
# A click that waited longer on somebody's phone is not taken for the hour it was made at.
WAITS_AT_MOST = timedelta(hours=12)
# Shorter than its column: a click that does two things adds a word to it.
LONGEST_KEY = 56
PRESIDE, MINUTES = "preside", "take-minutes"


# The page ---------------------------------------------------------------------------------------------


@members_only
@require_safe
def day(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is here and who is not yet, and whether the meeting is quorate."""
    found = _held(the_meeting(request, pk))
    items = list(on_agenda(found).filter(request.viewer.sees(AgendaItem)))
    item = _item(request.GET.get("item"), items)
    asked = request.GET.get("show", "")
    context = _live(request, found, item) | {
        "items": items,
        "when": between(found.starts_at, found.ends_at),
        "show": asked if asked in (TO_MARK, MARKED) else EVERY,
        "find": request.GET.get("find", "").strip().lower(),
        "key": uuid4().hex,
        "steps": _steps(request, found),
        "early": found.state in BEFORE_OPENING and request.today < day_of(found),
    }
    return render(request, "meetings/day.html", context)


def _held(meeting: Meeting) -> Meeting:
    """A meeting of others has no roll here, and one in writing no day."""
    if meeting.body_id is None or meeting.kind == Meeting.Kind.WRITTEN:
        raise Http404
    return meeting


def _item(number: str | None, items: list[AgendaItem]) -> AgendaItem | None:
    return next((item for item in items if str(item.pk) == number), None)


def _live(
    request: HttpRequest, meeting: Meeting, item: AgendaItem | None, mandates: Standing | None = None
) -> dict[str, Any]:
    """What changes while the meeting goes on: the same for the page, for what is asked for anew, and for a click."""
    room = room_of(meeting, item, mandates=mandates)
    return {
        "meeting": meeting,
        "item": item,
        "day": Day(room, facts_of(meeting)),
        "version": version_in(room, item and item.pk),
        "records": _records(request, meeting),
        "guests": _expected(request, meeting, room) if _records(request, meeting) else (),
    }


def _records(request: HttpRequest, meeting: Meeting) -> bool:
    """Whether this viewer keeps the roll, and it is open to be kept."""
    return (
        not request.previewing
        and meeting.state in roll.ROLL_MAY_BE_CALLED
        and may_record(request.viewer, meeting)
    )


def _expected(request: HttpRequest, meeting: Meeting, room: Room) -> list[Person]:
    """Guests who are invited and not here yet."""
    there = {each.person_id for each in room.there}
    invited = (row.person for row in _guests(request.viewer, meeting=meeting.pk))
    return list({person.pk: person for person in invited if person.pk not in there}.values())


@behind(Invitation)
def _guests(rows: QuerySet[Invitation], meeting: int) -> QuerySet[Invitation]:
    return rows.filter(meeting=meeting, ended_at=None, person__isnull=False).select_related("person")


@members_only
@require_safe
def now(request: HttpRequest, pk: int) -> HttpResponse:
    """The roll and the quorum as they stand, for a page that is open; nothing where nothing has moved."""
    found = _held(the_meeting(request, pk))
    item = _visible_item(request, found, request.GET.get("item"))
    tag = f'"{version_of(found, item and item.pk)}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    return HttpResponse(_shown_now(request, found, item, tag), headers={"ETag": tag})


def _shown_now(request: HttpRequest, meeting: Meeting, item: AgendaItem | None, tag: str) -> str:
    """All who only look see the same: it is written once for each tag, however many have the page open."""
    if _records(request, meeting):
        return _written(request, meeting, item)
    shown: dict[tuple[int, bool, str], str] = facts_of(meeting).once("day as watched", dict)
    key = (meeting.pk, request.previewing, tag)
    if key not in shown:
        while len(shown) >= KEPT_AT_MOST:
            shown.pop(next(iter(shown)), None)
        shown[key] = _written(request, meeting, item)
    return shown[key]


def _written(request: HttpRequest, meeting: Meeting, item: AgendaItem | None) -> str:
    return render_to_string("meetings/_day_now.html", _live(request, meeting, item), request)


def _visible_item(request: HttpRequest, meeting: Meeting, number: str | None) -> AgendaItem | None:
    if not number or not number.isdecimal():
        return None
    return AgendaItem.objects.visible(request.viewer).filter(meeting=meeting, pk=int(number)).first()


# A click ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Click:
    """One press of a button of the roll: what and of whom, with its own key and the moment it was made."""

    what: str
    numbers: tuple[int, ...]
    key: str
    made_at: datetime
    mode: str

    @classmethod
    def of(cls, request: HttpRequest, meeting: Meeting, at: datetime) -> "Click":
        mark, key = request.POST.get("mark", ""), request.POST.get("key", "")
        what, *numbers = mark.split(":")
        if not key or not all(each.isdecimal() for each in numbers):
            raise BadRequest("This is no mark on the roll.")
        mode = request.POST.get("mode") if meeting.mode == Meeting.Mode.BOTH else meeting.mode
        if mode not in (Meeting.Mode.IN_PERSON, Meeting.Mode.REMOTE):
            mode = Meeting.Mode.IN_PERSON
        return cls(what, tuple(map(int, numbers)), f"{key}:{mark}"[:LONGEST_KEY], _made_at(request, at), mode)


def _made_at(request: HttpRequest, at: datetime) -> datetime:
    """A click that waited for the connection says for how long: the phone's own clock is not asked."""
    waited = request.POST.get("waited", "")
    ago = timedelta(seconds=int(waited)) if waited.isdecimal() and len(waited) < 7 else timedelta(0)
    return at - ago if ago <= WAITS_AT_MOST else at


@members_only
@require_POST
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    """One mark on the roll. Answers a script with the row and the quorum alone."""
    found = _held(the_meeting(request, pk))
    _only_recorders(request, found)
    at = clock.now()
    click = Click.of(request, found, at)
    with as_entered(request, request.collaborative):
        said, mandate, mandates = "", None, mandates_of(found)
    try:
        mandate = _marked(request, found, click, at, mandates)
    except NotAllowed as refused:
        raise PermissionDenied(refused.sentence) from refused
    except Refusal as refused:
        said = in_words(refused)
        mandate = click.numbers[0] if click.what in ("come", "over") and click.numbers else None
    if request.htmx:
        # A click moves no fact: what is kept of the group still holds.
        with as_entered(request, request.collaborative):
            return _answered(request, found, mandates, mandate, said)
    if said:
        messages.error(request, said)
    return redirect(_back(request, found, mandate))


def _marked(
    request: HttpRequest, meeting: Meeting, click: Click, at: datetime, mandates: Standing
) -> int | None:
    """Does it; answers the mandate that it was about, if any."""
    told = {"by": request.user, "at": at}
    match click.what, click.numbers:
        case (("come" | "over"), (mandate_id, person_id)):
            found = next((each for each in mandates if each.pk == mandate_id), None)
            mandate = found or get_object_or_404(meeting.mandates.select_related("holder"), pk=mandate_id)
            return _comes(request, meeting, click, mandate, person_id, told)
        case "guest", (person_id,):
            person = get_object_or_404(Person, pk=person_id, pk__in=_known_here(request, meeting))
            roll.arrive(meeting=meeting, person=person, mandate=None, capacity="guest", key=click.key,
                        mode=click.mode, arrived_at=click.made_at, **told)  # fmt: skip
            return None
        case "left", (presence_id,):
            here = get_object_or_404(meeting.presences.select_related("person", "meeting"), pk=presence_id)
            roll.leave(presence=here, left_at=max(click.made_at, here.arrived_at), **told)
            return here.mandate_id
    raise BadRequest("This is no mark on the roll.")


def _comes(
    request: HttpRequest,
    meeting: Meeting,
    click: Click,
    mandate: Mandate,
    person_id: int,
    told: dict[str, Any],
) -> int:
    with as_entered(request, request.collaborative):
        capacity = capacity_of(facts_of(meeting), mandate, person_id, rule_on_substitutes(meeting))
    if capacity is None:
        raise Refusal(f"Say in what capacity they come for {mandate.name}, under 'Somebody else'.")
    known = [each for each in (mandate.holder, mandate.substitute) if each and each.pk == person_id]
    person = known[0] if known else Person.objects.get(pk=person_id)
    given = {"meeting": meeting, "mandate": mandate, "person": person, "capacity": capacity,
             "key": click.key, "mode": click.mode, **told}  # fmt: skip
    if click.what == "over":
        roll.take_over(**given)
    else:
        roll.arrive(arrived_at=click.made_at, **given)
    return mandate.pk


def _known_here(request: HttpRequest, meeting: Meeting) -> set[int]:
    """Those who may attend without more being asked: the group's own people, and the invited."""
    invited = meeting.invitations.filter(person__isnull=False, ended_at=None).values_list("person", flat=True)
    return {person.pk for person in _ours(request)} | set(invited)


def _ours(request: HttpRequest) -> list[Person]:
    """The people of the group; who has no post yet is known to the office."""
    return everybody(request.collaborative) if request.viewer.runs_office else serving(facts_today(request))


def _answered(
    request: HttpRequest, meeting: Meeting, mandates: Standing, mandate: int | None, said: str
) -> HttpResponse:
    """The row, the quorum and whoever attends besides; where it was refused, also why (422)."""
    item = _visible_item(request, meeting, request.POST.get("item"))
    context = _live(request, meeting, item, mandates)
    context |= {"line": context["day"].line_of(mandate) if mandate else None, "said": said}
    return render(request, "meetings/_day_answer.html", context, status=422 if said else 200)


def _back(request: HttpRequest, meeting: Meeting, mandate: int | None = None) -> str:
    """The page of the day as it was asked for, at the row."""
    page = reverse("meetings:day", args=[request.collaborative.code, meeting.pk])
    asked = {name: request.POST.get(name, "") for name in ("item", "show") if request.POST.get(name)}
    query = "&".join(f"{name}={value}" for name, value in asked.items() if value.replace("-", "").isalnum())
    return f"{page}{'?' if query else ''}{query}{f'#row-{mandate}' if mandate else ''}"


# Somebody who was not offered -------------------------------------------------------------------------


@members_only
@require_http_methods(READ_AND_SEND)
def other(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody else for a school or seat, or somebody without a mandate: an officer, a guest, a deputy beside the head."""
    found = _held(the_meeting(request, pk))
    _only_recorders(request, found)
    form = _somebody_form(request, found)
    if form.is_valid() and tried(form, lambda: _let_in(request, found, form)):
        messages.success(request, "They are on the roll.")
        return redirect(_back(request, found))
    context = {"meeting": found, "form": form, "who": form.who, "key": request.POST.get("key") or uuid4().hex}
    return render(request, "meetings/day_other.html", context, status=status_of(form))


def _only_recorders(request: HttpRequest, meeting: Meeting) -> None:
    if not may_record(request.viewer, meeting):
        raise PermissionDenied(why_not(request.viewer, roll.CALL_ROLL))


def _somebody_form(request: HttpRequest, meeting: Meeting) -> SomebodyForm:
    rule = rule_on_substitutes(meeting)
    mandates = mandates_of(meeting)
    people = {person.pk: person for person in _ours(request)}
    people |= {row.person_id: row.person for row in _invited(meeting=meeting.pk)}
    mode = meeting.mode if meeting.mode != Meeting.Mode.BOTH else Meeting.Mode.IN_PERSON
    initial = {"mandate": request.GET.get("mandate"), "mode": mode}
    offered = sorted(people.values(), key=lambda person: person.name)
    return SomebodyForm(
        request.POST or None, initial=initial, mandates=mandates, people=offered, who=rule.who if rule else ()
    )


@prepared
def _invited(meeting: int) -> QuerySet[Invitation]:
    rows = Invitation.objects.filter(meeting=meeting, person__isnull=False, ended_at=None)
    return rows.select_related("person")


def _let_in(request: HttpRequest, meeting: Meeting, form: SomebodyForm) -> Presence:
    given = form.cleaned_data
    mandate: Mandate | None = given["mandate"]
    person = given["person"] or somebody(given["name"].strip(), given["email"])
    if mandate and person.pk != mandate.holder_id and rule_on_substitutes(meeting) is None:
        raise Refusal("The constitution knows no substitutes here: whoever comes instead is a guest.")
    told = {"meeting": meeting, "person": person, "mandate": mandate, "mode": given["mode"],
            "capacity": given["capacity"].strip() or _usual(meeting, mandate, person), "by": request.user,
            "at": clock.now(), "key": (request.POST.get("key") or uuid4().hex)[:LONGEST_KEY]}  # fmt: skip
    return roll.take_over(**told) if mandate else roll.arrive(**told)


def _usual(meeting: Meeting, mandate: Mandate | None, person: Person) -> str:
    if mandate is None:
        return "guest"
    rule = rule_on_substitutes(meeting)
    known = capacity_of(facts_of(meeting), mandate, person.pk, rule)
    return known or (rule.who[-1] if rule else "")


# Opened, adjourned, resumed, closed -------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """What may be done to the meeting next: its word, its act, and what it says when it is done."""

    code: str
    button: str
    act: str
    done: str
    states: tuple[str, ...]


STEPS = (
    Step("open", "Open the meeting", opening.OPEN, "The meeting is open.", BEFORE_OPENING[1:]),
    Step(
        "officers",
        "Name who presides or takes minutes",
        opening.OPEN,
        "Named.",
        (State.OPEN, State.ADJOURNED),
    ),
    Step("adjourn", "Adjourn it", opening.ADJOURN, "The meeting is adjourned.", (State.OPEN,)),
    Step("resume", "Resume it", opening.ADJOURN, "The meeting goes on.", (State.ADJOURNED,)),
    Step(
        "close", "Close the meeting", opening.CLOSE, "The meeting is closed.", (State.OPEN, State.ADJOURNED)
    ),
)


def _steps(request: HttpRequest, meeting: Meeting) -> list[Step]:
    mine = not request.previewing
    return [
        step for step in STEPS if mine and meeting.state in step.states and allowed(request.viewer, step.act)
    ]


@members_only
@require_http_methods(READ_AND_SEND)
def step(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """What follows from opening, adjourning, resuming or closing is shown first, and confirmed."""
    found = _held(the_meeting(request, pk))
    asked = next((each for each in STEPS if each.code == what), None)
    if asked is None:
        raise Http404
    if not allowed(request.viewer, asked.act):
        raise PermissionDenied(why_not(request.viewer, asked.act))
    room = room_of(found)
    form = _step_form(request, found, asked, room)
    if form.is_valid() and tried(form, partial(_take, request, found, asked, form)):
        messages.success(request, asked.done)
        return redirect(_back(request, found))
    context = {"meeting": found, "step": asked, "form": form, "quorum": standing_of(room), "there": len(room.there),
               "movable": found.state in asked.states, "early": request.today < day_of(found),
               "minutes_by": _of_those(found, MINUTES, _in_the_room(request, room))}  # fmt: skip
    return render(request, "meetings/day_step.html", context, status=status_of(form))


def _step_form(request: HttpRequest, meeting: Meeting, asked: Step, room: Room) -> forms.Form:
    if asked.code not in ("open", "officers"):
        return ConfirmForm(request.POST if request.method == "POST" else None)
    people = _in_the_room(request, room)
    initial = {
        "presiding": meeting.presiding or _of_those(meeting, PRESIDE, people),
        "minute_taker": meeting.minute_taker or _of_those(meeting, MINUTES, people),
    }
    initial = {name: person.pk for name, person in initial.items() if person}
    return OfficersForm(request.POST or None, initial=initial, people=people.values())


def _in_the_room(request: HttpRequest, room: Room) -> dict[int, Person]:
    return {each.person_id: each.person for each in room.there} | {request.user.pk: request.user}


def _of_those(meeting: Meeting, act: str, people: dict[int, Person]) -> Person | None:
    """The first of those whose act it is by the constitution, if they are among these people."""
    facts = facts_of(meeting)
    found = named(facts, holders(facts.rules, act))
    return next((people[pk] for pk in found if pk in people), None)


def _take(request: HttpRequest, meeting: Meeting, asked: Step, form: forms.Form) -> Meeting:
    told = {"meeting": meeting, "by": request.user, "at": clock.now()}
    verbs: dict[str, Callable[..., Meeting]] = {
        "open": opening.open_meeting,
        "officers": opening.name_officers,
        "adjourn": opening.adjourn_meeting,
        "resume": opening.resume_meeting,
        "close": opening.close_meeting,
    }
    return verbs[asked.code](**told, **form.cleaned_data)


# The whole roll, and corrections ----------------------------------------------------------------------


@members_only
@require_safe
def whole_roll(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody who was there, from when to when, what was struck and why."""
    found = _held(the_meeting(request, pk))
    rows = (
        Presence.objects.visible(request.viewer)
        .filter(meeting=found)
        .select_related("person", "mandate", "by")
        .order_by(F("mandate__name").asc(nulls_last=True), "arrived_at", "pk")
    )
    room = room_of(found)
    context = {
        "meeting": found,
        "rows": [row for row in rows if not row.struck_at],
        "struck": [row for row in rows if row.struck_at],
        "absent": _absent(room),
        "quorum": standing_of(room),
        "records": not request.previewing and may_record(request.viewer, found),
    }
    return render(request, "meetings/roll.html", context)


def _absent(room: Room) -> list[Mandate]:
    came = {each.mandate_id for each in room.presences}
    return [mandate for mandate in room.mandates if mandate.pk not in came]


@members_only
@require_http_methods(READ_AND_SEND)
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Times put right, or an entry struck, with the reason: also after the meeting."""
    rows = Presence.objects.visible(request.viewer).filter(struck_at=None)
    here = get_object_or_404(rows.select_related("person", "mandate", "meeting__collaborative"), pk=pk)
    _only_recorders(request, here.meeting)
    form = CorrectForm(request.POST or None, presence=here)
    if form.is_valid() and tried(form, lambda: _put_right(request, here, form)):
        messages.success(request, "The roll is corrected.")
        return redirect("meetings:roll", request.collaborative.code, here.meeting_id)
    context = {
        "meeting": here.meeting,
        "here": here,
        "form": form,
        "key": request.POST.get("key") or uuid4().hex,
    }
    return render(request, "meetings/roll_correct.html", context, status=status_of(form))


def _put_right(request: HttpRequest, here: Presence, form: CorrectForm) -> bool:
    given, at = form.cleaned_data, clock.now()
    told = {"presence": here, "because": given["because"], "by": request.user, "at": at}
    if given["what"] == "strike":
        roll.strike(**told)
    else:
        key = (request.POST.get("key") or uuid4().hex)[:LONGEST_KEY]
        roll.correct(arrived_at=given["arrived"], left_at=given["left"], key=key, **told)
    return True


# On the page of the meeting ---------------------------------------------------------------------------


@block("roll")
def roll_block(request: HttpRequest, meeting: Meeting) -> dict[str, Any] | None:
    """The way to the day, near it and while it lasts; afterwards how many came."""
    if meeting.body_id is None or meeting.kind == Meeting.Kind.WRITTEN or not request.viewer.is_member:
        return None
    near = meeting.state in (*roll.ROLL_MAY_BE_CALLED, State.CLOSED) and day_of(meeting) <= request.today
    if not near:
        return None
    room = the_room(request, meeting)
    return {
        "quorum": standing_of(room),
        "records": may_record(request.viewer, meeting),
        "closed": meeting.state == State.CLOSED,
        "came": len({each.mandate_id for each in room.presences} - {None}),
    }
