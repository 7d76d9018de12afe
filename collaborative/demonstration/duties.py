"""What recurs and was done: checks, reviews, an appraisal, and contacts with headteachers. Words and people are invented."""

from dataclasses import dataclass
from datetime import date, timedelta

from collaborative.demonstration.history import History
from collaborative.demonstration.members import Members
from constitution.text import aims_of
from membership.actions.appraisal import record_appraisal, record_salary_review, report_overview
from membership.actions.conversations import log_contact
from membership.actions.duties import record_event
from membership.models import Body, Holding
from membership.queries.kept import facts_on
from records.models import Collaborative, Person

CHECKED = "Every page was read; three old addresses were taken down. The account answers within a day."
REVIEWED = (
    "Two tiers and seven clusters still serve. Headteachers ask for fewer papers before each meeting.",
    "Nineteen schools worked with another school this year; eleven say that it changed what they teach.",
    "Keep the model; papers of no more than ten pages.",
)
MET = "Three of four targets were met. The data summary came late in two terms."
TARGETS = "The summary within a week of each half term; two visits to every school that is new to Silver."
OVERVIEW = "A good year: most targets met, and next year's set. The schools value her visits."
BENCHMARK = "Three similar posts in the north-west, between £57,000 and £63,000 a year."
# Days before the telling, who spoke, with whose headteacher, and what was said.
CONTACTS = (
    (12, "chair", "beckthorn", "Tired after the inspection, and glad that it is over. Would like a visit."),
    (41, "treasurer", "cawdery", "Well. Has started to keep Fridays for classrooms."),
    (170, "som", "eastmarl", "The budget is a worry; put in touch with another headteacher."),
)


@dataclass(frozen=True)
class Duties:
    history: History
    members: Members

    def steps(self) -> None:
        last = self.history.school_year - 1
        self.history.step(date(self.history.school_year, 11, 21), self.check, year=self.history.school_year)
        if last >= self.history.begins.year:
            self.history.step(date(last, 11, 21), self.check, year=last)
            self.history.step(date(last + 1, 6, 20), self.review, year=last)
            self.history.step(date(last + 1, 6, 27), self.appraise, year=last)
        for days, who, code, summary in CONTACTS:
            day = self.history.on - timedelta(days=days)
            if day > self.history.begins:
                self.history.step(day, self.contact, code=code, who=who, summary=summary)

    # Each on its day --------------------------------------------------------------------------------------

    def check(self, day: date, year: int) -> None:
        record_event(**self._told(day, "website-check", f"{slot(year)}/autumn", "som"), outcome=CHECKED)

    def review(self, day: date, year: int) -> None:
        outcome, impact, recommendation = REVIEWED
        told = self._told(day, "model-review", f"{slot(year)}/summer", "som")
        aim = aim_of(self.history.group, day, "sustainable model of system leadership")
        record_event(**told, outcome=outcome, impact=impact, recommendation=recommendation, aim=aim)

    def appraise(self, day: date, year: int) -> None:
        told = self._told(day, "", f"{slot(year)}/summer", "chair")
        del told["code"]
        record_appraisal(**told, outcome=MET, targets=TARGETS, second=holder("treasurer", day))
        report_overview(**told, outcome=OVERVIEW)
        record_salary_review(**told, benchmark=BENCHMARK, outcome="The rate stays as it is.")

    def contact(self, day: date, code: str, who: str, summary: str) -> None:
        log_contact(
            school=self.members.schools[code],
            person=self.members.head(code, day),
            body=Body.objects.get(code="management-group"),
            held_on=day,
            summary=summary,
            by=holder(who, day),
            on=day,
        )

    def _told(self, day: date, code: str, slot: str, by: str) -> dict:
        return {
            "collaborative": self.history.group,
            "code": code,
            "slot": slot,
            "by": holder(by, day),
            "done_on": day,
            "on": day,
        }


def aim_of(group: Collaborative, day: date, words: str) -> str:
    """The aim of the edition of the day in which these words stand."""
    return next(aim for aim in aims_of(facts_on(group, day).rules) if words in aim)


def slot(year: int) -> str:
    return f"{year}-{(year + 1) % 100:02}"


def holder(code: str, day: date) -> Person:
    """Who held an office on a day."""
    held = Holding.objects.filter(place__code=code, starts_on__lte=day).order_by("-starts_on")
    return held.select_related("person").first().person


def review_the_group(history: History) -> None:
    """The Bristol-shaped group's review of its purpose, priorities and structure, in the last Summer term."""
    year = history.school_year - 1
    history.step(date(year + 1, 7, 4), _reviewed, history=history, year=year)


def _reviewed(day: date, history: History, year: int) -> None:
    record_event(
        collaborative=history.group,
        code="review",
        slot=f"{slot(year)}/{slot(year)}",
        by=history.office,
        done_on=day,
        on=day,
        outcome="The purpose holds. Attendance takes the place of transition among the priorities.",
        impact="Six groups of schools have shared a leader; two have ended what they set out to do.",
    )
