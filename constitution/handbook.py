"""The constitution as a book: numbered parts and clauses, and under each clause the rules that it makes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from constitution import examples, say
from constitution.phrases import CARRIED, label, name_of, phrase, title_of, value_words
from constitution.rule import Rule
from constitution.variables import replaced
from constitution.walking import written_fields

if TYPE_CHECKING:
    from constitution.tables import Constitution


@dataclass(frozen=True)
class Paragraph:
    text: str
    is_list = False


@dataclass(frozen=True)
class Bullets:
    items: tuple[str, ...]
    is_list = True


@dataclass(frozen=True)
class Heading:
    """Where a clause stands: its part ("6", "Roles and Responsibilities") and its own number, 6.1."""

    part: str
    part_title: str
    number: str


@dataclass(frozen=True)
class ExampleShown:
    """A worked example in a sentence, with the answer of the document and whether the rules give it."""

    sentence: str
    answer: str
    holds: bool


@dataclass(frozen=True)
class RuleShown:
    """A rule beneath its clause. `rows` are (label, value); `elsewhere` the titles of its other clauses.

    `title` is its heading, as "Quorum of the Full Group"; `says` are the words of the document it rests on.
    """

    kind: str
    identifier: str
    name: str
    title: str
    sentence: str
    says: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]
    examples: tuple[ExampleShown, ...]
    readings: tuple[str, ...]
    elsewhere: tuple[str, ...]

    @property
    def path(self) -> str:
        return f"{self.kind}.{self.identifier}" if self.identifier else self.kind


@dataclass(frozen=True)
class ClauseShown:
    number: str
    title: str
    blocks: tuple[Paragraph | Bullets, ...]
    rules: tuple[RuleShown, ...]
    also: tuple[str, ...]
    """The paths of rules that rest on this clause too, and stand beneath another."""

    @property
    def anchor(self) -> str:
        return "clause-" + (re.sub(r"[^a-z0-9]+", "-", self.title.lower()).strip("-") or self.number)


@dataclass(frozen=True)
class Part:
    number: str
    title: str
    clauses: tuple[ClauseShown, ...]


@dataclass(frozen=True)
class Handbook:
    """`silent` holds the rules that rest on no clause, only on a reading."""

    name: str
    edition: str
    parts: tuple[Part, ...]
    silent: tuple[RuleShown, ...]


def handbook(c: Constitution) -> Handbook:
    shown = _rules(c)
    headings = zip(numbered(c.clauses), c.clauses, strict=True)
    parts = tuple(
        Part(number, title, tuple(_clause(c, heading, clause, shown) for heading, clause in group))
        for (number, title), group in groupby(headings, key=lambda pair: (pair[0].part, pair[0].part_title))
    )
    silent = tuple(rule for first, rule in shown.values() if first == "silent")
    return Handbook(c.constitution.name, c.constitution.edition, parts, silent)


# Numbers --------------------------------------------------------------------------------------------

PRINTED = re.compile(r"(\d+)[.):]?\s+(.+)")


def numbered(clauses: tuple[Any, ...]) -> tuple[Heading, ...]:
    """The number of each clause: the part's own printed number where all have one, else their order."""
    parts = [(part, list(group)) for part, group in groupby(clauses, key=lambda clause: clause.part or "")]
    printed = [PRINTED.fullmatch(part) for part, _ in parts]
    numbers = [found[1] if found else "" for found in printed]
    if "" in numbers or len(set(numbers)) < len(numbers):
        numbers = [str(place) for place in range(1, len(parts) + 1)]
    return tuple(
        Heading(number, found[2] if found else part, f"{number}.{place}" if part else str(place))
        for (part, group), number, found in zip(parts, numbers, printed, strict=True)
        for place, _ in enumerate(group, 1)
    )


def numbers(c: Constitution) -> dict[str, str]:
    """The number of each clause by its title: {"Quorum": "6.1"}."""
    headings = zip(numbered(c.clauses), c.clauses, strict=True)
    return {clause.title: heading.number for heading, clause in headings}


# Words ----------------------------------------------------------------------------------------------


