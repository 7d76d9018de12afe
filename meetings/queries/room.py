"""Who is in the room at an instant, as facts of the rules, and what follows: quorum and voters (K6.1 to K6.6).

What counts and votes is the mandate; presence says who exercises it. The edition is that of the meeting's day.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Count, Max, QuerySet, Sum

import constitution
from constitution.finding import Finding
from constitution.people import Person as Fact
from constitution.people import read_people
from constitution.roll import Entry, Roll, call_roll
from constitution.voters import voters_on
from meetings.models import AgendaItem, Interest, Mandate, Meeting, Presence
from membership.queries.kept import facts_on, in_an_act
from membership.queries.members import Membership
from membership.queries.moments import civil_day
from records.prepared import prepared


def day_of(meeting: Meeting) -> date:
    """The British civil day on which the meeting begins."""
    return civil_day(meeting.starts_at)


def facts_of(meeting: Meeting) -> Membership:
    """The facts of the meeting's own day: a school that has left by then is not counted (K6.3)."""
    return facts_on(meeting.collaborative, day_of(meeting))


@dataclass(frozen=True)
class Room:
    """A meeting with its mandates and everybody who was in the room; struck rows are left out.

    `at` is the instant looked at; None looks at now, when whoever has not left is there.
    """

    meeting: Meeting
    rules: constitution.Constitution
    mandates: tuple[Mandate, ...]
    presences: tuple[Presence, ...]
    interests: tuple[Interest, ...] = ()
    at: datetime | None = None

    @property
    def body(self) -> str:
        return self.meeting.body.code

    # Who is there -----------------------------------------------------------------------------------

    @cached_property
    def there(self) -> tuple[Presence, ...]:
        return tuple(each for each in self.presences if self._is_there(each))

    def _is_there(self, presence: Presence) -> bool:
        if self.at is None:
            return presence.left_at is None
        return presence.arrived_at <= self.at and (presence.left_at is None or presence.left_at > self.at)

    def exercised_by(self) -> dict[int, Presence]:
        """By mandate, who exercises it at the instant."""
        return {each.mandate_id: each for each in self.there if each.mandate_id}

    @property
    def absent(self) -> tuple[Mandate, ...]:
        taken = self.exercised_by()
        return tuple(mandate for mandate in self.mandates if mandate.pk not in taken)

    # As facts of the rules --------------------------------------------------------------------------

    def counts(self) -> dict[str, int]:
        """How many belong, as the rules ask for it: by the mandates, each once."""
        return counts_of(self.mandates)

    def present(self) -> list[dict[str, Any]]:
        """Everybody there, as people of the facts; whoever exercises two mandates stands in two lines."""
        by_id = {mandate.pk: mandate for mandate in self.mandates}
        barred = self._names_with_interest()
        named = _names(self.there)
        return [
            person_fact(each, by_id.get(each.mandate_id), named[each.person_id])
            | ({"interest": True} if each.person_id in barred else {})
            for each in self.there
        ]

    @cached_property
    def _read(self) -> tuple[Fact, ...]:
        """The same, read once for all that is asked of the rules."""
        return read_people(self.present())

    def _names_with_interest(self) -> set[int]:
        return {interest.person_id for interest in self.interests}

    def withdrawn(self) -> list[str]:
        """Names of those there whom an interest sends out of the room for the item."""
        out = {interest.person_id for interest in self.interests if interest.bars_stay}
        named = _names(self.there)
        return list(dict.fromkeys(named[each.person_id] for each in self.there if each.person_id in out))

    @cached_property
    def _roll(self) -> Roll:
        return call_roll(self.rules, self.body, self._read, self.withdrawn())

    def counted(self) -> int:
        """How many of those there count for the quorum at the instant: schools, or people."""
        return self._roll.present

    def expected(self, coming: Iterable[Mandate]) -> int:
        """How many will count, if these come as replied."""
        return call_roll(self.rules, self.body, [mandate_fact(mandate) for mandate in coming]).present

    # What follows -----------------------------------------------------------------------------------

    def quorate(self, decision: str = "") -> Finding[Any]:
        """Whether the body is quorate at the instant: true, false, or "ask" where the rule leaves it open."""
        facts = {**self.counts(), "present": self.present(), "withdrawn": self.withdrawn(), **self._kind()}
        return constitution.ask(self.rules, "quorate", self.body, facts | _of(decision))

    def needed(self, decision: str = "") -> Finding[Any]:
        """How many must be there: a number, "ask", or "never quorate"."""
        return constitution.ask(self.rules, "quorum", self.body, self.counts() | self._kind() | _of(decision))

    def forecast(self, coming: Iterable[Mandate]) -> Finding[Any]:
        """Whether it will be quorate with those who said they come, each in their own capacity or by a substitute."""
        people = [mandate_fact(mandate) for mandate in coming]
        facts = {**self.counts(), "present": people, **self._kind()}
        return constitution.ask(self.rules, "quorate", self.body, facts)

    def voters(self, decision: str = "") -> tuple[tuple[Entry, bool], ...]:
        """Everybody there, with whether they may vote on the item."""
        return voters_on(self.rules, self.body, self._roll, decision or None)

    def voting_mandates(self, decision: str = "") -> tuple[Mandate, ...]:
        """The mandates that have a vote on the item at the instant, each exercised by somebody there."""
        may = {entry.person.name: set(entry.mandates) for entry, votes in self.voters(decision) if votes}
        named, by_id = _names(self.there), {mandate.pk: mandate for mandate in self.mandates}
        found = []
        for each in self.there:
            mandate = by_id.get(each.mandate_id)
            free = may.get(named[each.person_id])
            if mandate and mandate.votes and free is not None and _speaks(mandate, free):
                found.append(mandate)
        return tuple(found)

    def _kind(self) -> dict[str, str]:
        return {"meeting": "reconvened"} if self.meeting.kind == Meeting.Kind.ADJOURNED else {}


