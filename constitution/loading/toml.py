"""The first stage: is the text TOML at all, of a size and a format that this program reads?"""

from __future__ import annotations

import re
import tomllib
from typing import Any

from constitution.loading.lines import Lines
from constitution.loading.problems import NotToml, Problem, Refused
from constitution.say import written

LARGEST = 2_000_000
FORMAT = 1
PLACE = re.compile(r"\(at (?:line (\d+), column \d+|end of document)\)")
OPENERS = re.compile(
    r"""
    '''.*?''' | \"\"\"(?:\\.|[^\\])*?\"\"\" | ''' | \"\"\"
  | "(?:\\.|[^"\\\n])*" | '[^'\n]*' | \#[^\n]* | [\[{] | [\]}]
    """,
    re.VERBOSE | re.DOTALL,
)


def read(text: str) -> dict[str, Any]:
    """The tables of the file, or Refused."""
    if len(text.encode("utf-8", "surrogatepass")) > LARGEST:
        raise Refused([Problem(None, "", "the file is larger than 2 MB")])
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Refused([_unreadable(text, str(error))]) from None
    except (RecursionError, ValueError) as error:
        why = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise Refused([_unreadable(text, why)]) from None
    _check_format(text, data)
    return data


def _unreadable(text: str, why: str) -> Problem:
    """What the TOML reader said, with a line even where it only noticed at the end of the file."""
    if "(at end of document)" in why:
        line, column = _last_opened(text)
        why = why.replace("(at end of document)", f"(at line {line}, column {column})")
    found = PLACE.search(why)
    return NotToml(int(found[1]) if found and found[1] else None, "", f"not readable as TOML: {why}")


def _last_opened(text: str) -> tuple[int, int]:
    """Line and column of the quote or bracket that nothing closes; the end of the text if all are closed."""
    opened: list[int] = []
    for match in OPENERS.finditer(text):
        mark = match.group()
        if mark in ("'''", '"""'):
            opened.append(match.start())
            break
        if mark in "[{":
            opened.append(match.start())
        elif mark in "]}" and opened:
            opened.pop()
    at = opened[-1] if opened else len(text)
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _check_format(text: str, data: dict[str, Any]) -> None:
    found = data.get("format")
    if found is None:
        raise Refused([Problem(1, "", f'needs the key "format"; write format = {FORMAT}')])
    if isinstance(found, bool) or found != FORMAT or not isinstance(found, int):
        line = Lines(text).of(("format",))
        raise Refused(
            [Problem(line, "", f"format {written(found)} is not known; this program reads format {FORMAT}")]
        )
