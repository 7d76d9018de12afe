"""The audit trail as people read it (X5): who did what, when, to what, and from what to what."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from urllib.parse import quote

from django.apps import apps
from django.db import transaction
from django.db.models import QuerySet

from constitution import say
from constitution.acts import ACTS
from finance.queries.sheet import money
from meetings.queries.hours import clock_words
from membership.models import School
from membership.permissions import require
from membership.queries.directory import everybody
from membership.queries.kept import EVERY_DAY, kept
from records import audit
from records.clock import UK
from records.models import AuditEntry, Collaborative, Person
from records.money import pounds
from records.refusals import Refusal

SEE, EXPORT = "see-audit", "export"
VERIFY = "verify-audit"
# A chain of so many entries is walked while one waits; a longer one by a job.
SHORT = 2000
DIGEST = re.compile(r"[0-9a-f]{40,64}$")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}$")
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}\S*$")


# --- words -------------------------------------------------------------------------------------------------


def act_words(act: str) -> str:
    """'issue invoices' of the code 'issue-invoice'."""
    return ACTS[act].words if act in ACTS else act.replace("-", " ")


@cache
def kind_words(kind: str) -> str:
    """'invoice' of 'finance.invoice'; a kind that is no row's is said as it stands."""
    try:
        return str(apps.get_model(kind)._meta.verbose_name)
    except (LookupError, ValueError):
        return kind.replace("-", " ")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


# Schools and people by what a record calls them ("school", "person") and their number.
Names = Mapping[tuple[str, str], str]


@dataclass(frozen=True)
class Change:
    """One thing about the row: from what to what, in words; empty where there was or is nothing."""

    name: str
    before: str
    after: str


def changes(
    before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, named: Names | None = None
) -> list[Change]:
    """What differs between two states of a row, in the order in which it was recorded."""
    old, new = before or {}, after or {}
    names = [*old, *(name for name in new if name not in old)]
    found = [
        Change(_name(name), _words(name, old.get(name), named), _words(name, new.get(name), named))
        for name in names
    ]
    return [change for change in found if change.before != change.after]


def _name(name: str) -> str:
    return name.removesuffix("_pence").removesuffix("_on").removesuffix("_at").replace("_", " ")


def _words(name: str, value: Any, named: Names | None) -> str:
    if value is None or value == "":
        return ""
    if found := (named or {}).get((name, str(value))):
        return found
    if name.endswith("_pence") and isinstance(value, int):
        return money(pounds(value))
    if isinstance(value, str) and DAY.match(value):
        return say.date(date.fromisoformat(value))
    if isinstance(value, str) and INSTANT.match(value):
        return _instant(value)
    if isinstance(value, str) and DIGEST.match(value):
        return f"{value[:12]}…"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _instant(value: str) -> str:
    """'22 November 2026, 1:03pm' of an instant as it is recorded."""
    at = datetime.fromisoformat(value)
    local = at.astimezone(UK) if at.tzinfo else at
    return f"{say.date(local)}, {clock_words(local)}"


@dataclass(frozen=True)
class Line:
    """One entry for a list, by its values in SHOWN. `erased`: the detail is gone, its digest stands in the chain."""

    entry: Any
    subject: str
    changes: list[Change]
    erased: bool

    @property
    def act(self) -> str:
        return _capital(act_words(self.entry.act))

    @property
    def who(self) -> str:
        return self.entry.by__name or "The installation"

    @property
    def only(self) -> str:
        """What asks for the entries of its subject alone: 'kind=finance.invoice&key=17'."""
        return f"kind={quote(self.entry.subject_kind)}&key={quote(self.entry.subject_key)}"


def lines(collaborative: Collaborative, entries: Iterable[Any]) -> list[Line]:
    """The entries with schools and people by their names: one query at most, however many there are."""
    entries = list(entries)
    named = {**_schools(collaborative), **_people(collaborative, entries)}
    return [_line(entry, named) for entry in entries]


def _schools(collaborative: Collaborative) -> Names:
    """Kept until something happens."""
    return kept("names of schools", collaborative, EVERY_DAY, lambda: _names("school", School.objects.all()))


def _people(collaborative: Collaborative, entries: Iterable[Any]) -> Names:
    """All that the entries speak of: those of the group are known; of others, such as who was forgotten, it is asked."""
    spoken_of = (number for entry in entries for number in _numbers(entry, "person"))
    keys = {int(number) for number in spoken_of if str(number).isdecimal()}
    known = {
        ("person", str(person.pk)): person.name for person in everybody(collaborative) if person.pk in keys
    }
    others = keys - {int(number) for _, number in known}
    return known | (_names("person", Person.objects.filter(pk__in=others)) if others else {})