def mandates_of(meeting: Meeting) -> tuple[Mandate, ...]:
    """The mandates that stand, each with its holder and who was named to stand in.

    Kept while neither they nor the facts move, and shared between requests: read them, never change them. What an
    act reads of them may be given up again, and is kept by nobody.
    """
    shared: dict[int, tuple[Mandate, ...]] = facts_of(meeting).once("mandates", dict)
    known = shared.get(meeting.pk)
    if known is not None and _stand(known) == _stand_now(meeting=meeting.pk):
        return known
    found = tuple(meeting.mandates.filter(struck_at=None).select_related("holder", "substitute"))
    if not in_an_act():
        shared[meeting.pk] = found
    return found


def _stand(mandates: tuple[Mandate, ...]) -> list[tuple[int, int, int]]:
    """How many there are, the last of them, and what moves with each change: as the database counts them."""
    if not mandates:
        return []
    return [(len(mandates), max(row.pk for row in mandates), sum(row.version for row in mandates))]


@prepared
def _stand_now(meeting: int) -> QuerySet:
    standing = Mandate.objects.filter(meeting=meeting, struck_at=None).order_by().values("meeting")
    return standing.annotate(many=Count("pk"), last=Max("pk"), versions=Sum("version")).values_list(
        "many", "last", "versions"
    )


def room_of(
    meeting: Meeting,
    item: AgendaItem | None = None,
    at: datetime | None = None,
    mandates: tuple[Mandate, ...] | None = None,
) -> Room:
    """The room of a meeting, for an item where interests in it matter. Three queries, four with an item.

    `mandates` are those in hand, if they have been read already.
    """
    mandates = mandates_of(meeting) if mandates is None else mandates
    presences = _presences(meeting=meeting.pk)
    declared = _declared(item=item.pk) if item else ()
    rules = facts_of(meeting).rules
    return Room(meeting, rules, mandates, tuple(presences), tuple(declared), at)


