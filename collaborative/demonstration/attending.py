"""Who comes to the meetings of the present school year: replies a week before, the roll on the day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from collaborative.demonstration.history import History
from constitution.dates import ONE_DAY
from meetings.actions import opening, replies, roll
from meetings.models import Mandate, Meeting
from meetings.models.meeting import BEFORE_OPENING
from meetings.queries.day import capacity_of
from meetings.queries.replies import rule_on_substitutes, stand_ins
from meetings.queries.room import facts_of
from membership.queries.moments import day_after, first_of
from records.models import Person

WEEK = 7 * ONE_DAY
# Of so many, one sends apologies, one a deputy, and one has not replied a week before.
ROUND, AWAY, DEPUTY, SILENT = 9, 4, 7, 2
BEFORE_THE_HOUR, LEAVES_EARLY = timedelta(minutes=10), timedelta(hours=1)


@dataclass(frozen=True)
class Attending:
    """`meanwhile` is what happens at a meeting that goes to its end: decisions."""

    history: History
    meanwhile: Callable[[Meeting], None] | None = None

    def steps(self) -> None:
        """Every day: replies to what is a week away, and the meetings of the day itself."""
        day = max(date(self.history.school_year, 9, 2), self.history.begins)
        while day <= self.history.on:
            self.history.step(day, self.day)
            day += ONE_DAY
        self.history.step(self.history.on, self.soon)

    def day(self, day: date) -> None:
        for meeting in self._on(day + WEEK):
            self._reply(meeting, self.history.at(day))
        for meeting in self._on(day):
            self._hold(meeting)

    def soon(self, day: date) -> None:
        """The next of each body has its first replies, however far away it is."""
        waiting = Meeting.objects.filter(starts_at__gt=self.history.now, state__in=BEFORE_OPENING[1:])
        rows = waiting.exclude(body=None).select_related("body", "collaborative").order_by("-starts_at")
        for meeting in {row.body_id: row for row in rows}.values():
            if not meeting.mandates.exclude(reply="").exists():
                self._reply(meeting, self.history.at(day))

    def _on(self, day: date) -> list[Meeting]:
        rows = Meeting.objects.filter(starts_at__gte=first_of(day), starts_at__lt=day_after(day))
        held = rows.filter(state__in=BEFORE_OPENING[1:]).exclude(body=None)
        return list(held.exclude(kind=Meeting.Kind.WRITTEN).select_related("body", "collaborative"))

    # Replies ------------------------------------------------------------------------------------------

    def _reply(self, meeting: Meeting, at: datetime) -> None:
        """What was carried over names nobody: who replied for whom is their own."""
        for number, mandate in enumerate(_mandates(meeting)):
            if number % ROUND == DEPUTY and (deputy := _deputy(mandate)):
                replies.name_substitute(mandate=mandate, person=deputy[0], post=deputy[1], by=None, at=at)
            elif number % ROUND != SILENT:
                answer = "apologies" if number % ROUND == AWAY else "coming"
                replies.reply(mandate=mandate, answer=answer, by=None, at=at)

    # The day ------------------------------------------------------------------------------------------

    def _hold(self, meeting: Meeting) -> None:
        """As far as it has come by the time of the telling."""
        now, office = self.history.now, self.history.office
        comes = meeting.starts_at - BEFORE_THE_HOUR
        if comes > now or office is None:
            return
        for number, mandate in enumerate(_mandates(meeting)):
            if number % ROUND != AWAY:
                self._comes(meeting, mandate, office, min(comes + timedelta(minutes=number % 12), now))
        if meeting.starts_at > now:
            return
        chair = _chair(meeting) or office
        opening.open_meeting(
            meeting=meeting, by=office, at=meeting.starts_at, presiding=chair, minute_taker=office
        )
        if meeting.ends_at <= now:
            if self.meanwhile:
                meeting.refresh_from_db()
                self.meanwhile(meeting)
            self._ends(meeting, office)

    def _comes(self, meeting: Meeting, mandate: Mandate, office: Person, at: datetime) -> None:
        person = mandate.substitute or mandate.holder
        post = capacity_of(facts_of(meeting), mandate, person.pk, rule_on_substitutes(meeting)) or ""
        roll.arrive(
            meeting=meeting, person=person, mandate=mandate, capacity=post, by=office, at=at,
            key=f"{meeting.pk}-{mandate.pk}", mode=Meeting.Mode.IN_PERSON,
        )  # fmt: skip

    def _ends(self, meeting: Meeting, office: Person) -> None:
        """One leaves before the end."""
        early = meeting.presences.filter(left_at=None, mandate__school__isnull=False).order_by("-pk").first()
        if early and early.person_id != meeting.presiding_id:
            roll.leave(presence=early, by=office, at=meeting.ends_at - LEAVES_EARLY)
        opening.close_meeting(meeting=meeting, by=office, at=meeting.ends_at)


def _mandates(meeting: Meeting) -> list[Mandate]:
    rows = meeting.mandates.filter(struck_at=None, holder__isnull=False).order_by("pk")
    return list(rows.select_related("holder", "substitute", "school", "meeting__body", "collaborative"))


def _deputy(mandate: Mandate) -> tuple[Person, str] | None:
    rule = rule_on_substitutes(mandate.meeting)
    found = stand_ins(facts_of(mandate.meeting), mandate, rule) if rule and not rule.consent_of else []
    return (Person.objects.get(pk=found[0].person_id), found[0].post) if found else None


def _chair(meeting: Meeting) -> Person | None:
    roles = facts_of(meeting).roles
    held = (role.held.person for role in roles if role.held and role.place.code == "chair")
    return next((who for who in held if meeting.presences.filter(person=who).exists()), None)
