"""The meetings of the present school year: fixed before it began, those of others beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from collaborative.demonstration.history import History
from constitution import calendar, event, say
from constitution.calendar import Year
from meetings.actions.year import Wanted, add_outside, fix, propose
from meetings.models import Meeting
from meetings.queries.days import school_days
from meetings.queries.hours import at_hour
from meetings.queries.proposal import Pattern, day_for, proposal
from meetings.queries.room import day_of
from meetings.queries.year import Occasion, rules_of
from membership.queries.kept import facts_on

TUESDAY, WEDNESDAY, THURSDAY = 1, 2, 3
KNOWSLEY = {
    "full-meeting": Pattern(THURSDAY, time(9), time(15, 30), "Copsewell Primary School, main hall"),
    "management-meeting": Pattern(WEDNESDAY, time(13), time(16), "Copsewell Primary School, meeting room"),
    "conference": Pattern(THURSDAY, time(9), time(15), "The Fell House, Marlbeck"),
}
BRISTOL = {"meeting": Pattern(TUESDAY, time(16), time(18), "Tworivers Academy, library")}
# By the edition's event: when, where, and who speaks in each of its parts of the year.
OTHERS = {
    "headteacher-partnership": (
        Pattern(TUESDAY, time(9, 30), time(12), "Education Centre, Marlbeck"),
        (
            "Dr Lena Osgathorpe, on early reading",
            "Tomasz Wren, on attendance",
            "Priya Vantongeren, on inclusion",
        ),
    ),
    "practice-sharing": (
        Pattern(TUESDAY, time(13), time(16), "Education Centre, Marlbeck"),
        ("Three schools of the East Collaborative, on writing",),
    ),
}


@dataclass(frozen=True)
class Meetings:
    history: History
    usual: Mapping[str, Pattern]
    decision: str

    def steps(self) -> None:
        began = self.history.school_year
        proposed, decided = date(began, 6, 20), date(began, 7, 9)
        begins = self.history.begins
        self.history.step(max(proposed, begins), self.propose, began=began)
        self.history.step(max(decided, begins), self.fix, decided=decided)
        self.history.step(max(date(began, 7, 14), begins), self.others, began=began)

    # Each on its day --------------------------------------------------------------------------------------

    def propose(self, day: date, began: int) -> None:
        facts = facts_on(self.history.group, day)
        planned = proposal(facts, self._year(day, began), self.usual, [])
        wanted = [
            Wanted(
                each.occasion,
                at_hour(each.day, each.pattern.starts),
                at_hour(each.last_day, each.pattern.ends),
                each.pattern.place,
            )
            for each in planned
            if each.day
        ]
        propose(
            collaborative=self.history.group, wanted=wanted, by=self.history.by(day), at=self.history.at(day)
        )

    def fix(self, day: date, decided: date) -> None:
        rows = Meeting.objects.filter(state=Meeting.State.PROPOSED)
        # Decided at the last meeting of the year before, which was minuted elsewhere.
        decision = f"{self.decision}, {say.date(decided)}"
        fix(meetings=rows, resolution=decision, by=None, at=self.history.at(day))

    def others(self, day: date, began: int) -> None:
        facts, year = facts_on(self.history.group, day), self._year(day, began)
        rules, days = rules_of(facts, year), school_days(facts)
        terms = calendar.read_terms(rules, facts.register.terms)
        taken = {day_of(row): row.event for row in Meeting.objects.all()}
        for code, (usual, speakers) in OTHERS.items():
            if code not in rules.event:
                continue
            windows = event.windows_of(rules, rules.event[code], year, terms)
            for part, who in zip(windows, speakers, strict=False):
                occasion = Occasion(code, rules.event[code], year, part)
                if found := day_for(occasion, usual, days, taken):
                    self._outside(day, occasion, found, usual, who)

    def _outside(self, day: date, occasion: Occasion, on: date, usual: Pattern, speakers: str) -> None:
        add_outside(
            collaborative=self.history.group,
            name=occasion.name,
            event=occasion.code,
            starts_at=at_hour(on, usual.starts),
            ends_at=at_hour(on, usual.ends),
            place=usual.place,
            speakers=speakers,
            by=self.history.by(day),
            at=self.history.at(day),
        )

    def _year(self, day: date, began: int) -> Year:
        """The school year that began, or is to begin, in a calendar year."""
        facts = facts_on(self.history.group, day)
        return calendar.school_year(facts.register.editions.rules_since(day), date(began, 12, 31))
