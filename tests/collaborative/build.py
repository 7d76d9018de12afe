"""A small group with its constitution, for the pages: an office, a treasurer, headteachers, and nobody else."""

from datetime import UTC, date, datetime

from membership.actions.editions import adopt_edition
from membership.actions.offices import appoint
from membership.actions.posts import begin_post
from membership.actions.schools import add_school
from membership.models import Contract, Enrolment, Place, School
from records.models import Collaborative, Person
from records.tenancy import scoped

FOUNDED = date(2016, 9, 1)

RULES = """\
format = 1

[constitution]
name          = "{name}"
edition       = "2016/17"
in_force_from = 2016-09-01
run_by        = "manager"

[calendar]
clause  = "Meetings"
terms   = ["Autumn", "Spring", "Summer"]
halves  = true
school_year_begins    = "1 September"
financial_year_begins = "1 April"
reading.financial_year_begins = "The text names no day; the authority's is taken."

[[clauses]]
title = "Meetings"
words = '''
At least 60% of the schools are needed.

- the treasurer looks after the money
'''

[tier.silver]
clause = "Meetings"
name   = "Silver"

[body.group]
clause       = "Meetings"
name         = "Group"
counted_by   = "school"
one_vote_per = "school"
members      = [
  {{ every = "member school", by = ["headteacher"] }},
  {{ office = "manager", counts = false }},
]

[quorum.group]
clause   = "Meetings"
says     = "At least 60% of the schools"
at_least = "60%"
of       = "affiliated schools"
rounded  = "up"

[office.manager]
clause  = "Meetings"
name    = "Manager"
held_by = ["commissioned post"]
term    = "20 years"
begins  = "1 September"

[office.treasurer]
clause  = "Meetings"
name    = "Treasurer"
held_by = ["headteacher"]
term    = "20 years"
begins  = "1 September"
"""


def found(collaborative: Collaborative) -> Collaborative:
    """The group's founding edition, in force for as long as any test looks."""
    with scoped(collaborative):
        adopt_edition(
            collaborative=collaborative,
            source=RULES.format(name=collaborative.name),
            by=None,
            on=FOUNDED,
            founding_note="Agreed when the group was founded.",
        )
    return collaborative


def enrolled(collaborative: Collaborative, name: str) -> Person:
    """Somebody who accepted their invitation, with an address made from the name."""
    person = Person.objects.filter(name=name).first() or Person.objects.create_user(
        f"{name.lower().replace(' ', '.')}@marlbeck.example", "three quiet words", name=name
    )
    moment = datetime(2016, 9, 1, tzinfo=UTC)
    Enrolment.objects.create(
        collaborative=collaborative, person=person, invited_at=moment, accepted_at=moment, expires_at=moment
    )
    return person


def headteacher(collaborative: Collaborative, name: str, school: str) -> Person:
    with scoped(collaborative):
        person, on = enrolled(collaborative, name), FOUNDED
        made = member(collaborative, school)
        begin_post(
            collaborative=collaborative,
            person=person,
            kind="headteacher",
            starts_on=on,
            by=None,
            on=on,
            school=made,
        )
        return person


def member(collaborative: Collaborative, name: str) -> School:
    school = add_school(
        collaborative=collaborative, name=name, kind="primary", from_on=FOUNDED, by=None, on=FOUNDED
    )
    Contract.objects.create(
        collaborative=collaborative,
        school=school,
        tier="silver",
        form="paper",
        starts_on=FOUNDED,
        state="agreed",
    )
    return school


def manager(collaborative: Collaborative, name: str) -> Person:
    """Whoever runs the office."""
    with scoped(collaborative):
        person, on = enrolled(collaborative, name), FOUNDED
        begin_post(
            collaborative=collaborative, person=person, kind="commissioned post", starts_on=on, by=None, on=on
        )
        hold_office(collaborative, "manager", person)
        return person


def hold_office(collaborative: Collaborative, code: str, person: Person) -> None:
    with scoped(collaborative):
        place = Place.objects.get(code=code, body=None)
        appoint(place=place, person=person, starts_on=FOUNDED, by=None, on=FOUNDED, resolution="R-2016-001")
