"""Who sees what of a meeting: everything begins at its item (MODEL 8, K9.12, B5.2).

What hangs on an item is seen by whoever sees the item. A confidential one exists for the members of its body
and for whoever takes the minutes, less those whom an interest sends out of the room.
"""

from django.db.models import F, Q, QuerySet

from meetings.models import (
    Action,
    AgendaItem,
    Ballot,
    Interest,
    Invitation,
    Mandate,
    Meeting,
    MinuteEntry,
    Minutes,
    MinutesPart,
    Motion,
    Paper,
    Presence,
    SpeakerTurn,
    Vote,
)
from meetings.queries.called import called
from meetings.queries.confidence import FOR_GUESTS, NOT_CONFIDENTIAL, ON_AN_AGENDA
from membership.models import Body
from membership.permissions import Viewer, door
from membership.permissions.doors import EVERYBODY, NOBODY, body, duty, level, named_people, row_level

# Acts that cannot be done without seeing what was submitted and is not yet on an agenda.
AGENDA_ACTS = ("accept-item", "place-item", "set-agenda", "agree-agenda")
# Acts that cannot be done without hearing everything.
MINUTE_ACTS = ("take-minutes",)
DRAFT_ACTS = ("take-minutes", "discuss-minutes", "approve-minutes", "circulate-minutes")


def is_guest(viewer: Viewer) -> bool:
    """Whether an invitation to a meeting or to an item lets them in."""
    return bool(called(viewer).meetings)


def invited_meetings(viewer: Viewer) -> Q:
    """Of meetings: those to which the viewer is invited, to the whole or to a part."""
    return Q(pk__in=called(viewer).meetings)


def invited_items(viewer: Viewer) -> Q:
    """Of items: those that the viewer is invited to, on an agenda and not confidential.

    Whoever is invited to the whole hears what all members hear.
    """
    to = called(viewer)
    if not to.meetings:
        return NOBODY
    whole = Q(meeting__in=to.whole, level__in=FOR_GUESTS)
    return (whole | Q(pk__in=to.items)) & ON_AN_AGENDA & NOT_CONFIDENTIAL


@door(Meeting)
def meetings(viewer: Viewer) -> Q:
    return EVERYBODY if viewer.reaches("members") else invited_meetings(viewer)


def own_meetings(viewer: Viewer) -> Q:
    """Of meetings: those that belong into a viewer's own calendar. Whoever runs the office goes to all of them."""
    met = ~Q(kind=Meeting.Kind.WRITTEN)
    if viewer.runs_office:
        return met
    others = Q(kind=Meeting.Kind.OUTSIDE) & (Q(body__isnull=True) | Q(body__kind=Body.Kind.OUTSIDE))
    ours = body(viewer) | Q(body__in=viewer.cluster_ids)
    return met & (ours | others | invited_meetings(viewer))


@door(AgendaItem)
def items(viewer: Viewer) -> Q:
    at_level = row_level(viewer) | Q(level="body") & _hears_all(viewer)
    on_agenda = ON_AN_AGENDA & at_level & (NOT_CONFIDENTIAL | _hears_all(viewer))
    before = ~ON_AN_AGENDA & (
        named_people(viewer, "by") | duty(viewer, *AGENDA_ACTS) & _hears_all(viewer, open_too=True)
    )
    return (on_agenda | before | invited_items(viewer)) & ~_sent_out(viewer)


def _hears_all(viewer: Viewer, open_too: bool = False) -> Q:
    """The members of the item's body, and whoever takes the minutes; also everybody, of what is not confidential."""
    inside = body(viewer) | duty(viewer, *MINUTE_ACTS) | Q(meeting__minute_taker=viewer.person_id)
    return inside | NOT_CONFIDENTIAL if open_too else inside


def _sent_out(viewer: Viewer) -> Q:
    """The confidential items that an interest of the viewer closes."""
    return Q(pk__in=called(viewer).sent_out) & ~NOT_CONFIDENTIAL


def seen_items(viewer: Viewer) -> QuerySet[AgendaItem]:
    return AgendaItem.objects.visible(viewer)


def through_item(viewer: Viewer, path: str = "item") -> Q:
    """Rows that hang on an item: those of the items that the viewer sees."""
    return Q(**{f"{path}__in": seen_items(viewer).values("pk")})


@door(Motion)
@door(Interest)
@door(SpeakerTurn)
def of_an_item(viewer: Viewer) -> Q:
    return through_item(viewer)


@door(Paper)
def papers(viewer: Viewer) -> Q:
    """The item's, and of these only what is filed where the viewer may look.

    A guest sees the papers of their items, save those that are filed narrower than the item.
    """
    at_level = row_level(viewer) | Q(level="body") & (body(viewer, "item__body") | duty(viewer, *MINUTE_ACTS))
    return through_item(viewer) & (at_level | _as_guest(viewer) | named_people(viewer, "laid_by"))


def _as_guest(viewer: Viewer) -> Q:
    if not is_guest(viewer):
        return NOBODY
    theirs = AgendaItem.objects.filter(invited_items(viewer)).values("pk")
    return Q(item__in=theirs) & (Q(level__in=FOR_GUESTS) | Q(level=F("item__level")))


@door(Vote)
def votes(viewer: Viewer) -> Q:
    return through_item(viewer, "motion__item")


@door(Ballot)
def ballots(viewer: Viewer) -> Q:
    """Nobody looks into the box before the vote is closed."""
    return through_item(viewer, "motion__item") & Q(motion__closed_at__isnull=False)


@door(Mandate)
@door(Presence)
def rolls(viewer: Viewer) -> Q:
    return level(viewer, "members")


@door(Invitation)
def invitations(viewer: Viewer) -> Q:
    return level(viewer, "members") | named_people(viewer)


@door(Minutes)
def minutes(viewer: Viewer) -> Q:
    """Circulated ones are the members'; a draft is for those who work on it."""
    circulated = Q(state__in=[Minutes.State.CIRCULATED, Minutes.State.RATIFIED])
    nominated = Q(meeting__minute_taker=viewer.person_id)
    return circulated & level(viewer, "members") | duty(viewer, *DRAFT_ACTS) | nominated


@door(MinutesPart)
def minutes_parts(viewer: Viewer) -> Q:
    """Whoever sees the minutes and every item of the part; one item that is closed to them closes the part."""
    seen = Minutes.objects.filter(minutes(viewer)).values("pk")
    of_parts = MinuteEntry.objects.filter(part__isnull=False)
    closed = of_parts.exclude(item__in=seen_items(viewer).values("pk"))
    return Q(minutes__in=seen) & ~Q(pk__in=closed.values("part"))


@door(MinuteEntry)
def minute_entries(viewer: Viewer) -> Q:
    seen = Minutes.objects.filter(minutes(viewer)).values("pk")
    return Q(minutes__in=seen) & (Q(item__isnull=True) | through_item(viewer))


@door(Action)
def actions(viewer: Viewer) -> Q:
    return through_item(viewer) | named_people(viewer, "owner")
