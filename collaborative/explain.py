"""What 'why?' shows of a finding (X3): the answer, the document's words, the arithmetic, what it rests on."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from constitution import Constitution, say
from constitution.finding import Finding
from constitution.handbook import Bullets, Paragraph, blocks, numbered
from constitution.variables import replaced
from constitution.walking import named
from membership.models import Edition

# Past this length the result of a step reads better in the sentence than at the right.
LONGEST_RESULT = 34
# A longer clause is named, not quoted whole: its number leads to the handbook.
LONGEST_CLAUSE = 600


@dataclass(frozen=True)
class Step:
    """One line of the working: the words, and the result that stands at the right where it splits."""

    words: str
    result: str = ""


@dataclass(frozen=True)
class Quoted:
    """What a clause of the document says on the matter, its number, and the edition it stands in.

    `blocks` are paragraphs and lists: the sentences that the rule was made from, or the whole clause if it is
    short; none where the clause is long and the rule quotes nothing of it.
    """

    title: str
    number: str = ""
    blocks: tuple[Paragraph | Bullets, ...] = ()
    edition: str = ""


@dataclass(frozen=True)
class Link:
    words: str
    url: str = ""


@dataclass(frozen=True)
class Why:
    """All that the panel shows. `what` names the value for a screen reader: 'the deadline is 1 April'."""

    what: str
    answer: str
    clauses: tuple[Quoted, ...]
    steps: tuple[Step, ...]
    readings: tuple[str, ...]
    defaults: tuple[str, ...]
    rests_on: tuple[Link, ...] = ()
    changes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Told:
    """What is shown of a finding: all but its value and what went in. Those that are equal are shown alike."""

    clause: tuple[str, ...]
    steps: tuple[str, ...]
    readings: tuple[str, ...]
    defaults: tuple[str, ...]
    edition: str
    rule: str
    quotable: bool

    @classmethod
    def of(cls, finding: Finding[Any]) -> "Told":
        """`quotable` says whether the words of the edition are at hand."""
        return cls(
            tuple(finding.clause),
            tuple(finding.steps),
            tuple(finding.readings),
            tuple(finding.defaults),
            finding.edition,
            finding.rule,
            bool(finding.edition and _book(finding.edition)),
        )


def why(
    finding: Finding[Any] | Told, what: str, rests_on: Iterable[Link] = (), changes: Iterable[str] = ()
) -> Why:
    return Why(
        what=what,
        answer=say.sentence(what),
        clauses=quoted(finding),
        steps=steps(finding.steps),
        readings=tuple(say.sentence(words) for words in finding.readings),
        defaults=tuple(say.sentence(words) for words in finding.defaults),
        rests_on=tuple(rests_on),
        changes=tuple(changes),
    )


def steps(sentences: Iterable[str]) -> tuple[Step, ...]:
    """One line each: '60% of 35 schools = 21; at least 3' is two, and 21 stands at the right."""
    return tuple(_split(part) for sentence in sentences for part in sentence.split("; ") if part)


def _split(sentence: str) -> Step:
    for sign in (" = ", ": "):
        words, found, result = sentence.rpartition(sign)
        if found and len(result) <= LONGEST_RESULT:
            return Step(_capital(words), result.rstrip("."))
    return Step(_capital(sentence))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def quoted(finding: Finding[Any] | Told) -> tuple[Quoted, ...]:
    """The clauses that the finding rests on, in the words of the edition that it was found under."""
    titles = [title for title in finding.clause if title != "silent"]
    book = _book(finding.edition) if titles and finding.edition else None
    return tuple(book.quote(title, finding.rule) if book else Quoted(title) for title in titles)


@dataclass(frozen=True)
class Book:
    """The clauses of one edition by title, each with its number."""

    rules: Constitution

    @cached_property
    def clauses(self) -> dict[str, tuple[str, str]]:
        """Number and words of each clause."""
        c = self.rules
        numbers = (heading.number for heading in numbered(c.clauses))
        return {
            clause.title: (number, replaced(c, clause.words))
            for number, clause in zip(numbers, c.clauses, strict=True)
        }

    def quote(self, title: str, rule: str) -> Quoted:
        if title not in self.clauses:
            return Quoted(title)
        number, words = self.clauses[title]
        return Quoted(title, number, self._said(words, rule), self.rules.constitution.edition)

    def _said(self, words: str, rule: str) -> tuple[Paragraph | Bullets, ...]:
        sentences = getattr(named(self.rules, tuple(rule.split("."))), "says", ()) if rule else ()
        here = [said for said in sentences if _folded(said) in _folded(words)]
        if here:
            return tuple(Paragraph(said) for said in here)
        return blocks(words) if len(words) <= LONGEST_CLAUSE else ()


def _folded(words: str) -> str:
    return " ".join(words.split()).lower()


def _book(sha256: str) -> Book | None:
    try:
        return _book_kept(sha256)
    except Edition.DoesNotExist:
        return None


@lru_cache(maxsize=64)
def _book_kept(sha256: str) -> Book:
    """Kept for good: a fingerprint names one text for ever, whichever group or draft it is read from."""
    edition = Edition.objects.filter(sha256=sha256).first()
    if edition is None:
        raise Edition.DoesNotExist
    return Book(edition.rules)
