"""What comes on an agenda by itself: standing items, matters arising, minutes to ratify, feedback (K9.11, K9.15),
and the second vote on what must be confirmed.

Derived, then reconciled: what ought to be there and is not is added, each once; done twice, nothing changes.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from constitution import say
from meetings.actions.agenda import PLACE, Kind, State, may_build, new_item, touch
from meetings.actions.interests import declare_again
from meetings.actions.items import record
from meetings.actions.second_votes import arises
from meetings.models import Action, AgendaItem, Meeting
from meetings.queries.agenda import meeting_before, on_agenda, parts_of, standing
from meetings.queries.minutes import to_ratify
from meetings.queries.room import day_of
from meetings.queries.second_votes import to_be_put
from membership.models import BodyMember, Edition
from membership.queries.feedback import asked_between
from membership.queries.kept import facts_on
from membership.queries.members import Membership
from membership.queries.moments import first_of
from records.models import Collaborative, Person
from records.refusals import NotNow, Refusal

# So long before a meeting its agenda begins by itself. No document says when; the program's own.
BEGINS = timedelta(days=42)
# What an item of the edition's list is, by a word of it.
WORDS = (
    ("minutes", Kind.RATIFY),
    ("arising", Kind.ARISING),
    ("account", Kind.ACCOUNTS),
    ("feedback", Kind.FEEDBACK),
)
# What is not taken over from the last agenda: it was of that day.
OF_THE_DAY = (Kind.ARISING, Kind.RATIFY, Kind.OTHER)
EARLIER = (Meeting.State.FIXED, Meeting.State.SET)


@dataclass(frozen=True)
class Wanted:
    """An item that ought to be there: its kind and title, and what it comes from."""

    kind: str
    title: str
    more: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def prepare(*, meeting: Meeting, by: Person | None, at: datetime) -> list[AgendaItem]:
    """Adds what ought to be on the agenda and is not: answers with what was added."""
    acting_as = may_build(by, meeting, at)
    if meeting.state not in EARLIER:
        raise NotNow("The agenda is agreed: what is to be added now is added by hand.")
    touch(meeting)
    there = list(meeting.items.exclude(state=State.DECLINED))
    made = [_made(meeting, each, at) for each in wanted(meeting) if not _is_there(each, there)]
    for item in made:
        record(item, PLACE, by, acting_as, at, {"kind": item.kind, "meeting": meeting.pk})
        if item.action_id:
            declare_again(item.action.item, item, at)
    again = [arises(each.first, meeting, by, acting_as, at).item for each in list(to_be_put(meeting))]
    return [*made, *again]


def _made(meeting: Meeting, wanted: Wanted, at: datetime) -> AgendaItem:
    first = parts_of(meeting)[0].name
    fields = {"level": "members", "session": first} | wanted.more
    return new_item(meeting, at, kind=wanted.kind, title=wanted.title, **fields)


def _is_there(wanted: Wanted, there: Iterable[AgendaItem]) -> bool:
    """Also where it was taken off: what somebody has removed does not come back."""
    action, member = wanted.more.get("action"), wanted.more.get("representative")
    if minuted := wanted.more.get("ratifies"):
        return any(_ratifies(item, minuted, wanted.title) for item in there)
    if action:
        return any(item.action_id == action.pk for item in there)
    if member:
        return any(item.representative_id == member.pk for item in there)
    return any(item.kind == wanted.kind and wanted.title.lower() in item.title.lower() for item in there)


def _ratifies(item: AgendaItem, minuted: Meeting, title: str) -> bool:
    """The item of these minutes, whatever it is called by now; or one added by hand that names their day, or none."""
    if item.ratifies_id or item.kind != Kind.RATIFY:
        return item.ratifies_id == minuted.pk
    return say.date(day_of(minuted)) in item.title or item.title.lower() in title.lower()


def wanted(meeting: Meeting) -> Iterator[Wanted]:
    """In the order of the edition's list; what waits to be ratified and what arises under its item, else last."""
    before, arisen, ratified = meeting_before(meeting), False, False
    for words in standing(meeting):
        kind = _kind(words)
        if kind == Kind.RATIFY:
            ratified = True
            yield from _to_ratify(meeting, before, words)
        else:
            yield Wanted(kind, words)
        if kind == Kind.FEEDBACK:
            yield from _feedback(meeting, before)
        if kind == Kind.ARISING:
            arisen = True
            yield from _arising(meeting)
    if not ratified:
        yield from map(_ratify, _waiting(meeting))
    if not arisen:
        yield from _arising(meeting)
    yield from _put_to_the_members(meeting)


def _kind(words: str) -> str:
    return next((kind for word, kind in WORDS if word in words.lower()), Kind.STANDING)


def _to_ratify(meeting: Meeting, before: Meeting | None, words: str) -> Iterator[Wanted]:
    """One for each set of minutes, the earliest first (K9.14); those of the last meeting also before they are circulated."""
    yield from (_ratify(each) for each in _waiting(meeting) if each != before)
    yield _ratify(before, words) if before else Wanted(Kind.RATIFY, words)


def _waiting(meeting: Meeting) -> list[Meeting]:
    """The earlier meetings of the body whose minutes are circulated and not ratified."""
    return [minutes.meeting for minutes in to_ratify(meeting.body_id, meeting)]


