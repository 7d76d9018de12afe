"""What is wrong with a file, said with its line and its table (format section 8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

# The tables that stand alone: whatever is inside them belongs to the table itself.
ALONE = ("constitution", "posts", "calendar", "membership", "subscription", "evaluation")


@dataclass(frozen=True)
class Problem:
    """One thing wrong: the line (counted from 1), the table ("quorum.full-group", or none) and a sentence."""

    line: int | None
    table: str
    message: str

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        return f"{where}{f'[{self.table}] ' if self.table else ''}{self.message}"


class NotToml(Problem):
    """The file could not be read at all; the reader's own words already say the line."""

    def __str__(self) -> str:
        return self.message


class Refused(ValueError):
    """A file that is not a constitution yet. `problems` holds all of one stage, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_file_order(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def in_file_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """By line, each said once; what has no line comes first."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda problem: problem.line or 0))