@prepared
def _presences(meeting: int) -> QuerySet[Presence]:
    return Presence.objects.filter(meeting=meeting, struck_at__isnull=True).select_related("person")


@prepared
def _declared(item: int) -> QuerySet[Interest]:
    return Interest.objects.filter(item=item, retracted_at__isnull=True)


def counts_of(mandates: Sequence[Mandate]) -> dict[str, int]:
    """The counts that the rules ask for: schools, people and seats, a vacant seat being a seat and nobody."""
    counting = [mandate for mandate in mandates if mandate.counts]
    counts = {
        "members": len(_each_once(counting)),
        "entitled": len(_each_once(mandate for mandate in mandates if mandate.votes)),
    }
    if any(mandate.school_id for mandate in mandates):
        counts["schools"] = sum(bool(mandate.school_id) for mandate in counting)
    seats = [mandate for mandate in counting if mandate.place_id]
    if seats:
        vacant = sum(map(_vacant, seats))
        counts |= {"seats": len(seats), "vacant": vacant, "filled": len(seats) - vacant}
    return counts


def _each_once(mandates: Iterable[Mandate]) -> set[tuple[str, int | None]]:
    """Schools, and people each once however many seats they have; a vacant seat is nobody."""
    return {
        ("school", mandate.school_id) if mandate.school_id else ("person", mandate.holder_id)
        for mandate in mandates
        if not _vacant(mandate)
    }


def _vacant(mandate: Mandate) -> bool:
    return mandate.place_id is not None and mandate.holder_id is None


def person_fact(presence: Presence, mandate: Mandate | None, name: str) -> dict[str, Any]:
    """Somebody in the room as a person of the facts; without a mandate they neither count nor vote."""
    if mandate is None:
        return {"name": name, "guest": True}
    stands_in = presence.person_id != mandate.holder_id
    # Consent is given to the one who was named, for this one meeting (B4.3).
    consent = mandate.consent_by_id is not None and presence.person_id == mandate.substitute_id
    return {"name": name, **_sits_as(mandate), **_capacity(mandate, presence.capacity, stands_in, consent)}


def mandate_fact(mandate: Mandate) -> dict[str, Any]:
    """Whoever will exercise a mandate, as replied: the substitute where one is named, else its holder."""
    person = mandate.substitute or mandate.holder
    name = person.name if person else mandate.name
    post = mandate.substitute_post if mandate.substitute_id else mandate.line
    stands_in, consent = bool(mandate.substitute_id), mandate.consent_by_id is not None
    return {"name": name, **_sits_as(mandate), **_capacity(mandate, post, stands_in, consent)}


def _sits_as(mandate: Mandate) -> dict[str, str]:
    if mandate.school_id:
        return {"school": mandate.name}
    return {"class": mandate.line} if mandate.place_id else {"office": mandate.line}


def _capacity(mandate: Mandate, post: str, stands_in: bool, consent: bool) -> dict[str, Any]:
    """A head comes as a head; a substitute in the capacity that the rule on substitutes knows, with any consent."""
    if stands_in:
        return {"as": post or "substitute", "consent": consent}
    return {"as": post} if mandate.school_id and post else {}


def _names(presences: Iterable[Presence]) -> dict[int, str]:
    """A name for each person there; two of one name are told apart."""
    people = {each.person_id: each.person.name for each in presences}
    twice = {name for name, times in Counter(people.values()).items() if times > 1}
    return {key: f"{name} ({key})" if name in twice else name for key, name in people.items()}


def _speaks(mandate: Mandate, free: set[str]) -> bool:
    """Of a school only if the roll gives its vote to the person; a seat or office is the person's own."""
    return not mandate.school_id or mandate.name in free or not free


def _of(decision: str) -> dict[str, str]:
    return {"decision": decision} if decision else {}
