"""Words that quote a rule: "give {leaving.bronze.notice} notice" (format section 1, point 5)."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from constitution import say
from constitution.rule import Row
from constitution.walking import named

if TYPE_CHECKING:
    from constitution.tables import Constitution

QUOTED = re.compile(r"\{([^{}\s.]+(?:\.[^{}\n.]+)+)\}")


def quotes(words: str) -> Iterator[str]:
    """The paths that the words quote: "leaving.bronze.notice"."""
    yield from QUOTED.findall(words)


def quoted(c: Constitution, path: str) -> str | None:
    """What a path of the file says, in words; None when it leads nowhere or to more than a value."""
    return in_words(named(c, tuple(path.split("."))))


def replaced(c: Constitution, words: str) -> str:
    """The words with every quoted rule in its place."""
    return QUOTED.sub(lambda match: quoted(c, match[1]) or match[0], words)


def in_words(value: Any) -> str | None:
    """A value of the file as it stands in a sentence: £3,785.25, 4 months, 1 June, a list as a, b and c."""
    if value is None or isinstance(value, Row | Mapping):
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return say.money(value)
    if isinstance(value, datetime.date):
        return say.date(value)
    if isinstance(value, tuple):
        each = [in_words(item) for item in value]
        return None if None in each or not each else say.listed(each)
    return f"{value:,}" if isinstance(value, int) else str(value)
