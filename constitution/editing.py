"""A constitution file changed in place: one value, and every other letter of it, comments too, as it was."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from constitution import say
from constitution.loading.lines import Lines, Path
from constitution.values import DayOfYear, Length, Share


class NotWritten(ValueError):
    """The file does not write that value, so there is nothing to change."""


def literal(value: Any) -> str:
    """A value as a file writes it: "50%" and "£1,545" in quotes; 3, true and 2024-09-01 without.

    >>> literal(Decimal("3898.81"))
    '"£3,898.81"'
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return json.dumps(say.money(value), ensure_ascii=False)
    if isinstance(value, str | Share | Length | DayOfYear):
        return json.dumps(str(value), ensure_ascii=False)
    raise TypeError(f"{value!r} is no plain value of a file")


def change(text: str, changes: Mapping[Path, Any]) -> str:
    """The text with other values at these paths: ("quorum", "full-group", "at_least"). Raises NotWritten."""
    return _rewritten(text, {path: partial(_instead, literal(value)) for path, value in changes.items()})


def _instead(new: str, old: str) -> str:
    return new


def reword(text: str, paths: Mapping[Path, Callable[[str], str]]) -> str:
    """The text with each of these values, quotes and all, put through a function of its own."""
    return _rewritten(text, paths)


def put(text: str, path: Path, value: Any) -> str:
    """The same as `change` of one key of a single table; a key that was not written is, under the heading."""
    try:
        return change(text, {path: value})
    except NotWritten:
        heading = re.search(rf"^\[{re.escape('.'.join(map(str, path[:-1])))}\][^\n]*\n", text, re.MULTILINE)
        if heading is None:
            raise
        return f"{text[: heading.end()]}{path[-1]} = {literal(value)}\n{text[heading.end() :]}"


def _rewritten(text: str, paths: Mapping[Path, Callable[[str], str]]) -> str:
    """From the last to the first, so that what is still to be changed stays where it is."""
    lines = Lines(text)
    spans = []
    for path, rewrite in paths.items():
        span = lines.span(path)
        if span is None:
            raise NotWritten(f"the file writes no value at {'.'.join(map(str, path))}")
        spans.append((span, rewrite))
    for (first, end), rewrite in sorted(spans, key=lambda each: each[0], reverse=True):
        text = text[:first] + rewrite(text[first:end]) + text[end:]
    return text
