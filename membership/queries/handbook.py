"""The handbook of an edition, ready to be shown: worked out once for each text, for good (K15.3)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import constitution
from constitution.handbook import Bullets, ClauseShown, Handbook, Part, RuleShown
from membership.models import Edition
from membership.models.edition import parsed

# The address of the page of rules that no clause makes, only a reading.
SILENT = "silent"
SHORTEST_SEARCH = 2


@dataclass(frozen=True)
class Page:
    """One clause with its rules, the part it stands in, and its neighbours; `clause` None for the silences."""

    number: str
    title: str
    part: Part | None
    clause: ClauseShown | None
    rules: tuple[RuleShown, ...]
    also: tuple[RuleShown, ...] = ()

    @property
    def silent(self) -> bool:
        return self.clause is None


class Book:
    """The handbook with its pages, one to a clause, found by number or by rule."""

    def __init__(self, rules: constitution.Constitution) -> None:
        self.rules = rules
        self.handbook: Handbook = constitution.handbook(rules)

    @property
    def parts(self) -> tuple[Part, ...]:
        return self.handbook.parts

    @property
    def silent(self) -> tuple[RuleShown, ...]:
        return self.handbook.silent

    @cached_property
    def pages(self) -> dict[str, Page]:
        """Every page by its number, in the order of the document; the silences last."""
        found = {page.number: page for page in self._clause_pages()}
        if self.silent:
            title = "Where the document is silent"
            found[SILENT] = Page(SILENT, title, None, None, self.silent)
        return found

    def _clause_pages(self) -> Iterator[Page]:
        for part in self.parts:
            for clause in part.clauses:
                also = tuple(self.by_path[path] for path in clause.also)
                yield Page(clause.number, clause.title, part, clause, clause.rules, also)

    @cached_property
    def by_path(self) -> dict[str, RuleShown]:
        clauses = (clause for part in self.parts for clause in part.clauses)
        shown = [*(rule for clause in clauses for rule in clause.rules), *self.silent]
        return {rule.path: rule for rule in shown}

    @cached_property
    def number_of(self) -> dict[str, str]:
        """The page on which each rule stands, by its path."""
        return {rule.path: page.number for page in self.pages.values() for rule in page.rules}

    def beside(self, page: Page) -> tuple[Page | None, Page | None]:
        """The page before and the page after."""
        order = list(self.pages.values())
        place = order.index(page)
        return (order[place - 1] if place else None), (order[place + 1] if place + 1 < len(order) else None)

    @cached_property
    def holding(self) -> tuple[int, int]:
        """How many worked examples come out, of how many there are."""
        examples = [example for rule in self.by_path.values() for example in rule.examples]
        return sum(example.holds for example in examples), len(examples)

    def search(self, words: str) -> list[Page]:
        """The pages whose words or rules hold all of the words, in the order of the document."""
        wanted = [word for word in words.lower().split() if len(word) >= SHORTEST_SEARCH]
        texts = self._texts.items() if wanted else ()
        return [self.pages[number] for number, text in texts if all(word in text for word in wanted)]

    @cached_property
    def _texts(self) -> dict[str, str]:
        return {number: " ".join(_words(page)).lower() for number, page in self.pages.items()}


def _words(page: Page) -> Iterator[str]:
    yield page.title
    for block in page.clause.blocks if page.clause else ():
        yield from block.items if isinstance(block, Bullets) else (block.text,)
    for rule in page.rules:
        yield from (rule.name, rule.sentence, *rule.readings)


@lru_cache(maxsize=32)
def book_of(sha256: str, source: str) -> Book:
    """Kept for good: a fingerprint names one text for ever."""
    return Book(parsed(source))


def book(edition: Edition) -> Book:
    return book_of(edition.sha256, edition.source)


def agreeing(rules: Sequence[RuleShown]) -> tuple[int, int]:
    """How many examples of these rules come out, of how many."""
    examples = [example for rule in rules for example in rule.examples]
    return sum(example.holds for example in examples), len(examples)
