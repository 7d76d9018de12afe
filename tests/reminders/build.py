"""A small group under the Knowsley constitution, made by the verbs that people use, and its sweep by the day."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from collaborative import rounds
from membership.actions import contracts, notices, terms
from membership.models import Contract, Enrolment, School
from records.models import Collaborative, Message, Person
from reminders.sweep import sweep
from reminders.telling import Plan
from tests.membership import cast

# Silver's notice for leaving on 31 July 2025 is due on 1 April 2024, Bronze's for 31 July 2024 on 1 February.
SILVER_DAY, BRONZE_DAY = date(2024, 4, 1), date(2024, 2, 1)
SIXTY, THIRTY, SEVEN = date(2024, 2, 1), date(2024, 3, 2), date(2024, 3, 25)
DAY_BEFORE = date(2024, 1, 31)
ONE_DAY = timedelta(days=1)


def at(on: date, hour: int = 9, minute: int = 40) -> datetime:
    return datetime.combine(on, time(hour, minute), tzinfo=UTC)


def person(name: str, email: str | None = "") -> Person:
    """Somebody with an address made from the name, unless it is said to be None."""
    made = f"{name.lower().replace(' ', '.')}@marlbeck.example"
    return cast.person(name, made if email == "" else email)


def head(school: School, name: str, email: str | None = "") -> Person:
    person(name, email)
    return enrolled(school.collaborative, cast.head(school, name))


def office(collaborative: Collaborative, name: str) -> Person:
    person(name)
    found = cast.commissioned(collaborative, name)
    cast.hold(collaborative, "som", found, date(2023, 9, 1))
    return enrolled(collaborative, found)


def enrolled(collaborative: Collaborative, who: Person) -> Person:
    moment = at(cast.LONG_AGO)
    told = {"invited_at": moment, "accepted_at": moment, "expires_at": moment}
    Enrolment.objects.create(collaborative=collaborative, person=who, **told)
    return who


def join(school: School, tier: str, since: date) -> None:
    form = Contract.Form.PAPER
    contracts.admit_school(school=school, tier=tier, starts_on=since, form=form, by=None, on=since)


def give_notice(school: School, by: Person, on: date) -> None:
    contract = Contract.objects.get(school=school)
    notices.confirm_notice(notice=notices.give_notice(contract=contract, by=by, on=on), by=None, on=on)


def spring_ends(collaborative: Collaborative, last: date, on: date) -> None:
    """The Spring term of 2023/24 ends on another day than was entered."""
    autumn, spring, summer = cast.YEARS["2023-24"]
    terms.enter_terms(
        collaborative=collaborative,
        school_year="2023-24",
        terms=[autumn, {**spring, "last": last}, summer],
        by=None,
        on=on,
    )


# --- sweeping ----------------------------------------------------------------------------------------------


def swept(collaborative: Collaborative, *days: date) -> Plan:
    """The group swept on each of these days, and nothing sent. What the last one found."""
    return [sweep(collaborative, on=day, at=at(day)) for day in days][-1]


def gone(on: date) -> None:
    """Everything that waits has been sent on that day."""
    Message.objects.filter(state="queued").update(state="sent", sent_at=at(on))


def round_on(day: date, hour: int = 9) -> None:
    """One round of the background work: everything swept, and what waits sent."""
    rounds.sweep(at(day, hour))


def notice_reminders(who: Person | None = None) -> list[Message]:
    """The messages about notice of leaving, in the order of their telling."""
    found = Message.objects.filter(key__startswith="leaving.").order_by("queued_at", "pk")
    return list(found.filter(person=who) if who else found)


def stages(messages: Iterable[Message]) -> list[str]:
    return [message.stage for message in messages]


def days(first: date, last: date) -> list[date]:
    return [first + n * ONE_DAY for n in range((last - first).days + 1)]
