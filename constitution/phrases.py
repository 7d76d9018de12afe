"""Rules in words: the labels of their keys, the names behind identifiers, and one sentence for each rule."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from constitution import say
from constitution.rule import Ref, Row, Rule
from constitution.walking import refs, written_fields

if TYPE_CHECKING:
    from constitution.tables import Constitution

# What every rule carries is shown in its own place, not among the keys.
CARRIED = ("clause", "says", "reading", "name", "act", "remind_before")
LONGEST = 60
# Keys whose value says all: the step of an evaluation, what happens when a quorum fails.
SAID_ALONE = ("what", "then", "phase", "amount", "share")
# Keys that name people in passing. The format does not hold them to its names, but where one is used it is shown.
IN_PASSING = dict.fromkeys(
    ("to", "reported_to", "withheld_from", "audience", "recommended_by", "agreed_by"), Ref("people or body")
)
# How a rule of each kind is introduced. The rest are named by their table: "Deadline: …".
KINDS = {
    "quorum": "Quorum of the {}",
    "voting": "Voting in the {}",
    "body": "Who sits on the {}",
    "substitutes": "Substitutes in the {}",
    "interests": "Interests in the {}",
    "calling": "Calling a meeting of the {}",
    "leaving": "Leaving {}",
    "attendance": "Attendance at the {}",
    "membership": "Membership",
    "subscription": "Subscription",
    "calendar": "The year",
    "evaluation": "Evaluation",
    "authority": "To {}",
    "tier": "{} subscription",
    "category": "Category {}",
    "support": "Support for {}",
    "information": "Information: {}",
    "retention": "Keeping {}",
}


def label(key: str) -> str:
    """A key as the heading of a row: at_least is "At least"."""
    words = key.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]


def name_of(c: Constitution, kind: str, identifier: str) -> str:
    """What people call it: its own name, that of the body or tier it is about, or its identifier in words."""
    own = (getattr(c, kind, None) or {}).get(identifier) if identifier else None
    for rule in (own, *(getattr(c, other, {}).get(identifier) for other in ("body", "tier", "event"))):
        if name := getattr(rule, "name", None) or getattr(rule, "act", None):
            return str(name)
    return identifier.replace("-", " ") if identifier else KINDS.get(kind, label(kind))


def phrase(c: Constitution, kind: str, identifier: str, rule: Rule) -> str:
    """The keys of a rule as a sentence: "Quorum of the Full Group: at least 60% of affiliated schools, …"."""
    introduced, keys = title_of(c, kind, identifier), keys_in_words(c, rule)
    return say.sentence(f"{introduced}: {keys}" if keys else introduced)


def title_of(c: Constitution, kind: str, identifier: str) -> str:
    """What a rule is headed: "Quorum of the Full Group", "Leaving Silver"; its own name where it has one."""
    name, introduction = name_of(c, kind, identifier), KINDS.get(kind, "{}")
    if "the {}" not in introduction:
        return capital(introduction.format(name))
    own = getattr((getattr(c, kind, None) or {}).get(identifier), "name", None)
    return capital(own) if own and kind != "body" else introduction.format(name.removeprefix("The "))


def capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def keys_in_words(c: Constitution, row: Row) -> str:
    """ "at least 60% of affiliated schools, rounded up"."""
    words = ""
    for name, key in written_fields(row):
        said = value_words(c, row, name)
        if said and key not in CARRIED and not _is_prose(getattr(row, name)):
            joint = "" if not words else " " if key in ("of", "per") else ", "
            words += f"{joint}{_keyed(key, said, getattr(row, name))}"
    return words


def _is_prose(value: Any) -> bool:
    """Sentences of the file, which stand in a row of their own and would drown the rule."""
    return isinstance(value, str) and (value.endswith(".") or len(value) > LONGEST)


def _keyed(key: str, said: str, value: Any) -> str:
    """A key and its value; a plain yes is the key alone, and a no says so."""
    words = key.replace("_", " ")
    if key in SAID_ALONE:
        return said
    if isinstance(value, bool):
        return words if value else f"{words}: no"
    return (
        f"{words}: {said}" if isinstance(value, tuple | Mapping) and _has_rows(value) else f"{words} {said}"
    )


def _has_rows(value: Any) -> bool:
    each = value.values() if isinstance(value, Mapping) else value
    return any(isinstance(item, Row) for item in each)


def value_words(c: Constitution, row: Row, field: str) -> str:
    """The value of one field in words, with people's names for what it refers to."""
    ref = next((ref for name, _, ref in refs(type(row)) if name == field), IN_PASSING.get(field))
    return _words(c, getattr(row, field), ref)


def _words(c: Constitution, value: Any, ref: Ref | None) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return say.money(value)
    if isinstance(value, datetime.date):
        return say.date(value)
    if isinstance(value, Row):
        return keys_in_words(c, value)
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_words(c, each, ref)}" for key, each in value.items())
    if isinstance(value, tuple):
        return _list(value, [_words(c, each, ref) for each in value])
    return _referred(c, str(value), ref) if ref else str(value)


def _list(value: tuple[Any, ...], words: list[str]) -> str:
    """Short things as a, b and c; whole rows and sentences apart by semicolons."""
    long = any(isinstance(each, Row) for each in value) or any(", " in each for each in words)
    return "; ".join(words) if long else say.listed(words)


def _referred(c: Constitution, name: str, ref: Ref) -> str:
    """The name of what an identifier stands for; posts and categories are their own names."""
    for table in _tables(ref):
        rule = (getattr(c, table, None) or {}).get(name)
        if called := getattr(rule, "name", None):
            return str(called)
    return name


def _tables(ref: Ref) -> Iterator[str]:
    yield from ("office" if kind == "people" else kind for kind in ref.kind.split(" or "))