def _ratify(minuted: Meeting, words: str = "Minutes of the meeting") -> Wanted:
    """'Minutes of the last meeting, 25 January 2024', in the edition's words; 'Minutes of the meeting, 30 November …'."""
    return Wanted(Kind.RATIFY, f"{words}, {say.date(day_of(minuted))}", {"ratifies": minuted})


def _arising(meeting: Meeting) -> Iterator[Wanted]:
    """The open actions of earlier meetings of the body, each once; of a confidential item, confidential (K9.15)."""
    rows = Action.objects.filter(
        state=Action.State.OPEN, item__body=meeting.body_id, item__meeting__starts_at__lt=meeting.starts_at
    )
    for action in rows.select_related("item", "owner").order_by("series", "number"):
        item = action.item
        closed = {"confined_at": item.confined_at, "confined_because": item.confined_because}
        more = {"action": action, "presenter": action.owner.name, "level": item.level}
        yield Wanted(Kind.ARISING, action.text[:300], more | (closed if item.confidential else {}))


def _put_to_the_members(meeting: Meeting) -> Iterator[Wanted]:
    """Each edition that was proposed, rates that were recommended among them, where the body adopts it (K4.4, K15.1)."""
    if not _adopts(meeting):
        return
    proposed = Edition.objects.filter(collaborative=meeting.collaborative, state=Edition.State.PROPOSED)
    for edition in proposed.order_by("number"):
        since = say.date(edition.rules.constitution.in_force_from)
        text = f"It has been put to the members, to be in force from {since}. To adopt it takes a resolution."
        more = {"purpose": AgendaItem.Purpose.DECISION, "text": text}
        yield Wanted(Kind.ARISING, f"The constitution, edition {edition.name}", more)


def _adopts(meeting: Meeting) -> bool:
    """Whether it is the meeting's body that changes the constitution: the one named for it, else the group's first."""
    rules = facts_on(meeting.collaborative, day_of(meeting)).rules
    rule = rules.decision.get("constitution")
    bodies = rule.body if rule and rule.body else tuple(rules.body)[:1]
    return meeting.body.code in bodies


def _feedback(meeting: Meeting, before: Meeting | None) -> Iterator[Wanted]:
    """What is asked of representatives since the last meeting, each once, with who is to tell of it."""
    facts = facts_on(meeting.collaborative, day_of(meeting))
    first = day_of(before) if before else day_of(meeting) - BEGINS
    for member in _asked(facts, first, meeting):
        yield Wanted(
            Kind.FEEDBACK,
            _of(member),
            {"representative": member, "presenter": member.person.name if member.person else ""},
        )


def _of(member: BodyMember) -> str:
    """'Feedback: Attendance, Nadia Farrow'."""
    return (
        f"Feedback: {member.body.name}, {member.person.name}"
        if member.person
        else f"Feedback: {member.body.name}"
    )


def _asked(facts: Membership, first: date, meeting: Meeting) -> Sequence[BodyMember]:
    asked = {(each.body.pk, each.person.pk) for each in asked_between(facts, first, day_of(meeting))}
    return [row for row in facts.body_members if (row.body_id, row.person_id) in asked]


# From the last agenda ---------------------------------------------------------------------------------


@transaction.atomic
def take_over(*, meeting: Meeting, items: Iterable[AgendaItem], by: Person, at: datetime) -> list[AgendaItem]:
    """Items of an earlier agenda, with their part of the day, length and presenter; what is there already is left."""
    acting_as = may_build(by, meeting, at)
    chosen = list(items)
    if not chosen:
        raise Refusal("Choose at least one item to take over.")
    if meeting.state not in EARLIER:
        raise NotNow("The agenda is agreed: what is to be added now is added by hand.")
    touch(meeting)
    there = {item.title.lower() for item in on_agenda(meeting)}
    parts = {part.name for part in parts_of(meeting)}
    made = [_copy(meeting, item, parts, at) for item in chosen if item.title.lower() not in there]
    for item in made:
        record(item, PLACE, by, acting_as, at, {"kind": item.kind, "meeting": meeting.pk})
    return made


def _copy(meeting: Meeting, item: AgendaItem, parts: set[str], at: datetime) -> AgendaItem:
    same = {
        name: getattr(item, name)
        for name in ("kind", "title", "presenter", "minutes", "purpose", "aim", "level")
    }
    return new_item(meeting, at, **same, session=item.session if item.session in parts else "")


def to_take_over(items: Iterable[AgendaItem]) -> list[AgendaItem]:
    """What an earlier agenda offers: neither what arose, nor what was admitted on the day, nor anything confidential."""
    return [item for item in items if item.kind not in OF_THE_DAY and not item.confined_at]


# By itself --------------------------------------------------------------------------------------------


def prepare_agendas(collaborative: Collaborative, on: date) -> None:
    """Before each sweep: the agendas of the meetings to come begin with what comes by itself."""
    at = first_of(on)
    rows = Meeting.objects.filter(
        collaborative=collaborative, state=Meeting.State.FIXED, starts_at__gt=at, starts_at__lte=at + BEGINS
    )
    for meeting in rows.exclude(kind=Meeting.Kind.OUTSIDE).select_related("body", "collaborative"):
        if _has_more(meeting):
            prepare(meeting=meeting, by=None, at=at)


def _has_more(meeting: Meeting) -> bool:
    there = list(meeting.items.exclude(state=State.DECLINED))
    return any(not _is_there(each, there) for each in wanted(meeting)) or any(to_be_put(meeting))