def blocks(words: str) -> tuple[Paragraph | Bullets, ...]:
    """Paragraphs, and lists where lines begin with "- ". A line that continues an item belongs to it."""
    found: list[Paragraph | Bullets] = []
    for stretch in re.split(r"\n\s*\n", words.strip()):
        for is_list, lines in groupby(stretch.splitlines(), key=lambda line: line.startswith("- ")):
            found.append(_block(is_list, [line.strip() for line in lines]))
    return tuple(_joined(found))


def _block(is_list: bool, lines: list[str]) -> Paragraph | Bullets:
    if is_list:
        return Bullets(tuple(line.removeprefix("- ").strip() for line in lines))
    return Paragraph("\n".join(line for line in lines if line))


def _joined(found: list[Paragraph | Bullets]) -> Iterator[Paragraph | Bullets]:
    """Lists that only an empty line divides are one list."""
    for is_list, group in groupby(found, key=lambda block: block.is_list):
        each = list(group)
        if is_list:
            yield Bullets(tuple(item for block in each for item in block.items))  # type: ignore[union-attr]
        else:
            yield from (block for block in each if block.text)  # type: ignore[union-attr]


# Rules ----------------------------------------------------------------------------------------------


def all_rules(c: Constitution) -> Iterator[tuple[str, str, Rule]]:
    """Every rule of the file as (kind, identifier, rule); single tables have no identifier."""
    for name, key in written_fields(c):
        value = getattr(c, name)
        if isinstance(value, Rule):
            yield key, "", value
        elif isinstance(value, Mapping):
            yield from ((key, each, rule) for each, rule in value.items() if isinstance(rule, Rule))


def _rules(c: Constitution) -> dict[str, tuple[str, RuleShown]]:
    """Each rule by its path, with the clause that it stands beneath."""
    worked = examples.work_out(c)
    found = {}
    for kind, identifier, rule in all_rules(c):
        shown = show(c, kind, identifier, rule, worked)
        found[shown.path] = (rule.clause[0], shown)
    return found


def _clause(
    c: Constitution, heading: Heading, clause: Any, shown: Mapping[str, tuple[str, RuleShown]]
) -> ClauseShown:
    rules = shown.values()
    return ClauseShown(
        heading.number,
        clause.title,
        blocks(replaced(c, clause.words)),
        tuple(rule for first, rule in rules if first == clause.title),
        tuple(rule.path for _, rule in rules if clause.title in rule.elsewhere),
    )


def show(
    c: Constitution, kind: str, identifier: str, rule: Rule, worked: tuple[examples.Result, ...] = ()
) -> RuleShown:
    """One rule as the handbook and the command line show it."""
    path = f"{kind}.{identifier}" if identifier else kind
    rows = [(name, key) for name, key in written_fields(rule) if key not in CARRIED]
    return RuleShown(
        kind,
        identifier,
        name_of(c, kind, identifier),
        title_of(c, kind, identifier),
        phrase(c, kind, identifier, rule),
        rule.says,
        tuple((label(key), value_words(c, rule, name)) for name, key in rows),
        tuple(_example(result) for result in worked if result.finding and result.finding.rule == path),
        rule.readings(),
        rule.clause[1:],
    )


def _example(result: examples.Result) -> ExampleShown:
    """The question in a sentence. What it is asked of goes without saying, beneath the rule that answers it."""
    asked = result.example
    given = "; ".join(f"{label(fact).lower()} {given_words(value)}" for fact, value in asked.given.items())
    words = f"{asked.name or asked.ask}{f': {given}' if given else ''}"
    return ExampleShown(say.sentence(words), result.answer, result.holds)


def given_words(value: Any) -> str:
    """A fact in a sentence; of people and terms their names and what they are, without their days."""
    if isinstance(value, tuple) and any(isinstance(each, Mapping) for each in value):
        return say.listed(_named(each) for each in value)
    return examples.in_words(value)


def _named(fact: Any) -> str:
    """Amina Clarke (chair), from { name = "Amina Clarke", office = "chair" }."""
    if not isinstance(fact, Mapping):
        return examples.in_words(fact)
    name, *others = [each for each in fact.values() if isinstance(each, str)] or ["somebody"]
    return f"{name} ({', '.join(others)})" if others else name
