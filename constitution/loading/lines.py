"""Where each key of a TOML file stands. TOML readers keep no line numbers, and every error needs one.

The text has been read as TOML before it comes here, so the scanner may trust its form.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

Path = tuple[str | int, ...]

TOKEN = re.compile(
    r"""
    (?P<text> '''.*?'''(?!') | \"\"\"(?:\\.|[^\\])*?\"\"\"(?!") | "(?:\\.|[^"\\\n])*" | '[^'\n]*' )
  | (?P<comment> \#[^\n]* )
  | (?P<mark> [\[\]{},=\n] )
  | (?P<bare> [^\s\[\]{},=\#"']+ )
    """,
    re.VERBOSE | re.DOTALL,
)
KEY_PART = re.compile(r"""\s*(?:"((?:\\.|[^"\\])*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*(?:\.|$)""")


class Lines:
    """The line of every table, key and row, by its path: ("body", "full-group", "members", 1).

    `span` is where a single value stands in the text: for whoever changes that value and nothing else.
    """

    def __init__(self, text: str) -> None:
        self._found: dict[Path, int] = {}
        self._spans: dict[Path, tuple[int, int]] = {}
        self._breaks = [match.start() for match in re.finditer("\n", text)]
        self._counts: dict[Path, int] = {}
        self._tokens = _tokens(text)
        self._scan()

    def of(self, path: Path) -> int | None:
        """The line of a path, or of the nearest table or row that holds it."""
        while path:
            if path in self._found:
                return self._found[path]
            path = path[:-1]
        return None

    def span(self, path: Path) -> tuple[int, int] | None:
        """The first letter of a plain value and the one after its last; None for a table, a list, or nothing.

        What may be written once or several times stands at [0] where it was written once.
        """
        for shorter in (path, tuple(part for part in path if part != 0)):
            if shorter in self._spans:
                return self._spans[shorter]
        return None

    def _note(self, path: Path, at: int) -> None:
        self._found.setdefault(path, bisect_right(self._breaks, at - 1) + 1)

    def _scan(self) -> None:
        base: Path = ()
        for word, at in self._tokens:
            if word == "\n":
                continue
            if word == "[":
                base = self._header(at)
            else:
                self._pair(base, word, at)

    def _header(self, at: int) -> Path:
        """[kind.name] or [[list]]; a list adds one to its count."""
        words = self._words_until("]")
        is_list = words.startswith("[")
        path = self._counted(key_path(words.removeprefix("[")))
        if is_list:
            next(self._tokens)
            self._counts[path] = self._counts.get(path, -1) + 1
            path = (*path, self._counts[path])
        for depth in range(1, len(path) + 1):
            self._note(path[:depth], at)
        return path

    def _words_until(self, mark: str) -> str:
        words = ""
        for word, _ in self._tokens:
            if word == mark:
                break
            words += word
        return words

    def _counted(self, path: Path) -> Path:
        """The path with the current row of every list that it runs through, except a list at its end."""
        done: Path = ()
        for part in path[:-1]:
            done = (*done, part)
            done = (*done, self._counts[done]) if done in self._counts else done
        return (*done, path[-1])

    def _pair(self, path: Path, word: str, at: int) -> str:
        """key = value; a dotted key is noted at each of its depths. Answers the mark that ended the value."""
        for part in key_path(word + self._words_until("=")):
            path = (*path, part)
            self._note(path, at)
        return self._value(path)

    def _value(self, path: Path) -> str:
        """Pass over a value, noting what stands inside it."""
        for word, at in self._tokens:
            if word == "[":
                self._array(path)
            elif word == "{":
                self._table(path)
            elif word in {"\n", ",", "]", "}"}:
                return word
            else:
                self._spans[path] = (at, at + len(word))
        return "\n"

    def _array(self, path: Path) -> None:
        index = 0
        for word, at in self._tokens:
            if word == "]":
                return
            if word in {"\n", ","}:
                index += word == ","
                continue
            self._note((*path, index), at)
            if word == "[":
                self._array((*path, index))
            elif word == "{":
                self._table((*path, index))
            else:
                self._spans[*path, index] = (at, at + len(word))

    def _table(self, path: Path) -> None:
        for word, at in self._tokens:
            if word == "}":
                return
            if word not in {",", "\n"} and self._pair(path, word, at) == "}":
                return


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    """The words of the text and where each begins; comments left out."""
    for match in TOKEN.finditer(text):
        if match.lastgroup != "comment":
            yield match.group(), match.start()


def key_path(words: str) -> Path:
    """("reading", "of") from reading.of, and likewise with quoted parts."""
    found = KEY_PART.finditer(words)
    return tuple(next(group for group in match.groups() if group is not None) for match in found)
