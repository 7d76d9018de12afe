"""A finding: an answer that explains itself (format section 6). Every question is answered with one."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from constitution.rule import Rule
    from constitution.tables import Constitution

T = TypeVar("T")
NOT_KNOWN = ("unknown", "ask", "never quorate")


@dataclass(frozen=True)
class Finding(Generic[T]):
    """A value, the clauses it rests on, and the reasoning in sentences fit for a headteacher.

    `clause` holds titles of clauses; `rule` names the table, as in "quorum.full-group"; `edition` is the
    SHA-256 of the constitution's text.
    """

    value: T
    clause: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    defaults: tuple[str, ...] = ()
    inputs: Mapping[str, Any] = field(default_factory=dict)
    edition: str = ""
    rule: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "inputs", MappingProxyType(dict(self.inputs)))

    def __bool__(self) -> bool:
        """A yes or no is itself; "unknown" and "ask" are no yes. Any other answer is true if there is one."""
        if isinstance(self.value, bool):
            return self.value
        return self.value is not None and self.value not in NOT_KNOWN

    def as_json(self) -> dict[str, Any]:
        """The shape that `why --json` prints and that records keep (DESIGN section 2)."""
        return {
            "value": plain(self.value),
            "clause": list(self.clause),
            "because": list(self.steps),
            "readings": list(self.readings),
            "defaults": list(self.defaults),
            "inputs": plain(self.inputs),
            "edition": self.edition,
            "rule": self.rule,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Finding[Any]:
        """A finding read back from a record; days and sums stay as the text they were kept as."""
        lists = {"clause": "clause", "steps": "because", "readings": "readings", "defaults": "defaults"}
        return Finding(
            value=kept.get("value"),
            inputs=kept.get("inputs") or {},
            edition=kept.get("edition", ""),
            rule=kept.get("rule", ""),
            **{name: tuple(kept.get(key) or ()) for name, key in lists.items()},
        )


def plain(value: Any) -> Any:
    """What JSON can hold: days as ISO dates, sums as "6185.25", shares and lengths in their own spelling."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, Iterable):
        return [plain(each) for each in value]
    return str(value)


class Working:
    """The sheet on which an answer is worked out; `answer` closes it into a Finding.

    Words are kept once each, in the order in which they first came.
    """

    def __init__(self, c: Constitution, rule: str = "", *clauses: str) -> None:
        self.edition: str = getattr(c, "sha256", "")
        self.rule = rule
        self._clauses: dict[str, None] = dict.fromkeys(clauses)
        self._steps: list[str] = []
        self._readings: dict[str, None] = {}
        self._defaults: dict[str, None] = {}
        self._inputs: dict[str, Any] = {}

    def step(self, words: str) -> Working:
        self._steps.append(words)
        return self

    def rest_on(self, *clauses: str) -> Working:
        self._clauses.update(dict.fromkeys(title for title in clauses if title != "silent"))
        return self

    def reading(self, rule: Rule, key: str | None = None) -> Working:
        """The rule's reading of this key, or its plain sentence, if it has one."""
        words = rule.reading_for(key)
        if words:
            self._readings[words] = None
        return self

    def default(self, words: str) -> Working:
        self._defaults[words] = None
        return self

    def use(self, rule: Rule, *keys: str) -> Working:
        """Note that these keys were used: clauses, readings, and the defaults of those that are unwritten."""
        self.rest_on(*rule.clause)
        self.reading(rule)
        for key in keys:
            self.reading(rule, key)
            words = rule.default_for(key)
            if words:
                self.default(words)
        return self

    def input(self, name: str, value: Any) -> Working:
        self._inputs[name] = value
        return self

    def include(self, finding: Finding[Any], *, steps: bool = True) -> Working:
        """Rest on another finding: its clauses, readings, defaults and inputs, and its steps before ours."""
        self.rest_on(*finding.clause)
        self._steps.extend(finding.steps if steps else ())
        self._readings.update(dict.fromkeys(finding.readings))
        self._defaults.update(dict.fromkeys(finding.defaults))
        self._inputs.update(finding.inputs)
        return self

    def answer(self, value: T) -> Finding[T]:
        return Finding(
            value=value,
            clause=tuple(self._clauses),
            steps=tuple(self._steps),
            readings=tuple(self._readings),
            defaults=tuple(self._defaults),
            inputs=self._inputs,
            edition=self.edition,
            rule=self.rule,
        )
