"""Who comes to a meeting, who has not replied, and whether it will be quorate (K9.6, K-R22)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from constitution import say
from constitution.body import rule_for
from constitution.finding import Finding
from constitution.substitutes import Substitutes
from meetings.models import Mandate, Meeting
from meetings.models.roll import Reply
from meetings.queries.room import Room, facts_of
from membership.models import Post
from membership.permissions import Viewer
from membership.queries.members import Membership

COMING = (Reply.COMING, Reply.REMOTE)


def rule_on_substitutes(meeting: Meeting) -> Substitutes | None:
    """Who may stand in on the meeting's body, under the edition of its day; None where nobody may."""
    found = rule_for(facts_of(meeting).rules, "substitutes", meeting.body.code, general=True)
    return found[1] if found else None


def kept_substitutes(meeting: Meeting) -> QuerySet[Mandate]:
    return Mandate.objects.filter(meeting=meeting, struck_at__isnull=True, substitute__isnull=False)


def replied(meeting: Meeting) -> int:
    """How many have said whether they come."""
    return meeting.mandates.filter(struck_at=None).exclude(reply=Reply.NONE).count()


def speaks_for(viewer: Viewer, mandate: Mandate) -> bool:
    """Whether the mandate is the viewer's own: its holder on the day, or today's head of the school."""
    return mandate.holder_id == viewer.person_id or (
        mandate.school_id is not None and viewer.heads(mandate.school_id)
    )


def own_mandates(viewer: Viewer, mandates: Sequence[Mandate]) -> list[Mandate]:
    """Those that the viewer replies for; the head of two schools has two."""
    return [mandate for mandate in mandates if speaks_for(viewer, mandate)]


@dataclass(frozen=True)
class StandIn:
    """Somebody who may be named, and in what capacity."""

    person_id: int
    name: str
    post: str


def stand_ins(facts: Membership, mandate: Mandate, rule: Substitutes) -> list[StandIn]:
    """Those who work at the school in a post that may stand in, deputies first as the rule names them."""
    posts = [post for post in posts_at(facts, mandate.school_id) if post.kind in rule.who]
    return [
        StandIn(post.person_id, post.person.name, post.kind)
        for post in sorted(posts, key=lambda post: (rule.who.index(post.kind), post.person.name))
    ]


def posts_at(facts: Membership, school_id: int | None) -> Sequence[Post]:
    """The posts of one school on the day; of no school there are none."""
    return facts.once("posts by school", lambda: _by_school(facts)).get(school_id, ()) if school_id else ()


def _by_school(facts: Membership) -> dict[int, list[Post]]:
    found: dict[int, list[Post]] = {}
    for post in facts.posts:
        if post.school_id:
            found.setdefault(post.school_id, []).append(post)
    return found


@dataclass(frozen=True)
class Forecast:
    """What is to be expected: `expected` is how many will count, `needed` how many must, where the rule says a number."""

    coming: tuple[Mandate, ...]
    apologies: tuple[Mandate, ...]
    silent: tuple[Mandate, ...]
    waiting: tuple[Mandate, ...]
    expected: int
    needed: int | None
    finding: Finding

    @property
    def words(self) -> str:
        """'19 of 21 needed: not yet quorate.'; '27 expected, 21 needed: quorate.'"""
        enough = {True: "quorate", False: "not yet quorate"}.get(
            self.finding.value, "the constitution leaves it open"
        )
        if self.needed is None:
            return f"{self.expected} expected: {enough}."
        if self.finding.value is True:
            return f"{self.expected} expected, {self.needed} needed: {enough}."
        return f"{self.expected} of {self.needed} needed: {enough}."

    @property
    def unanswered(self) -> str:
        """'School 04 and School 05 have not replied.'"""
        if not self.silent:
            return "Everybody has replied."
        names = say.listed(row.name for row in self.silent)
        return f"{names} {'has' if len(self.silent) == 1 else 'have'} not replied."

    @property
    def in_person(self) -> int:
        return max(self.expected - self.deputies, 0)

    @property
    def deputies(self) -> int:
        return sum(row.substitute_id is not None and row.counts for row in self.coming)


def forecast_of(room: Room) -> Forecast:
    """From the replies so far. Kept beside the facts for as long as the mandates stand as they are."""
    known: dict[int, tuple[tuple[Mandate, ...], Forecast]] = facts_of(room.meeting).once("forecasts", dict)
    mandates, found = known.get(room.meeting.pk, (None, None))
    if mandates is not room.mandates or found is None:
        found = _forecast(room)
        known[room.meeting.pk] = (room.mandates, found)
    return found


def _forecast(room: Room) -> Forecast:
    """A substitute who waits for consent is not counted on (B4.3)."""
    rule = rule_on_substitutes(room.meeting)
    needs_consent = bool(rule and rule.consent_of)
    waiting = [row for row in room.mandates if row.substitute_id and needs_consent and not row.consent_by_id]
    coming = [row for row in room.mandates if _is_coming(row) and row not in waiting]
    needed = room.needed().value
    return Forecast(
        coming=tuple(coming),
        apologies=tuple(
            row for row in room.mandates if row.reply == Reply.APOLOGIES and not row.substitute_id
        ),
        silent=tuple(
            row for row in room.mandates if row.reply == Reply.NONE and row.counts and row.holder_id
        ),
        waiting=tuple(waiting),
        expected=room.expected(coming),
        needed=needed if isinstance(needed, int) else None,
        finding=room.forecast(coming),
    )


def _is_coming(row: Mandate) -> bool:
    return row.reply in COMING or row.substitute_id is not None
