"""[constitution], [[clauses]], [text.x] and [recorded.x]: whose document it is and what it says."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, model_validator

from constitution import dates
from constitution.finding import Finding, Working
from constitution.questions import UnknownQuestion, question
from constitution.rule import Ref, Row, Rule
from constitution.values import ALength, Day, OneOrSeveral, ReadOnly, Several, Tally, nothing, refusal
from constitution.walking import named

if TYPE_CHECKING:
    from constitution.tables import Constitution

BULLET = "- "
# The text of this code stands for the document itself: whoever agrees to it agrees to the whole edition.
WHOLE = "constitution"
# The first of these texts says what the group is for: whatever is done can name the point that it serves.
AIMS = ("aims", "purpose")


class Document(Row):
    """[constitution]: the document itself."""

    AT_MOST_ONE_OF = (("in_force_until", "in_force_for"),)

    name: str = Field(description="Whose constitution it is.", examples=["Excellence in Schools Group"])
    also_called: OneOrSeveral[str] = Field(
        (), description="Other names of the same body.", examples=[["the Group", "the Board"]]
    )
    edition: str = Field("", description="The edition, as people name it.", examples=["2023/24"])
    in_force_from: Day = Field(description="The day it comes into force.", examples=["2016-11-01"])
    in_force_until: Day | None = Field(
        None, description="Its last day, if the document sets an end.", examples=["2018-10-31"]
    )
    in_force_for: ALength | None = Field(
        None,
        description="In place of in_force_until: how long, from the day it comes into force.",
        examples=["2 years"],
    )
    accountable_to: OneOrSeveral[str] = Field(
        (), description="To whom the body answers.", examples=[["Learning City Partnership Board"]]
    )
    review: str | None = Field(None, description="When it is reviewed, in words.")
    run_by: Annotated[str | None, Ref("people")] = Field(
        None, description="The office or post that does the office work.", examples=["som", "clerk"]
    )

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Document:
        if self.in_force_until and self.in_force_until < self.in_force_from:
            raise refusal("its last day is before the day it comes into force", "in_force_until")
        return self

    def last_day(self, since: datetime.date | None = None) -> datetime.date | None:
        """The last day of the structure, counted from the day it came into force; None where none is set."""
        if self.in_force_for:
            return dates.last_day_of_term(since or self.in_force_from, self.in_force_for)
        return self.in_force_until


class Clause(Row):
    """[[clauses]]: one heading of the document and its words, which are shown and never run."""

    title: str = Field(description="The document's own heading; no two alike.", examples=["Quorum"])
    words: str = Field(
        "",
        description='Plain text; lines that begin with "- " are a list; {table.name.key} quotes a rule.',
        examples=["The quorum shall be {quorum.group.at_least} of the membership."],
    )
    part: str | None = Field(
        None, description="The chapter it stands in.", examples=["6. Roles and Responsibilities"]
    )


Posts = ReadOnly[str, str]


class Text(Rule):
    name: str = Field("", description="What people call it.", examples=["Our pledge"])
    items: Several[str] = Field(
        (),
        description="Its points; left out: the bullets of its clause.",
        examples=[["Questions through the Chair"]],
    )
    agreed_by: OneOrSeveral[str] = Field(
        (),
        description="Who agrees to it. Of `[text.constitution]` they agree to the whole edition.",
        examples=["headteacher"],
    )
    agreed_every: Literal["school year", "financial year", "calendar year", "edition"] | None = Field(
        None, description="How often it is agreed to.", examples=["school year"]
    )


class Recorded(Rule):
    what: str = Field("", description="What is recorded.", examples=["member schools"])
    counts: ReadOnly[str, Tally] = Field(
        default_factory=nothing, description="Counts by kind.", examples=[{"maintained": 28, "academy": 7}]
    )
    total: Tally | None = Field(None, description="What the counts come to.", examples=[35])
    year: str | None = Field(None, description="The year it speaks of.", examples=["2023/24"])
    holders: ReadOnly[str, Any] = Field(
        default_factory=nothing, description="Who held what on that day, for the first import."
    )

    @property
    def number(self) -> int | None:
        """What was counted, by the counts if there are any."""
        return sum(self.counts.values()) if self.counts else self.total


# Items and counts ---------------------------------------------------------------------------------------


def bullets(words: str) -> tuple[str, ...]:
    """The points of a clause: the lines that begin with a hyphen, and what is carried over."""
    found: list[str] = []
    for line in words.splitlines():
        if line.startswith(BULLET):
            found.append(line[len(BULLET) :].strip())
        elif found and line.startswith("  ") and line.strip():
            found[-1] += f" {line.strip()}"
    return tuple(found)


def items_of(c: Constitution, text: str) -> tuple[str, ...]:
    """The points of a text: its own, or the bullets of its clauses."""
    rule = c.text[text]
    if rule.items:
        return rule.items
    return tuple(
        item for clause in c.clauses if clause.title in rule.clause for item in bullets(clause.words)
    )


def aims_text(c: Constitution) -> str | None:
    """The code of the text that says what the group is for."""
    return next((code for code in AIMS if code in c.text), None)


def aims_of(c: Constitution) -> tuple[str, ...]:
    """What the group is for, point by point; nothing where the document has no such text (K2.1, B1.1)."""
    code = aims_text(c)
    return tuple(item.rstrip(" ;.") for item in items_of(c, code)) if code else ()


def agreed_texts(c: Constitution) -> Iterator[str]:
    """The texts that somebody agrees to again and again, in the order of the document."""
    return (code for code, text in c.text.items() if text.agreed_by and text.agreed_every)


@question("count", of="path")
def count(c: Constitution, path: str) -> Finding[int]:
    """How many there are at a path: "text.pledge", "evaluation.themes", "recorded.schools-by-kind"."""
    working = Working(c, path)
    parts = path.split(".")
    rule = named(c, tuple(parts[:2])) if len(parts) > 1 else None
    rule = rule if isinstance(rule, Rule) else named(c, (parts[0],))
    if isinstance(rule, Rule):
        working.use(rule, parts[-1])
    how_many = _how_many(c, parts)
    if how_many is None:
        raise UnknownQuestion(f'"{path}" leads to nothing that can be counted')
    return working.step(f"{path}: {how_many}").answer(how_many)


def _how_many(c: Constitution, parts: list[str]) -> int | None:
    if parts[0] == "text" and parts[1:2] and parts[1] in c.text and parts[2:] in ([], ["items"]):
        return len(items_of(c, parts[1]))
    found = named(c, tuple(parts))
    if isinstance(found, Recorded):
        return found.number
    if isinstance(found, bool | str):
        return None
    if isinstance(found, int):
        return found
    if isinstance(found, Mapping) and found and all(isinstance(each, int) for each in found.values()):
        return sum(found.values())
    return len(found) if isinstance(found, Mapping | tuple) else None