def _names(kind: str, rows: QuerySet) -> Names:
    """By what a record calls them and the number in words."""
    return {(kind, str(pk)): name for pk, name in rows.order_by().values_list("pk", "name")}


def _numbers(entry: Any, kind: str) -> Iterator[Any]:
    if entry.subject_kind.rpartition(".")[2] == kind:
        yield entry.subject_key
    yield from ((state or {}).get(kind, "") for state in (entry.detail__before, entry.detail__after))


def _line(entry: Any, named: Names) -> Line:
    kind = kind_words(entry.subject_kind)
    return Line(
        entry=entry,
        subject=named.get((kind, entry.subject_key)) or f"{kind} {entry.subject_key}",
        changes=changes(entry.detail__before, entry.detail__after, named),
        erased=bool(entry.detail_sha) and entry.detail__entry is None,
    )


# --- looking for something -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """What somebody looks for; a word that makes no sense asks for nothing."""

    by: str = ""
    act: str = ""
    kind: str = ""
    key: str = ""
    first: str = ""
    last: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "Asked":
        return cls(**{name: given.get(name, "").strip() for name in cls.__dataclass_fields__})

    def __bool__(self) -> bool:
        return self != Asked()

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What is asked for, by name."""
        return [(name, value) for name, value in vars(self).items() if value]


def search(entries: QuerySet[AuditEntry], asked: Asked) -> QuerySet[AuditEntry]:
    """The newest first, each by its values in SHOWN."""
    wanted: dict[str, Any] = {"act": asked.act, "subject_kind": asked.kind, "subject_key": asked.key}
    wanted["by"] = asked.by if asked.by.isdecimal() else ""
    wanted["at__gte"] = _begins(asked.first)
    wanted["at__lt"] = _begins(asked.last, ONE_DAY)
    found = entries.filter(**{name: value for name, value in wanted.items() if value})
    return found.order_by("-seq").values_list(*SHOWN, named=True)


ONE_DAY = timedelta(days=1)
SHOWN = (
    "seq", "at", "act", "acting_as", "subject_kind", "subject_key", "purpose", "detail_sha", "hash",
    "by__name", "detail__entry", "detail__before", "detail__after",
)  # fmt: skip


def _begins(day: str, later: timedelta = timedelta()) -> datetime | None:
    """The moment at which a day typed as 2024-03-14 begins, or so much later."""
    try:
        return datetime.combine(date.fromisoformat(day) + later, time(), UK)
    except ValueError:
        return None


def choices(collaborative: Collaborative, entries: QuerySet[AuditEntry]) -> dict[str, list[tuple[Any, str]]]:
    """Whom, what and about what somebody can look for: what there is. Kept until the trail grows: who sees one
    entry of it sees them all."""
    return kept("choices of the trail", collaborative, EVERY_DAY, lambda: _choices(entries))


def _choices(entries: QuerySet[AuditEntry]) -> dict[str, list[tuple[Any, str]]]:
    acts = entries.order_by().values_list("act", flat=True).distinct()
    kinds = entries.order_by().values_list("subject_kind", flat=True).distinct()
    people = Person.objects.filter(pk__in=entries.order_by().values("by").distinct()).values_list(
        "pk", "name"
    )
    return {
        "by": [(str(pk), name) for pk, name in people],
        "act": sorted(((act, _capital(act_words(act))) for act in acts), key=lambda choice: choice[1]),
        "kind": sorted(((kind, _capital(kind_words(kind))) for kind in kinds), key=lambda choice: choice[1]),
    }


# --- acts ----------------------------------------------------------------------------------------------------


class WithoutPurpose(Refusal):
    sentence = "Say what the copy is for. It is kept in the audit trail itself."


@transaction.atomic
def export(
    *,
    collaborative: Collaborative,
    asked: Asked,
    number: int,
    purpose: str,
    by: Person,
    on: date,
    at: datetime,
) -> None:
    """Notes that somebody took a copy away, of what and what for."""
    require(by, SEE, collaborative, on)
    capacity = require(by, EXPORT, collaborative, on)
    if not purpose.strip():
        raise WithoutPurpose
    audit.record(
        collaborative=collaborative,
        act=EXPORT,
        subject=("audit trail", collaborative.code),
        by=by,
        at=at,
        acting_as=capacity,
        after={"entries": number, "asked": dict(asked.pairs)},
        purpose=purpose.strip(),
    )


def in_words(verdict: audit.Verdict) -> str:
    """'All 812 entries hold. The head is 4f9a 1c07 e2b8.'"""
    if verdict:
        return f"All {say.count(verdict.checked, 'entry', 'entries')} hold. The head is {verdict.head.short}."
    return f"The trail is broken at entry {verdict.broken_at}. {verdict.because}"
