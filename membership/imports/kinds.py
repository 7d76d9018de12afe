"""What kind of school a row speaks of, in the words that constitutions use."""

from collections.abc import Mapping
from dataclasses import dataclass

from membership.models import SchoolDetail

ACADEMY, MAINTAINED = SchoolDetail.Status.ACADEMY, SchoolDetail.Status.MAINTAINED
PHASES = ("primary", "secondary", "nursery", "all-through", "16 plus")


@dataclass(frozen=True)
class Kind:
    kind: str = ""
    phase: str = ""


def kind_of(cells: Mapping[str, str]) -> Kind:
    """From the type and phase of the register or of the census, or from a spreadsheet's own word for it.

    `cells` by our own names: kind, type, group, phase, low_age, high_age.
    """
    if cells.get("kind"):
        return _in_words(cells["kind"].lower(), cells)
    words = " ".join(cells.get(name, "") for name in ("type", "group")).lower()
    return _in_words(f"{words} {cells.get('phase', '')}".lower(), cells)


def _in_words(words: str, cells: Mapping[str, str]) -> Kind:
    phase = _phase(words, cells)
    if "referral" in words or "alternative provision" in words or "ap school" in words or words == "pru":
        return Kind("pupil referral unit")
    if "independent" in words:
        return Kind("independent", phase)
    if "special" in words:
        return Kind("special", phase)
    if "infant" in words or (phase == "primary" and cells.get("high_age") == "7"):
        return Kind("infant", "primary")
    own = cells.get("kind") or cells.get("type", "")
    return Kind(phase or own.lower().removeprefix("state-funded "), phase)


def _phase(words: str, cells: Mapping[str, str]) -> str:
    """The phase that the words name; for a special school without one, by the ages it takes."""
    named = next((phase for phase in PHASES if phase in words.replace("middle deemed ", "")), "")
    return named or _by_age(cells.get("low_age", ""), cells.get("high_age", ""))


def _by_age(low: str, high: str) -> str:
    if high.isdigit() and int(high) <= 11:
        return "primary"
    return "secondary" if low.isdigit() and int(low) >= 11 else ""


def status_of(cells: Mapping[str, str]) -> str | None:
    """'academy' or 'maintained', or None where the file does not say."""
    said = cells.get("status", "").lower()
    words = " ".join(cells.get(name, "") for name in ("type", "group")).lower()
    if "academ" in said or "academ" in words or "free school" in words or "studio school" in words:
        return ACADEMY
    census = "state-funded" in words  # the census calls academies so too
    if said or (words.strip() and not census):
        return MAINTAINED
    return None
