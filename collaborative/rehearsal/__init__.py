"""An amendment tried before it is proposed (K15.2): what it would change, over the facts of the year.

The edition in force and the draft are each taken as if they had been in force for the whole school year, with the
schools, people, terms and meetings that the year really has. Whatever comes out differently is told: before,
after, and why. Nothing is written.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string

import constitution
from collaborative.rehearsal import deadlines, decisions, fees, people, quorums
from collaborative.rehearsal.change import Change, Group
from collaborative.rehearsal.worlds import Worlds, worlds_of
from constitution import say
from constitution.difference import Difference
from membership.models import Edition
from records.models import Collaborative

__all__ = ["Change", "Group", "Rehearsal", "rehearsal_paper", "rehearse", "title_of"]

SUBJECTS = (quorums, deadlines, fees, people, decisions)
COLUMNS = ("Subject", "What", "Of whom", "How many", "Before", "After", "Why before", "Why after")


@dataclass(frozen=True)
class Rehearsal:
    """What changes, subject by subject; and what the draft says differently, in words."""

    worlds: Worlds
    groups: tuple[Group, ...]
    differences: tuple[Difference, ...]

    @property
    def now(self) -> constitution.Constitution:
        return self.worlds.now.rules

    @property
    def draft(self) -> constitution.Constitution:
        return self.worlds.then.rules

    @property
    def total(self) -> int:
        """How many dates, quorums, fees and people change, each school and person counted."""
        return sum(group.count for group in self.groups)

    @property
    def changed(self) -> tuple[Group, ...]:
        return tuple(group for group in self.groups if group.changes)

    @property
    def unchanged(self) -> str:
        """'fees and people', of which nothing changes."""
        return say.listed(group.heading.lower() for group in self.groups if not group.changes)

    def rows(self) -> Iterator[tuple[str | int, ...]]:
        """As a table to take away."""
        for group in self.groups:
            for each in group.changes:
                whys = ("; ".join(why.steps) if why else "" for why in (each.why_before, each.why_after))
                yield (
                    group.heading,
                    each.what,
                    say.listed(each.whom),
                    each.count,
                    each.before,
                    each.after,
                    *whys,
                )


def rehearse(source: str, collaborative: Collaborative, on: date) -> Rehearsal:
    """The text of a draft over the facts of the school year of a day. Raises NoEdition, constitution.Refused."""
    worlds = worlds_of(source, collaborative, on)
    groups = tuple(Group(subject.HEADING, tuple(subject.changes(worlds))) for subject in SUBJECTS)
    return Rehearsal(worlds, groups, constitution.difference(worlds.now.rules, worlds.then.rules))


def rehearsal_paper(edition: Edition, collaborative: Collaborative, on: date) -> str:
    """The rehearsal as a paper to be laid before a meeting: HTML ready to be printed.

    It is for all members, so what single schools pay is counted there and not named.
    """
    found = rehearse(edition.source, collaborative, on)
    context = {
        "collaborative": collaborative,
        "edition": edition,
        "rehearsal": found,
        "title": title_of(edition),
        "on": on,
    }
    return render_to_string("documents/rehearsal.html", context)


def title_of(edition: Edition) -> str:
    return f"What edition {edition.name} would change"
