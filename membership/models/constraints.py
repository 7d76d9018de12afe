"""Constraints that many rows share. A check that meets null passes, so each says what null means."""

from collections.abc import Iterable

from django.db.models import CheckConstraint, F, Q


def one_of(field: str, codes: Iterable[str], name: str) -> CheckConstraint:
    """The column holds one of these codes and nothing else."""
    return CheckConstraint(condition=Q(**{f"{field}__in": sorted(codes)}), name=name)


def ends_after_start(name: str) -> CheckConstraint:
    """A half-open period has at least one day; an open end (null) is allowed."""
    return CheckConstraint(
        condition=Q(ends_before__isnull=True) | Q(ends_before__gt=F("starts_on")),
        name=name,
    )


def both_or_neither(date_field: str, words_field: str, name: str) -> CheckConstraint:
    """A day and the words that explain it are written together."""
    empty = Q(**{words_field: ""})
    return CheckConstraint(
        condition=Q(**{f"{date_field}__isnull": True}) & empty
        | Q(**{f"{date_field}__isnull": False}) & ~empty,
        name=name,
    )
