"""What the clauses of the Knowsley document come to on the day that a journey is made, counted by hand."""

from datetime import date


def silver_leaves(given: date) -> date:
    """Notice by 1 April leaves on 31 July of the next year; a day later, a year later (K5.3)."""
    return date(given.year + (1 if given <= date(given.year, 4, 1) else 2), 7, 31)


def silver_deadline(on: date) -> date:
    """The next 1 April, the day itself included."""
    return date(on.year + (on > date(on.year, 4, 1)), 4, 1)
