"""The third stage, on words: what a rule quotes must stand in its clause, what a clause quotes in a rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from constitution import say
from constitution.loading.problems import Problem
from constitution.rule import Rule
from constitution.variables import quoted, quotes, replaced
from constitution.walking import rows

if TYPE_CHECKING:
    from constitution.tables import Constitution


def problems(c: Constitution) -> Iterator[Problem]:
    yield from _misquoted_rules(c)
    yield from _misquoted_clauses(c)


def _misquoted_clauses(c: Constitution) -> Iterator[Problem]:
    """Clauses that quote a rule which is nowhere."""
    for index, clause in enumerate(c.clauses):
        for path in quotes(clause.words):
            if quoted(c, path) is None:
                words = f'clause "{clause.title}" quotes {{{path}}}, which is nowhere in this file'
                yield Problem(c.lines.of(("clauses", index, "words")), "", words)


def _misquoted_rules(c: Constitution) -> Iterator[Problem]:
    """Rules whose `says` does not stand in a clause that they name; of clauses that exist."""
    words = {
        clause.title: _bare(clause.words) + "\0" + _bare(replaced(c, clause.words)) for clause in c.clauses
    }
    for path, rule in rows(c):
        if not isinstance(rule, Rule) or not rule.says or not all(title in words for title in rule.clause):
            continue
        for index, said in enumerate(rule.says):
            if not any(_bare(said) in words[title] for title in rule.clause):
                where = say.listed(rule.clause, "or")
                yield Problem(
                    c.lines.of((*path, "says", index)),
                    ".".join(str(part) for part in path),
                    f'the words "{said}" do not stand in {where}',
                )


def _bare(words: str) -> str:
    """Without its spaces and line ends, which differ between a file and a page."""
    return "".join(words.split())
