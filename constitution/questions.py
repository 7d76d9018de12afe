"""The questions that a constitution answers (format section 5), and the one door to them: `ask`.

Each subject registers its own with `@question`. The facts a question knows are the keyword-only parameters of
its function; a parameter without a default is a fact that it needs.
"""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from constitution import facts, say
from constitution.finding import Finding

if TYPE_CHECKING:
    from constitution.tables import Constitution


class Unanswerable(ValueError):
    """A question that cannot be answered as put; the message is a sentence."""


class UnknownQuestion(Unanswerable):
    """No such question, or asked of something that this constitution does not have."""


class UnknownFact(Unanswerable):
    """A fact that the question does not know, lacks, or cannot read."""


Answer = Callable[..., Finding[Any]]
# What a question may be asked of, where that is more than the identifiers of one table of the same name.
NAMED_BY: dict[str, tuple[str, ...]] = {
    "body": ("body", "quorum", "voting"),
    "tier": ("tier", "leaving"),
}


@dataclass(frozen=True)
class Question:
    """A question: its name, the kind of thing it is asked of ("body", "office or body", None), its facts."""

    name: str
    of: str | None
    function: Answer
    listed: frozenset[str] = frozenset()

    @cached_property
    def parameters(self) -> Mapping[str, inspect.Parameter]:
        """The keyword-only parameters by the name of their fact: `for_` is the fact `for`."""
        found = inspect.signature(self.function).parameters.values()
        return {p.name.rstrip("_"): p for p in found if p.kind is p.KEYWORD_ONLY}

    @cached_property
    def facts(self) -> tuple[str, ...]:
        return tuple(self.parameters)

    @cached_property
    def needed(self) -> tuple[str, ...]:
        return tuple(name for name, p in self.parameters.items() if p.default is p.empty)

    @cached_property
    def types(self) -> Mapping[str, Any]:
        """The annotation of each fact, read where its function was written."""
        home = inspect.unwrap(self.function).__globals__
        return {fact: _read_in(home, parameter.annotation) for fact, parameter in self.parameters.items()}

    def names(self, c: Constitution) -> tuple[str, ...]:
        """The identifiers that it may be asked of in this constitution."""
        tables = [table for kind in (self.of or "").split(" or ") for table in NAMED_BY.get(kind, (kind,))]
        found = (getattr(c, table, None) or {} for table in tables)
        return tuple(dict.fromkeys(name for names in found for name in names))


def _read_in(home: dict[str, Any], written: Any) -> Any:
    # The text is an annotation of our own source: typing's reader fails on names imported for types alone.
    return eval(written, home) if isinstance(written, str) else written  # nosec B307


REGISTRY: dict[str, Question] = {}


def question(
    name: str, of: str | None = None, facts: Iterable[str] = (), listed: Iterable[str] = ()
) -> Callable[[Answer], Answer]:
    """Register the function as the answer to a question. `facts` may repeat its keyword-only parameters.

    `listed` are names that it may be asked of in any constitution, beside those of the file.
    """

    def register(function: Answer) -> Answer:
        asked = Question(name, of, function, frozenset(listed))
        unknown = set(facts) - set(asked.facts)
        if unknown:
            raise TypeError(f'"{name}" lists facts that {function.__name__} does not take: {sorted(unknown)}')
        REGISTRY[name] = asked
        return function

    return register


def find(name: str) -> Question:
    if name not in REGISTRY:
        near = meant(name, REGISTRY) or f"; there are: {', '.join(sorted(REGISTRY))}"
        raise UnknownQuestion(f'there is no question "{name}"{near}')
    return REGISTRY[name]


def ask(
    c: Constitution, name: str, of: str | None = None, given: Mapping[str, Any] | None = None
) -> Finding[Any]:
    """Put a question to a constitution. `given` holds facts as TOML or JSON values (days may be ISO text)."""
    asked = find(name)
    check_of(c, asked, of)
    known = read_facts(asked, given or {})
    finding = asked.function(c, *(() if asked.of is None else (of,)), **_as_parameters(asked, known))
    return replace(finding, edition=finding.edition or c.sha256, inputs={**known, **finding.inputs})


def _as_parameters(asked: Question, known: Mapping[str, Any]) -> dict[str, Any]:
    return {asked.parameters[fact].name: value for fact, value in known.items()}


def check_of(c: Constitution, asked: Question, of: str | None) -> None:
    """Refuse a question asked of nothing, or of something that the constitution does not have."""
    if asked.of is None:
        if of is not None:
            raise UnknownQuestion(
                f'the question "{asked.name}" is asked of the whole constitution, not of "{of}"'
            )
        return
    if asked.of == "path" and of is not None:
        return
    names = asked.names(c)
    if of in names or of in asked.listed:
        return
    here = f"this constitution has: {', '.join(names)}" if names else "this constitution has none"
    if of is None:
        raise UnknownQuestion(f'the question "{asked.name}" is asked of {_a(asked.of)}; {here}')
    raise UnknownQuestion(f'there is no {asked.of} called "{of}"{meant(of, names)}; {here}')


def _a(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def fact_problems(asked: Question, given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with the facts, as (fact, sentence): unknown, missing, or of another kind."""
    knows = ", ".join(asked.facts) or "no facts at all"
    for fact in given:
        if fact not in asked.facts:
            yield fact, f'the question "{asked.name}" knows no fact "{fact}"; it knows: {knows}'
    for fact in asked.needed:
        if fact not in given:
            yield fact, f'the question "{asked.name}" needs the fact "{fact}"'
    for fact, value in given.items():
        wanted = asked.types.get(fact)
        if facts.read(value, wanted) is facts.NOTHING:
            yield fact, f'the fact "{fact}" is {facts.expected(wanted)}, not {say.written(value)}'


def read_facts(asked: Question, given: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as the types that the question declares, in the order given."""
    for _, sentence in fact_problems(asked, given):
        raise UnknownFact(sentence)
    return {fact: facts.read(value, asked.types[fact]) for fact, value in given.items()}


def meant(word: str | None, known: Iterable[str]) -> str:
    """'; did you mean "rounded"?', or nothing when nothing is near."""
    near = difflib.get_close_matches(word or "", list(known), n=1, cutoff=0.6)
    return f'; did you mean "{near[0]}"?' if near else ""
