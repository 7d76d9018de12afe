"""Founding a group: its row, the constitution it begins with, and its first person, who invites everybody else."""

from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from membership.actions.editions import adopt_edition
from membership.actions.invitations import Invitation, invite
from membership.actions.offices import appoint
from membership.actions.posts import begin_post
from membership.models import Place
from membership.queries.editions import editions_of
from records.models import Collaborative, Person
from records.refusals import Refusal
from records.tenancy import scoped

SAMPLES = Path(__file__).resolve().parent.parent / "constitution" / "samples"


class CodeTaken(Refusal):
    sentence = "There is a group with that code already."


class NobodyRunsIt(Refusal):
    sentence = (
        "The constitution names nobody who does the office work: let run_by say which office or post does."
    )


@transaction.atomic
def found_group(
    *,
    code: str,
    name: str,
    source: str,
    in_force_on: date | None,
    note: str,
    on: date,
    opened_on: date | None = None,
) -> Collaborative:
    """A group with its founding edition, in force from the day the file names unless another is given.

    Raises CodeTaken, and what adoption refuses.
    """
    if Collaborative.objects.filter(code=code).exists():
        raise CodeTaken()
    group = Collaborative.objects.create(code=code, name=name, opened_on=opened_on or on)
    with scoped(group):
        adopt_edition(
            collaborative=group, source=source, by=None, on=on, in_force_on=in_force_on, founding_note=note
        )
    return group


@transaction.atomic
def first_person(*, group: Collaborative, name: str, email: str, on: date, at: datetime) -> Invitation:
    """Whoever does the office work, entered with the post and office for it, and invited to sign in."""
    with scoped(group):
        person = Person.objects.filter(email=email).first() or Person.objects.create_user(email, name=name)
        _take_office(group, person, on)
        return invite(collaborative=group, person=person, by=None, at=at)


def _take_office(group: Collaborative, person: Person, on: date) -> None:
    """From today, or from the day on which the constitution comes into force."""
    editions = editions_of(group)
    first_day = max(on, editions.adopted[0].in_force_on)
    rules = editions.rules_since(first_day)
    code = rules.constitution.run_by
    if not code:
        raise NobodyRunsIt()
    office = rules.office.get(code)
    kind = (office.held_by or ("commissioned post",))[0] if office else code
    begin_post(collaborative=group, person=person, kind=kind, starts_on=first_day, by=None, on=on)
    if office:
        place = Place.objects.get(body=None, code=code, number=1)
        appoint(place=place, person=person, starts_on=first_day, by=None, on=on)


def sample(name: str) -> str:
    """The text of a constitution file that the program brings with it."""
    return (SAMPLES / f"{name}.toml").read_text(encoding="utf-8")
