"""The day of a meeting as it is kept on a phone: who is to be marked, who is here, and what follows (K9.5, K9.18).

Everything is worked out from one reading of the room; nothing here asks the database but `version_of`.
"""

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from django.db.models import Aggregate, Count, Max, QuerySet, Sum, Value

from constitution import say
from constitution.finding import Finding
from constitution.substitutes import Substitutes
from meetings.models import Interest, Mandate, Meeting, Presence
from meetings.queries.replies import posts_at, rule_on_substitutes, stand_ins
from meetings.queries.room import Room
from membership.queries.members import Membership

# More buttons than these make no row for a thumb; everybody else is under 'Somebody else'.
OFFERED = 2
REPLIED = {"": "Has not replied", "coming": "Coming", "remote": "Joins remotely", "apologies": "Apologies"}


# What the page is an answer to ------------------------------------------------------------------------


def version_of(meeting: Meeting, item: int | None) -> str:
    """What moves whenever the roll, a reply or an interest in the item moves. One query, the meeting being in hand."""
    presences = _told("p", meeting.presences.filter(struck_at=None), Count("left_at"))
    mandates = _told("m", meeting.mandates.filter(struck_at=None), Sum("version"))
    interests = _told("i", Interest.objects.filter(item=item, retracted_at=None), Count("pk"))
    every = presences.union(mandates, interests, all=True)
    return _hashed(meeting, item, {which: rest for which, *rest in every if rest[0]})


def _told(kind: str, rows: QuerySet, moved: Aggregate) -> QuerySet:
    """(kind, how many, the last, what moves in them), in one row; in none where there are none."""
    grouped = rows.order_by().values(which=Value(kind))
    return grouped.annotate(n=Count("pk"), last=Max("pk"), moved=moved).values_list(
        "which", "n", "last", "moved"
    )


def version_in(room: Room, item: int | None) -> str:
    """The same of a room in hand, without a query."""
    left = sum(each.left_at is not None for each in room.presences)
    parts = {
        "p": (room.presences, left),
        "m": (room.mandates, sum(each.version for each in room.mandates)),
        "i": (room.interests, len(room.interests)),
    }
    told = {
        kind: [len(rows), max(row.pk for row in rows), moved] for kind, (rows, moved) in parts.items() if rows
    }
    return _hashed(room.meeting, item, told)


def _hashed(meeting: Meeting, item: int | None, parts: dict[str, list[int]]) -> str:
    told = (
        meeting.state,
        meeting.version,
        meeting.presiding_id,
        meeting.minute_taker_id,
        item,
        sorted(parts.items()),
    )
    return sha256(repr(told).encode()).hexdigest()[:24]


# The rows ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Choice:
    """Somebody who may be marked as here, by one button: `post` is the capacity, `label` the word on it."""

    person_id: int
    name: str
    post: str
    stands_in: bool

    @property
    def label(self) -> str:
        """'Head', 'Acting head', 'Deputy'; else the post as it is."""
        short = self.post.replace("headteacher", "head")
        short = short.removesuffix(" head") if self.stands_in else short
        return f"{short[:1].upper()}{short[1:]}" if short else "Here"


@dataclass(frozen=True)
class Line:
    """A school, seat or person of the roll, who exercises it at the instant, and who could."""

    mandate: Mandate
    here: Presence | None
    last: Presence | None
    choices: tuple[Choice, ...]
    elsewhere: str = ""
    interest: Interest | None = None
    waits_for_consent: bool = False

    @property
    def replied(self) -> str:
        """'Apologies, Owen Sallis named'; 'Coming. Tunde Akerley'."""
        row = self.mandate
        if row.substitute_id:
            waits = "" if row.consent_by_id or not self.waits_for_consent else ", not yet consented to"
            return f"Apologies, {row.substitute.name} named{waits}"
        holder = f". {row.holder.name}" if row.holder and row.school_id else ""
        return (
            f"{REPLIED[row.reply]}{holder}"
            if row.holder_id
            else "Vacant"
            if row.place_id
            else "No head is known"
        )

    @property
    def words(self) -> str:
        """What somebody may look for: the school, its head, whoever is here."""
        found = (
            self.mandate.name,
            self.mandate.holder and self.mandate.holder.name,
            self.here and self.here.person.name,
        )
        return " ".join(filter(None, found)).lower()

    @property
    def stands_in(self) -> bool:
        return self.here is not None and self.here.person_id != self.mandate.holder_id

    @property
    def others(self) -> tuple[Choice, ...]:
        """Who could take over from the one who is here."""
        return tuple(
            each for each in self.choices if self.here is None or each.person_id != self.here.person_id
        )


