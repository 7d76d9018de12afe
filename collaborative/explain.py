"""What 'why?' shows of a finding (X3): the answer, the document's words, the arithmetic, what it rests on."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from constitution import say
from constitution.finding import Finding
from membership.models import Edition

if TYPE_CHECKING:
    from constitution import Clause

# Past this length the result of a step reads better in the sentence than at the right.
LONGEST_RESULT = 34


@dataclass(frozen=True)
class Step:
    """One line of the working: the words, and the result that stands at the right where it splits."""

    words: str
    result: str = ""


@dataclass(frozen=True)
class Quoted:
    """A clause of the document: its words in blocks, its number and the edition it stands in."""

    title: str
    number: str = ""
    words: str = ""
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


def why(finding: Finding[Any], what: str, rests_on: Iterable[Link] = (), changes: Iterable[str] = ()) -> Why:
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


def quoted(finding: Finding[Any]) -> tuple[Quoted, ...]:
    """The clauses that the finding rests on, in the words of the edition that it was found under."""
    titles = [title for title in finding.clause if title != "silent"]
    edition, clauses = _clauses(finding.edition) if titles and finding.edition else ("", {})
    return tuple(_quoted(title, clauses.get(title), edition) for title in titles)


def _quoted(title: str, clause: "Clause | None", edition: str) -> Quoted:
    return Quoted(title, clause.number, clause.words, edition) if clause else Quoted(title)


def _clauses(sha256: str) -> tuple[str, dict[str, "Clause"]]:
    try:
        return _clauses_kept(sha256)
    except Edition.DoesNotExist:
        return "", {}


@lru_cache(maxsize=64)
def _clauses_kept(sha256: str) -> tuple[str, dict[str, "Clause"]]:
    """Name of the edition and its clauses by title. Kept for good: a fingerprint names one text for ever."""
    # The same text may be the edition of several groups or a draft of one: any of them will do.
    edition = Edition.objects.filter(sha256=sha256).first()
    if edition is None:
        raise Edition.DoesNotExist
    return edition.name, {clause.title: clause for clause in edition.rules.clauses}
