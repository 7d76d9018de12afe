"""The questions that a constitution answers (format section 5), and the one door to them: `ask`.

Each subject registers its own with `@question`. The facts a question knows are the keyword-only parameters of
its function; a parameter without a default is a fact that it needs.
"""

from __future__ import annotations

import datetime
import difflib
import inspect
import re
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from constitution import say
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
    listed: tuple[str, ...] = ()

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

    def type_of(self, fact: str) -> Any:
        """The annotation of a fact, read where its function was written."""
        written = self.parameters[fact].annotation
        return eval(written, self.function.__globals__) if isinstance(written, str) else written

    def names(self, c: Constitution) -> tuple[str, ...]:
        """The identifiers that it may be asked of in this constitution."""
        tables = [table for kind in (self.of or "").split(" or ") for table in NAMED_BY.get(kind, (kind,))]
        found = (getattr(c, table, None) or {} for table in tables)
        return tuple(dict.fromkeys(name for names in found for name in names))


REGISTRY: dict[str, Question] = {}


def question(name: str, of: str | None = None, facts: Iterable[str] = ()) -> Callable[[Answer], Answer]:
    """Register the function as the answer to a question. `facts` may repeat its keyword-only parameters."""

    def register(function: Answer) -> Answer:
        asked = Question(name, of, function)
        unknown = set(facts) - set(asked.facts)
        if unknown:
            raise TypeError(f'"{name}" lists facts that {function.__name__} does not take: {sorted(unknown)}')
        REGISTRY[name] = asked
        return function

    return register


def find(name: str) -> Question:
    if name not in REGISTRY:
        raise UnknownQuestion(f'there is no question "{name}"{meant(name, REGISTRY)}; there are: {_all()}')
    return REGISTRY[name]


def _all() -> str:
    return ", ".join(sorted(REGISTRY))


def ask(
    c: Constitution, name: str, of: str | None = None, given: Mapping[str, Any] | None = None
) -> Finding[Any]:
    """Put a question to a constitution. `given` holds facts as TOML or JSON values (JSON days as ISO text)."""
    asked = find(name)
    check_of(c, asked, of)
    facts = read_facts(asked, given or {})
    finding = asked.function(c, *(() if asked.of is None else (of,)), **_as_parameters(asked, facts))
    return replace(
        finding,
        edition=finding.edition or c.sha256,
        inputs={**facts, **finding.inputs},
    )


def _as_parameters(asked: Question, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {asked.parameters[fact].name: value for fact, value in facts.items()}


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
    if of in names:
        return
    here = f"this constitution has: {', '.join(names)}" if names else "this constitution has none"
    if of is None:
        raise UnknownQuestion(f'the question "{asked.name}" is asked of {_a(asked.of)}; {here}')
    raise UnknownQuestion(f'there is no {asked.of} called "{of}"{meant(of, names)}; {here}')


def _a(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def check_facts(asked: Question, given: Mapping[str, Any]) -> str | None:
    """The sentence about the first fact that the question does not know, or None."""
    for fact in given:
        if fact not in asked.facts:
            knows = ", ".join(asked.facts) or "no facts at all"
            return f'the question "{asked.name}" knows no fact "{fact}"; it knows: {knows}'
    return None


def read_facts(asked: Question, given: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as the types that the question declares, in the order given."""
    if wrong := check_facts(asked, given):
        raise UnknownFact(wrong)
    for fact in asked.needed:
        if fact not in given:
            raise UnknownFact(f'the question "{asked.name}" needs the fact "{fact}"')
    return {fact: _read(fact, value, asked.type_of(fact)) for fact, value in given.items()}


# Reading one fact -----------------------------------------------------------------------------------

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
KINDS = {
    datetime.date: "a day such as 2024-03-14",
    bool: "true or false",
    int: "a whole number",
    str: "a word",
    Decimal: 'a sum such as "£1,500"',
    list: "a list",
    dict: "a table",
}
NOTHING = object()


def _read(fact: str, value: Any, wanted: Any) -> Any:
    """The value as the first of the wanted kinds that it can be read as; a sentence if it is none of them."""
    kinds = _kinds(wanted)
    if not kinds:
        return _deep(value)
    for kind in kinds:
        read = READERS[kind](value)
        if read is not NOTHING:
            return read
    expected = say.listed([KINDS[kind] for kind in kinds], "or")
    raise UnknownFact(f'the fact "{fact}" is {expected}, not {_shown(value)}')


def _kinds(wanted: Any) -> list[type]:
    """The kinds that an annotation allows: int | Mapping[str, int] is [int, dict]. Empty: anything goes."""
    if typing.get_origin(wanted) is typing.Annotated:
        return _kinds(typing.get_args(wanted)[0])
    if typing.get_origin(wanted) in (typing.Union, types.UnionType):
        each = [_kinds(choice) for choice in typing.get_args(wanted) if choice is not type(None)]
        return [] if [] in each else [kind for kinds in each for kind in kinds]
    return _plain_kind(wanted)


def _plain_kind(wanted: Any) -> list[type]:
    if typing.get_origin(wanted) is typing.Literal:
        return [str]
    bare = typing.get_origin(wanted) or wanted
    if not isinstance(bare, type) or bare is object:
        return []
    if bare in READERS:
        return [bare]
    if issubclass(bare, Mapping) or typing.is_typeddict(bare):
        return [dict]
    return [list] if issubclass(bare, Iterable) or bare in LISTS else []


def _day(value: Any) -> Any:
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value
    return _deep(value) if isinstance(value, str) and isinstance(_deep(value), datetime.date) else NOTHING


def _sum(value: Any) -> Any:
    """Decimal from £1,500, "1500", 1500 or 1500.5; never by way of a binary fraction."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Decimal(str(value))
    bare = value.removeprefix("£").replace(",", "") if isinstance(value, str) else ""
    return Decimal(bare) if re.fullmatch(r"\d+(\.\d+)?", bare) else NOTHING


def _deep(value: Any) -> Any:
    """Lists and tables of facts, with the ISO days of JSON read as days."""
    if isinstance(value, Mapping):
        return {key: _deep(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_deep(each) for each in value]
    if isinstance(value, str) and ISO_DAY.fullmatch(value):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            return value
    return value


def _only(kind: type | tuple[type, ...], *never: type) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        return _deep(value) if isinstance(value, kind) and not isinstance(value, never) else NOTHING

    return read


LISTS = (list, tuple, Iterable)
READERS: dict[type, Callable[[Any], Any]] = {
    datetime.date: _day,
    bool: lambda value: value if isinstance(value, bool) else NOTHING,
    int: lambda value: value if isinstance(value, int) and not isinstance(value, bool) else NOTHING,
    str: lambda value: value if isinstance(value, str) else NOTHING,
    Decimal: _sum,
    list: _only((list, tuple)),
    dict: _only(Mapping),
}


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


def meant(word: str | None, known: Iterable[str]) -> str:
    """'; did you mean "rounded"?', or nothing when nothing is near."""
    near = difflib.get_close_matches(word or "", list(known), n=1, cutoff=0.6)
    return f'; did you mean "{near[0]}"?' if near else ""
