"""What is decided in writing: how many must agree, who has agreed, until when (K9.3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

import constitution
from constitution import dates, say
from constitution.deadline import DaysGiven, counting
from constitution.finding import Finding, Working
from constitution.resolutions import Stretch
from meetings.models import Mandate, Meeting, Motion
from meetings.models.vote import Choice
from meetings.queries.motions import rules_of
from meetings.queries.room import counts_of, mandate_fact
from membership.permissions import Viewer
from membership.queries.moments import civil_day
from membership.queries.terms import bank_holidays
from records.models import Collaborative, Person

CALL = "call-meeting"


def callings(rules: constitution.Constitution) -> dict[str, str]:
    """The further meetings that members can call, by code, in words."""
    return {code: rule.name or code.replace("-", " ").capitalize() for code, rule in rules.calling.items()}


def meets_by(
    collaborative: Collaborative, rules: constitution.Constitution, calling: str, asked: date
) -> Finding[date | None]:
    """The last day on which a further meeting may meet; nothing where no time is set.

    It is counted from the day on which the members are first asked: the earlier of the days that could be meant.
    """
    rule = rules.calling[calling]
    w = Working(rules, f"calling.{calling}").rest_on(*rule.clause).reading(rule, "meet_within")
    if rule.meet_within is None:
        return w.step("the constitution does not say how soon it meets").answer(None)
    given = DaysGiven(bank_holidays(collaborative, asked), None, {})
    last = dates.after(asked, rule.meet_within, counting(Stretch(rule.meet_within), given, w))
    words = (
        f"asked for on {say.long_date(asked)}, and meets within {rule.meet_within}: by {say.long_date(last)}"
    )
    return w.step(words).answer(last)


def call_of(meeting: Meeting) -> Motion | None:
    """The call by which a further meeting was fixed."""
    rows = Motion.objects.filter(
        item__body=meeting.body_id, effect__act=CALL, effect__name=meeting.name, state=Motion.State.CARRIED,
        item__meeting__kind=Meeting.Kind.WRITTEN, item__meeting__starts_at__lte=meeting.starts_at,
    )  # fmt: skip
    same_day = (
        row for row in rows.select_related("item__meeting") if civil_day(row.closed_at) == meeting.fixed_on
    )
    return next(same_day, None)


def written_bodies(rules: constitution.Constitution) -> tuple[str, ...]:
    """The codes of the bodies that may decide in writing."""
    return tuple(code for code in rules.body if decides_in_writing(rules, code))


def decides_in_writing(rules: constitution.Constitution, body: str, decision: str = "") -> bool:
    of = {"decision": decision} if decision else {}
    facts = {"members": 1, "schools": 1, "entitled": 1} | of
    return isinstance(constitution.ask(rules, "how many in writing", body, facts).value, int)


def last_day(
    collaborative: Collaborative, rules: constitution.Constitution, body: str, decision: str, circulated: date
) -> Finding[date | None]:
    """The last day for agreeing in writing; the day of circulation is the first of the time allowed."""
    of = {"decision": decision} if decision else {}
    known = {"circulated": circulated, "bank_holidays": bank_holidays(collaborative, circulated)}
    return constitution.ask(rules, "written by", body, known | of)


@dataclass(frozen=True)
class InWriting:
    """A call or a written resolution as it stands: its mandates with what each has said.

    Of a call those are counted that count for the quorum: 18 of 35 schools, whatever the manager says (K-R53).
    """

    motion: Motion
    mandates: tuple[Mandate, ...]
    said: dict[int, str]

    @property
    def meeting(self) -> Meeting:
        return self.motion.item.meeting

    @property
    def is_call(self) -> bool:
        return (self.motion.effect or {}).get("act") == CALL

    @cached_property
    def rules(self) -> constitution.Constitution:
        return rules_of(self.meeting)

    @cached_property
    def asked(self) -> tuple[Mandate, ...]:
        """Whose agreement is counted."""
        if self.is_call:
            return tuple(each for each in self.mandates if each.counts)
        return tuple(each for each in self.mandates if each.votes and self._may_sign(each))

    def _may_sign(self, mandate: Mandate) -> bool:
        of = {"decision": self.motion.decision} if self.motion.decision else {}
        facts = {"person": mandate_fact(mandate)} | of
        return bool(constitution.ask(self.rules, "may sign", self.meeting.body.code, facts))

    @cached_property
    def needed(self) -> Finding[Any]:
        """How many must agree, of the members as they were when it began."""
        counts = counts_of(self.mandates)
        if self.is_call:
            return constitution.ask(self.rules, "how many may call", self.motion.effect["calling"], counts)
        of = {"decision": self.motion.decision} if self.motion.decision else {}
        return constitution.ask(self.rules, "how many in writing", self.meeting.body.code, counts | of)

    def _how_many(self, choice: str) -> int:
        return sum(self.said.get(each.pk) == choice for each in self.asked)

    @property
    def agreed(self) -> int:
        return self._how_many(Choice.FOR)

    @property
    def against(self) -> int:
        return self._how_many(Choice.AGAINST)

    @property
    def abstaining(self) -> int:
        return self._how_many(Choice.ABSTAIN)

    @property
    def reached(self) -> bool:
        return isinstance(self.needed.value, int) and self.agreed >= self.needed.value

    @property
    def count(self) -> str:
        """'12 of 18'."""
        return f"{self.agreed} of {self.needed.value}"

    @property
    def until(self) -> datetime:
        return self.meeting.ends_at

    def over(self, at: datetime) -> bool:
        return at >= self.until

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Those who have answered, each with what they said."""
        words = {Choice.FOR: "Agrees"} if self.is_call else {}
        return [
            (each.name, words.get(said, Choice(said).label))
            for each in self.asked
            if (said := self.said.get(each.pk))
        ]

    @property
    def waiting(self) -> list[str]:
        return [each.name for each in self.asked if each.pk not in self.said]

    def mine(self, viewer: Viewer) -> list[tuple[Mandate, str]]:
        """The mandates that this viewer answers for, with what they have said."""
        return [(each, self.said.get(each.pk, "")) for each in self.asked if speaks_for(viewer, each)]


def in_writing(motion: Motion) -> InWriting:
    """Two queries."""
    mandates = motion.item.meeting.mandates.filter(struck_at__isnull=True).select_related(
        "holder", "substitute"
    )
    said = dict(motion.votes.values_list("mandate", "choice"))
    return InWriting(motion, tuple(mandates.order_by("name")), said)


def speaks_for(viewer: Viewer, mandate: Mandate) -> bool:
    """In writing a mandate is the member's own: whoever holds it, or heads its school by now."""
    own = mandate.holder_id == viewer.person_id
    return own or bool(mandate.school_id and viewer.heads(mandate.school_id))


def own_mandate(mandates: Iterable[Mandate], person: Person) -> Mandate | None:
    return next((each for each in mandates if each.holder_id == person.pk), None)


def until_in_words(at: datetime) -> str:
    return say.long_date(civil_day(at))
