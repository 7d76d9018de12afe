"""Adoption: three verdicts on a file (format section 7). Refused, not adopted, or adoptable, with remarks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from constitution import examples
from constitution.adoption import failures, remarks
from constitution.loading import Problem, Refused, load
from constitution.loading.problems import in_file_order
from constitution.loading.references import table_of
from constitution.walking import Path

if TYPE_CHECKING:
    from constitution.tables import Constitution

Verdict = Literal["adoptable", "not adopted", "refused"]


@dataclass(frozen=True)
class Report:
    """What adoption has to say: problems that refuse, failures that keep it a draft, remarks to be seen."""

    refusals: tuple[Problem, ...] = ()
    failures: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()
    examples: tuple[examples.Result, ...] = ()
    constitution: Constitution | None = None

    @property
    def verdict(self) -> Verdict:
        if self.refusals:
            return "refused"
        return "not adopted" if self.failures else "adoptable"

    def __str__(self) -> str:
        """The verdict, and every reason for it, line by line."""
        return "\n".join([self.verdict, *map(str, (*self.refusals, *self.failures, *self.remarks))])

    @property
    def holding(self) -> int:
        """How many of the examples come out as the document says."""
        return sum(result.holds for result in self.examples)


def check(file: str | Constitution) -> Report:
    """The verdict on the text of a file, or on a constitution already loaded, with every reason for it."""
    try:
        c = load(file) if isinstance(file, str) else file
    except Refused as refused:
        return Report(refusals=refused.problems)
    results = examples.work_out(c)
    wrong = (Problem(result.line, "", result.difference) for result in results if not result.holds)
    return Report(
        failures=in_file_order((*wrong, *_placed(c, failures.all_of(c)))),
        remarks=in_file_order(_placed(c, remarks.all_of(c))),
        examples=results,
        constitution=c,
    )


def _placed(c: Constitution, notes: Iterable[tuple[Path, str]]) -> Iterable[Problem]:
    """Each note with the line and the table of its path."""
    return (Problem(c.lines.of(path), table_of(path), words) for path, words in notes)
