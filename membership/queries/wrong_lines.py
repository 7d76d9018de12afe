"""What is wrong with a constitution file, beside the lines in which it stands (format section 8)."""

from collections.abc import Sequence
from dataclasses import dataclass

from constitution import Problem


@dataclass(frozen=True)
class WrongLine:
    """A problem, and the line of the text that it is about; no line where it is about the whole."""

    number: int | None
    text: str
    table: str
    message: str


def wrong_lines(problems: Sequence[Problem], source: str) -> tuple[WrongLine, ...]:
    lines = source.splitlines()
    return tuple(
        WrongLine(problem.line, _line(lines, problem.line), problem.table, problem.message)
        for problem in problems
    )


def _line(lines: Sequence[str], number: int | None) -> str:
    return lines[number - 1].strip() if number and number <= len(lines) else ""
