"""Who held which office of the Knowsley-shaped group, since 2020. When a term ends the constitution says."""

from dataclasses import dataclass
from datetime import date, timedelta

from collaborative.demonstration import schools
from collaborative.demonstration.history import History
from collaborative.demonstration.members import Members
from collaborative.demonstration.people import employ, enrol, person
from membership.actions.grants import grant
from membership.actions.offices import appoint
from membership.actions.partners import add_partner
from membership.models import Grant, Holding, Partner, Place
from records.models import Person

MANAGER = "Marian Teale"
# Headteachers of academies, since the Chair is the Academy Rep too; one after the other, from 2020 on.
CHAIRS, FIRST_CHAIR = ("elmsworthy", "oakenlow", "rowanthwaite", "ashenmere"), 2020
TREASURER, SEND_REP = schools.FUND_HOLDER, "tarnholt"
# The Treasurer, two headteachers and a deputy; where each of them works.
SIGNATORIES = (
    ("copsewell", "headteacher"),
    ("hallowmere", "headteacher"),
    ("storrins", "headteacher"),
    ("pendlewick", "deputy headteacher"),
)

LINK_OFFICER, HEAD_OF_EDUCATION = "Imelda Fothergill", "Wilhelmina Osei"
# These two hold no post: what they may see they were given for a time.
OFFICER, AUDITOR = "Callum Brearley", "Leonora Finch"


@dataclass(frozen=True)
class Offices:
    history: History
    members: Members

    def found(self) -> Person:
        """The manager, who does the office work from the first day: everybody else is entered by her."""
        begins, words = self.history.begins, "Management group, 4 July 2023"
        manager = employ(self.history, MANAGER, "office", "commissioned post", begins, begins)
        self.hold(day=begins, code="som", who=manager, since=begins, resolution=words)
        return manager

    def steps(self) -> None:
        self._chairs()
        self._terms_of_two_years()
        self._panel(self.history.begins)
        self._partners(self.history.begins)
        self._grants()

    def _chairs(self) -> None:
        """Elected by the full group in the Spring term, to take up post in September of every even year."""
        for turn, year in enumerate(range(FIRST_CHAIR, self.history.on.year + 1, 2)):
            who = self.members.person(CHAIRS[turn % len(CHAIRS)])
            for code in ("chair", "academy-rep"):
                self._elected(code, who, year)

    def _terms_of_two_years(self) -> None:
        begins = self.history.begins.year
        for year in range(begins, self.history.on.year + 1, 2):
            self._elected("treasurer", self.members.person(TREASURER), year)
            self._elected("send-rep", self.members.person(SEND_REP), year)
        # Three years in the first instance, then two and two.
        for year in range(begins + 3, self.history.on.year + 1, 2):
            self._elected("som", self.history.office, year)

    def _elected(self, code: str, who: Person, year: int) -> None:
        day, words = date(year, 3, 21), f"Full group, 21 March {year}"
        self.history.step(day, self.hold, code=code, who=who, since=date(year, 9, 1), resolution=words)

    def _panel(self, day: date) -> None:
        """The four signatories, and the business manager of the fund-holding school."""
        words = f"Full group, {day.day} September {day.year}"
        manager = self.members.person(schools.FUND_HOLDER, "business manager")
        self.history.step(day, self.hold, code="business manager", who=manager, since=day, resolution=words)
        for number, (code, post) in enumerate(SIGNATORIES, start=1):
            who = self.members.person(code, post)
            self.history.step(
                day, self.hold, code="signatory", number=number, who=who, since=day, resolution=words
            )

    def _partners(self, day: date) -> None:
        people = {LINK_OFFICER: "education improvement team", HEAD_OF_EDUCATION: "head of education"}
        for name, kind, theirs in (
            ("Local Authority Education Service", Partner.Kind.AUTHORITY, people),
            ("Lantern Phonics Ltd", Partner.Kind.PROVIDER, {}),
            ("Archdiocese Schools Department", Partner.Kind.DIOCESE, {}),
        ):
            self.history.step(day, self.partner, name=name, kind=kind, people=theirs)

    def _grants(self) -> None:
        """An officer for the school year; an auditor for the accounts of the last financial year."""
        year, on = self.history.school_year, self.history.on
        first = max(date(year, 9, 1), self.history.begins)
        self.history.step(first, self.let_in, role=Grant.Role.OFFICER, last_day=date(year + 1, 8, 31))
        self.history.step(
            max(on - timedelta(days=20), first),
            self.let_in,
            role=Grant.Role.AUDITOR,
            last_day=on + timedelta(days=40),
            slot=f"fy{on.year - 1 if on.month >= 4 else on.year - 2}",
        )

    # Each on its day --------------------------------------------------------------------------------------

    def hold(
        self, day: date, code: str, who: Person, since: date, resolution: str, number: int = 1
    ) -> Holding:
        return appoint(
            place=Place.objects.get(code=code, number=number),
            person=who,
            starts_on=since,
            by=self.history.by(day),
            on=day,
            resolution=resolution,
        )

    def partner(self, day: date, name: str, kind: str, people: dict[str, str]) -> None:
        """In the register of partners, with who comes from there and their posts."""
        by = self.history.by(day)
        partner = add_partner(collaborative=self.history.group, name=name, kind=kind, by=by, on=day)
        for somebody, post in people.items():
            employ(self.history, somebody, "authority", post, day, day, partner=partner)

    def let_in(self, day: date, role: str, last_day: date, slot: str = "") -> None:
        who = person(OFFICER, "authority") if role == Grant.Role.OFFICER else person(AUDITOR, "audit")
        by = self.history.by(day)
        grant(
            collaborative=self.history.group,
            person=who,
            role=role,
            starts_on=day,
            last_day=last_day,
            slot=slot,
            agreed_by=self.history.office,
            by=by,
            on=day,
        )
        enrol(self.history, who, day)