@dataclass(frozen=True)
class Day:
    """What the page of the day shows, for an item where interests in it matter."""

    room: Room
    facts: Membership

    @property
    def meeting(self) -> Meeting:
        return self.room.meeting

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        return tuple(map(self._line, self.room.mandates))

    def _line(self, mandate: Mandate) -> Line:
        here = self._taken.get(mandate.pk)
        return Line(
            mandate,
            here,
            None if here else self._left.get(mandate.pk),
            offered(self.facts, mandate, self._rule),
            "" if here else self._elsewhere(mandate),
            self._interests.get(here.person_id) if here else None,
            waits_for_consent=bool(self._rule and self._rule.consent_of),
        )

    @cached_property
    def _taken(self) -> dict[int, Presence]:
        return self.room.exercised_by()

    @cached_property
    def _left(self) -> dict[int, Presence]:
        gone = [each for each in self.room.presences if each.left_at and each.mandate_id]
        return {each.mandate_id: each for each in sorted(gone, key=lambda each: each.left_at)}

    @cached_property
    def _interests(self) -> dict[int, Interest]:
        return {each.person_id: each for each in self.room.interests}

    @cached_property
    def _rule(self) -> Substitutes | None:
        return rule_on_substitutes(self.meeting)

    @cached_property
    def _people(self) -> dict[int, Presence]:
        return {each.person_id: each for each in self.room.there}

    def _elsewhere(self, mandate: Mandate) -> str:
        """The head of two schools who has been marked for one of them (K-R37)."""
        there = self._people.get(mandate.holder_id)
        names = {row.pk: row.name for row in self.room.mandates} if there else {}
        return f"{there.person.name} is here for {names.get(there.mandate_id, 'no mandate')}" if there else ""

    @property
    def marked(self) -> int:
        return len(self._taken)

    @property
    def to_mark(self) -> int:
        return len(self.room.mandates) - self.marked

    @property
    def shown(self) -> tuple[tuple[str, str], ...]:
        """The three ways to look at the roll."""
        return (
            ("to-mark", f"Not here yet ({self.to_mark})"),
            ("marked", f"Here ({self.marked})"),
            ("all", f"All ({len(self.room.mandates)})"),
        )

    @cached_property
    def beside(self) -> tuple[Presence, ...]:
        """Those in the room without a mandate: deputies beside their heads, officers, guests."""
        return tuple(each for each in self.room.there if each.mandate_id is None)

    def line_of(self, mandate_id: int) -> Line | None:
        """One line alone: the others are not worked out for it."""
        return next((self._line(row) for row in self.room.mandates if row.pk == mandate_id), None)

    # The quorum ---------------------------------------------------------------------------------------

    @cached_property
    def quorum(self) -> "Standing":
        return standing_of(self.room)

    @cached_property
    def consequence(self) -> str:
        """What an interest does to the quorum: 'Head 3 withdraws: 20 here of 21 needed, not quorate for this item.'"""
        away = self.room.withdrawn()
        if not away:
            return ""
        verb = "withdraws" if len(away) == 1 else "withdraw"
        return f"{say.listed(away)} {verb} for this item. {self.quorum.words}"

    @cached_property
    def voters(self) -> int:
        return len(self.room.voting_mandates())


def offered(facts: Membership, mandate: Mandate, rule) -> tuple[Choice, ...]:
    """Who is offered for a mandate: its holder, whoever was named to stand in, else who the rule names first."""
    found = [_holder(facts, mandate)] if mandate.holder_id else []
    if mandate.substitute_id:
        found.append(Choice(mandate.substitute_id, mandate.substitute.name, mandate.substitute_post, True))
    elif rule:
        known = {each.person_id for each in found}
        for each in stand_ins(facts, mandate, rule):
            if each.person_id not in known and len(found) < OFFERED:
                found.append(Choice(each.person_id, each.name, each.post, True))
    return tuple(found)


def _holder(facts: Membership, mandate: Mandate) -> Choice:
    return Choice(
        mandate.holder_id,
        mandate.holder.name,
        post_at(facts, mandate) if mandate.school_id else "",
        False,
    )


def post_at(facts: Membership, mandate: Mandate) -> str:
    """The post by which its holder speaks for a school: 'acting headteacher' of a deputy who acts as head."""
    body = facts.rules.body.get(mandate.meeting.body.code)
    speaks = {post for line in (body.members if body else ()) for post in line.by}
    held = posts_at(facts, mandate.school_id)
    mine = [post.kind for post in held if post.person_id == mandate.holder_id and post.kind in speaks]
    return mine[0] if mine else mandate.line


def capacity_of(facts: Membership, mandate: Mandate, person_id: int, rule) -> str | None:
    """In what capacity somebody who is offered comes for a mandate; None where they are not offered."""
    if person_id == mandate.substitute_id:
        return mandate.substitute_post
    if person_id == mandate.holder_id:
        return _holder(facts, mandate).post or _title(facts, mandate.line)
    found = stand_ins(facts, mandate, rule) if rule else ()
    return next((each.post for each in found if each.person_id == person_id), None)


def _title(facts: Membership, line: str) -> str:
    """'Chair' of an office's code; a category of seats is its own name."""
    return facts.rules.office[line].name or line if line in facts.rules.office else line


@dataclass(frozen=True)
class Standing:
    """How the quorum stands: how many count, how many are needed where the rule gives a number, and why."""

    here: int
    needed: int | None
    finding: Finding
    by_deputy: int
    total: int

    @property
    def words(self) -> str:
        """'23 here, 21 needed: quorate by 2'; '19 of 21 here: not quorate'."""
        if self.finding.value == "ask" or self.needed is None:
            return f"{self.here} here. The constitution does not say whether that is a quorum"
        if not self.finding.value:
            return f"{self.here} of {self.needed} here: not quorate"
        spare = self.here - self.needed
        return f"{self.here} here, {self.needed} needed: quorate" + (
            f" by {spare}" if spare > 0 else ", with none to spare"
        )

    @property
    def in_person(self) -> int:
        return self.here - self.by_deputy

    @property
    def absent(self) -> int:
        return max(self.total - self.here, 0)


def standing_of(room: Room) -> Standing:
    needed, here, taken = room.needed().value, room.counted(), room.exercised_by()
    counting = [mandate for mandate in room.mandates if mandate.counts]
    total = len(counting)
    filled = [(mandate, taken[mandate.pk]) for mandate in counting if mandate.pk in taken]
    deputies = sum(each.person_id != mandate.holder_id for mandate, each in filled)
    return Standing(
        here,
        needed if isinstance(needed, int) else None,
        room.quorate(),
        min(deputies, here),
        max(total, here),
    )
