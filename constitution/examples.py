"""Worked examples: the answers that the document itself prints, beside those that its rules give."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field
from pydantic_core import PydanticCustomError

from constitution import say, values
from constitution.finding import Finding, plain
from constitution.questions import Unanswerable, ask
from constitution.rule import Ref, Row
from constitution.values import Anything, OneOrSeveral, ReadOnly, nothing

if TYPE_CHECKING:
    from constitution.tables import Constitution

NOTHING = "nothing"


class Example(Row):
    """[[examples]]: a question, its facts, and the answer that the document gives."""

    clause: Annotated[OneOrSeveral[str], Ref("clause")] = Field(
        (), description="The clause that prints the answer.", examples=["Contract"]
    )
    name: str | None = Field(
        None, description="What the example is about.", examples=["Silver, by the contract"]
    )
    reading: str | None = Field(None, description="How the printed answer is read.")
    ask: str = Field(description="One of the questions of section 5.", examples=["last day for notice"])
    of: str | None = Field(None, description="What it is asked of: an identifier.", examples=["silver"])
    given: ReadOnly[str, Anything] = Field(
        default_factory=nothing,
        description="The facts; one that the question does not know is an error.",
        examples=["{ to_leave_on = 2025-07-31 }"],
    )
    answer: Anything = Field(
        NOTHING,
        description="A number, day, sum, list, true or false, or a table whose listed parts must agree; "
        'left out, or "nothing": no answer yet.',
        examples=["2024-04-01"],
    )

    @property
    def title(self) -> str:
        """Its name, or its question: "last day for notice of silver"."""
        return self.name or f"{self.ask}{f' of {self.of}' if self.of else ''}"


@dataclass(frozen=True)
class Result:
    """An example and what became of it: the finding, or the sentence that stood in its way."""

    example: Example
    line: int | None
    finding: Finding[Any] | None
    obstacle: str = ""

    @property
    def holds(self) -> bool:
        return self.finding is not None and agree(self.example.answer, self.finding.value)

    @property
    def answer(self) -> str:
        """The printed answer in words."""
        return in_words(self.example.answer)

    @property
    def difference(self) -> str:
        """Both answers and the steps, for an example that comes out differently."""
        if self.finding is None:
            return f"the example '{self.example.title}' cannot be worked out: {self.obstacle}"
        found = in_words(self.finding.value)
        steps = "; ".join(self.finding.steps)
        words = f"the example '{self.example.title}' says {self.answer}; the rules give {found}"
        return f"{words}: {steps}" if steps else words


def work_out(c: Constitution) -> tuple[Result, ...]:
    """Every worked example of the constitution, in the order of the file."""
    return tuple(_result(c, index, example) for index, example in enumerate(c.examples))


def _result(c: Constitution, index: int, example: Example) -> Result:
    line = c.lines.of(("examples", index))
    try:
        return Result(example, line, ask(c, example.ask, example.of, example.given))
    except Unanswerable as obstacle:
        return Result(example, line, None, str(obstacle))


# Whether two answers agree --------------------------------------------------------------------------


def agree(written: Any, found: Any) -> bool:
    """Whether the printed answer is the one found. Of a table, the listed parts must agree.

    What has a name, as a window of the year, may be written by its name alone.
    """
    if found is None or isinstance(written, bool) or isinstance(found, bool):
        return written is found if found is not None else written == NOTHING
    if isinstance(found, Decimal):
        return _sum(written) == found
    if isinstance(written, str) and isinstance(found, Mapping):
        return written == found.get("name")
    if isinstance(written, Mapping) and isinstance(found, Mapping):
        return all(key in found and agree(each, found[key]) for key, each in written.items())
    if isinstance(written, list | tuple) and isinstance(found, list | tuple):
        return len(written) == len(found) and all(agree(w, f) for w, f in zip(written, found, strict=True))
    return plain(written) == plain(found)


def _sum(written: Any) -> Decimal | None:
    if isinstance(written, str):
        try:
            return values.money(written)
        except PydanticCustomError:
            return None
    return Decimal(str(written)) if isinstance(written, int | float | Decimal) else None


def in_words(value: Any) -> str:
    """An answer as people read it: Monday 1 April 2024, £6,185.25, 21, yes."""
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return say.money(value)
    if isinstance(value, datetime.date):
        return say.long_date(value)
    if isinstance(value, Mapping):
        return "; ".join(f"{str(key).replace('_', ' ')}: {in_words(each)}" for key, each in value.items())
    if isinstance(value, list | tuple):
        return say.listed([in_words(each) for each in value]) or "none"
    return str(value)
