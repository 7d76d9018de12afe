"""The Knowsley-shaped group: thirty-five schools under the handbook of 2023/24, and what happened to them.

Nothing here is a rule: days, names and sums are facts that somebody would enter. What follows from them, such as
who stays on as outgoing chair, when an office ends or what a school pays, the constitution says.
"""

from datetime import date, datetime

from collaborative.demonstration import schools, terms
from collaborative.demonstration.agendas import Agendas
from collaborative.demonstration.agreements import Agreements
from collaborative.demonstration.attending import Attending
from collaborative.demonstration.duties import Duties
from collaborative.demonstration.history import History
from collaborative.demonstration.joining import Joining
from collaborative.demonstration.laying import Laying
from collaborative.demonstration.meetings import KNOWSLEY, Meetings
from collaborative.demonstration.members import Members
from collaborative.demonstration.minutes import Minuting
from collaborative.demonstration.money import Money
from collaborative.demonstration.news import News
from collaborative.demonstration.offices import Offices
from collaborative.demonstration.openings import Openings
from collaborative.demonstration.papers import Papers
from collaborative.demonstration.representing import Representing
from collaborative.demonstration.seating import reviewed
from collaborative.demonstration.told import remind
from collaborative.founding import found_group, sample
from records.models import Collaborative
from records.tenancy import scoped

CODE, NAME = "knowsley", "Central Collaborative Knowsley"
FILE = "central-collaborative-knowsley-2023"
AREA = "Knowsley"
OPENED, BEGINS = date(2016, 9, 1), date(2023, 9, 1)
NOTE = "Agreed by the full group in the Summer term of 2023. The schools and people are invented."


def build(on: date, now: datetime) -> Collaborative:
    """The group and its history up to a day. Call inside a transaction."""
    group = found_group(
        code=CODE, name=NAME, source=sample(FILE), in_force_on=BEGINS, note=NOTE, on=BEGINS, opened_on=OPENED
    )
    with scoped(group):
        history = History(group, BEGINS, on, now)
        terms.enter(group, AREA, BEGINS.year - 1, history.school_year + 1, on)
        _history(history)
        history.tell()
        remind(history)
    return group


def _history(history: History) -> None:
    members = Members(history)
    offices = Offices(history, members)
    members.found()
    history.office = offices.found()
    members.steps()
    offices.steps()
    for year in history.years():
        history.step(date(year, 9, 28), reviewed, history=history)
    money = _money(history, members)
    money.steps()
    Papers(history, members).steps()
    Joining(history, members).steps()
    Meetings(history, KNOWSLEY, "Full group").steps()
    Agendas(history, "Management group", lambda day: members.head("birchenholt", day)).steps()
    Laying(history).steps()
    minuting = Minuting(history)
    Attending(history, minuting.meanwhile).steps()
    minuting.steps()
    News(history).knowsley()
    Openings(history, members).steps()
    Representing(history, members).steps()
    Duties(history, members).steps()
    Agreements(history, members).steps()


def _money(history: History, members: Members) -> Money:
    table = schools.everybody()
    money = Money(
        history=history,
        runs=runs(history),
        schools=members.schools,
        pupils={code: school.pupils for code, school in table.items()},
        silver=[code for code, school in table.items() if school.tier == "silver"],
        books=members.person(schools.FUND_HOLDER, "business manager"),
    )
    history.step(history.begins, money.open_account, held_by=schools.FUND_HOLDER)
    year = history.school_year - 1
    if date(year, 9, 8) >= history.begins:
        money.joined(year, date(year, 9, 8), schools.JOINED)
    return money


def runs(history: History) -> dict[int, date]:
    """When each contract year's invoices went out: on the first day of the Summer term before it.

    Those of the first year went out when the constitution had come into force. The day of a run that is near is
    left to whoever looks at the demonstration.
    """
    later = {year: terms.terms_of(AREA, year - 1)[0][2]["first"] for year in history.years()[1:]}
    following = terms.terms_of(AREA, history.school_year)[0][2]["first"]
    return {BEGINS.year: date(2023, 9, 5), **later, history.school_year + 1: following}
