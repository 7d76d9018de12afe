"""What is still to be done before and after meetings, read in one question for everything that falls due of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter

from django.db.models import Q, QuerySet

from meetings.models import Action, AgendaItem, Mandate, Meeting, Minutes, Motion
from meetings.models.meeting import BEFORE_OPENING
from meetings.queries.items import WAITING
from membership.models import Conversation
from membership.permissions.visible import ATTENDANCE
from membership.queries.kept import kept_until_an_act
from membership.queries.moments import day_after, first_of
from records.models import Collaborative
from records.together import together

# What a talk after one absence is about; a concern about several is ATTENDANCE.
ABSENCE = "absence"
# Nobody is asked in September whether they come in June: the program's own reach, not a rule of any group.
ASKED_BEFORE = timedelta(days=28)


@dataclass(frozen=True)
class Undone:
    """Late items that wait for consent, carried motions that leave something, minutes, open actions, talks to be
    held, and the mandates of meetings that are near. Motions and actions have their items at hand.
    """

    late: list[AgendaItem]
    decided: list[Motion]
    minutes: list[Minutes]
    actions: list[Action]
    talks: list[Conversation]
    mandates: list[Mandate]


def undone(collaborative: Collaborative, on: date) -> Undone:
    """Shared until something happens: read it, never change it."""
    return kept_until_an_act("undone at meetings", collaborative, on, lambda: _undone(collaborative, on))


def _undone(collaborative: Collaborative, on: date) -> Undone:
    asked = [rows(on).filter(collaborative=collaborative) for rows in (*ROWS, _items)]
    *found, items = (sorted(rows, key=attrgetter("pk")) for rows in together(*asked))
    by_number = {item.pk: item for item in items}
    answer = Undone(*found)
    for row in (*answer.decided, *answer.actions):
        row.item = by_number[row.item_id]
    return answer


def _late(on: date) -> QuerySet:
    return AgendaItem.objects.filter(late=True, consent_by=None, state__in=WAITING, meeting__isnull=False)


def _decided(on: date) -> QuerySet:
    """What sets something in motion, what ends, and what holds on no day yet: it may need a second vote."""
    holds = Q(takes_effect_on__isnull=False)
    leaves = holds & (Q(effect__isnull=False) | Q(ends_on__isnull=False))
    waits = Q(takes_effect_on=None, amends=None, confirms=None) & ~Q(decision="")
    return Motion.objects.filter(leaves | waits, state=Motion.State.CARRIED)


def _items(on: date) -> QuerySet:
    """The items of these motions and actions: apart, as one row of a question holds no more than some sixty columns."""
    named = [rows(on).values("item") for rows in (_decided, _actions)]
    return AgendaItem.objects.filter(Q(pk__in=named[0]) | Q(pk__in=named[1]))


def _minutes(on: date) -> QuerySet:
    return Minutes.objects.select_related("ratified_by")


def _actions(on: date) -> QuerySet:
    return Action.objects.filter(state=Action.State.OPEN).select_related("owner")


def _talks(on: date) -> QuerySet:
    waiting = Conversation.objects.filter(about__in=(ABSENCE, ATTENDANCE), held_on=None, waived_because="")
    return waiting.filter(due_on__isnull=False).select_related("school", "assigned_to")


def _mandates(on: date) -> QuerySet:
    return Mandate.objects.filter(
        struck_at=None,
        holder__isnull=False,
        meeting__state__in=BEFORE_OPENING,
        meeting__starts_at__gte=first_of(on),
        meeting__starts_at__lt=day_after(on + ASKED_BEFORE),
    )


ROWS: tuple[Callable[[date], QuerySet], ...] = (
    _late, _decided, _minutes, _actions, _talks, _mandates,
)  # fmt: skip


def is_near(meeting: Meeting, on: date) -> bool:
    """Fixed, and so soon that those who belong are asked whether they come."""
    held = meeting.body_id is not None and meeting.kind != Meeting.Kind.WRITTEN
    fixed = meeting.state in BEFORE_OPENING and meeting.state != Meeting.State.PROPOSED
    return held and fixed and first_of(on) <= meeting.starts_at < day_after(on + ASKED_BEFORE)


def latest_minutes(rows: list[Minutes]) -> Iterator[tuple[int, Minutes]]:
    """Of each meeting the latest version."""
    return ((row.meeting_id, row) for row in sorted(rows, key=attrgetter("number")))
