"""Papers of the present school year: before what is talked about, one that came late, one that is confidential, a table.

All are printed here and say nothing of anybody real.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html, format_html_join

from collaborative.demonstration.agendas import CLOSED, WEEK
from collaborative.demonstration.history import History, moment
from meetings.actions.papers import lay_due, lay_paper
from meetings.models import AgendaItem, Meeting, Paper
from meetings.queries.room import day_of
from records import press

# By the title of the item: the title of its paper, and what it says, a paragraph each.
PAPERS = {
    "Early reading: three schools’ practice": (
        "Early reading: what three schools do",
        "Each of the three reads with every child every day, and each does it in another way.",
        "What they share: one scheme taught by everybody, groups that change each half term, and a book that goes home.",
    ),
    "Ofsted: what the last inspections asked": (
        "What the last inspections asked",
        "Four schools were inspected this year. All were asked how the curriculum is ordered, and who checks it.",
        "Two were asked for the reasons behind absences, pupil by pupil.",
    ),
    "Working together over the transition to secondary school": (
        "Transition: a draft calendar",
        "Visits in May, a common form in June, a meeting of the teachers in the last week of term.",
    ),
    "Attendance across the schools": (
        "Attendance across the schools",
        "Attendance is a little better than a year ago; persistent absence is not.",
        "The paper asks what the group might do together rather than each school alone.",
    ),
    "Sharing a speech therapist between schools": (
        "A speech therapist for six schools",
        "Two days a week shared by six schools would cost each less than the calls it makes now.",
    ),
    "Swimming: hiring the pool together": (
        "Swimming: three offers",
        "Three pools were asked what they would charge.",
    ),
    "Places and standards across the city": (
        "Places and standards: the figures",
        "Surplus places are found in the north, and too few in the centre.",
    ),
    "The work plan of the year": (
        "Draft work plan",
        "What the Group sets out to do this year, in order of weight.",
    ),
    CLOSED: (
        "Position of the school",
        "Confidential. What is known, what is planned, and what is asked of the group.",
    ),
}
LATE = (
    "Figures received after the agenda",
    "The figures of two schools came after the agenda had gone round.",
)
TABLE = "Attendance across the schools"
CSV = "school,absent sessions,sessions\nInvented Primary School,312,7410\nAnother Primary School,288,6920\n"


@dataclass(frozen=True)
class Laying:
    history: History

    def steps(self) -> None:
        """In the week in which an agenda is set its papers come; in the week after it is agreed, one more."""
        day = max(date(self.history.school_year, 9, 4), self.history.begins)
        while day <= self.history.on:
            self.history.step(day, self.week)
            day += WEEK

    def week(self, day: date) -> None:
        rows = Meeting.objects.filter(starts_at__gt=self.history.at(day)).select_related(
            "body", "collaborative"
        )
        for meeting in rows.filter(state__in=[Meeting.State.SET, Meeting.State.AGREED]):
            if meeting.state == Meeting.State.SET:
                self._lay_all(meeting, day)
            elif day_of(meeting) - day <= WEEK:
                lay_due(meeting=meeting, at=self.history.at(day))
                self._late(meeting, day)

    def _lay_all(self, meeting: Meeting, day: date) -> None:
        for item in meeting.items.filter(state=AgendaItem.State.PLACED, title__in=PAPERS):
            if not item.papers.exists():
                title, *paragraphs = PAPERS[item.title]
                self._lay(item, day, title, _printed(title, paragraphs))
                if item.title == TABLE:
                    self._lay(item, day, "Absence by school, as a table", CSV.encode(), "absence.csv")

    def _late(self, meeting: Meeting, day: date) -> None:
        """One a year is enough to see how it stands apart."""
        items = meeting.items.filter(state=AgendaItem.State.PLACED, papers__isnull=False, confined_at=None)
        item = items.exclude(kind=AgendaItem.Kind.ACCOUNTS).first()
        if item and not Paper.objects.filter(title=LATE[0], item__meeting__body=meeting.body_id).exists():
            title, *paragraphs = LATE
            self._lay(item, day, title, _printed(title, paragraphs), hour=15)

    def _lay(
        self,
        item: AgendaItem,
        day: date,
        title: str,
        content: bytes,
        filename: str = "paper.pdf",
        hour: int = 9,
    ) -> Paper:
        told = {"by": self.history.by(day), "at": min(moment(day, hour), self.history.now)}
        return lay_paper(item=item, title=title, content=content, filename=filename, **told)


def _printed(title: str, paragraphs: list[str]) -> bytes:
    told = format_html_join("", "<p>{}</p>", ((words,) for words in paragraphs))
    return press.pdf(format_html("<h1>{}</h1>{}", title, told), title)
