"""Seats by category (B3.1): what each asks for, who sits in it, how many are vacant."""

from dataclasses import dataclass
from datetime import date

from membership.models import Body
from membership.queries.register import Register, Role
from records.models import Collaborative


@dataclass(frozen=True)
class Category:
    """A line of the body's members: its requirement in words, the phases it represents, its numbered seats."""

    name: str
    requirement: str
    phases: tuple[str, ...]
    seats: tuple[Role, ...]

    @property
    def vacancies(self) -> tuple[Role, ...]:
        return tuple(seat for seat in self.seats if seat.vacant)


def seats_by_category(collaborative: Collaborative, body: Body, on: date) -> list[Category]:
    """The categories of a body in the order of the document, each with its seats on a day."""
    register = Register(collaborative)
    lines = register.editions.rules_on(on).body[body.code].members
    roles = [role for role in register.on(on) if role.place.body_id == body.pk]
    return [
        Category(
            name=line.category,
            requirement=line.requirement or "",
            phases=line.phase,
            seats=tuple(role for role in roles if role.place.code == line.category),
        )
        for line in lines
        if line.category
    ]
