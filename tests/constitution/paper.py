"""Small constitutions written for one test, and the term dates of real years to ask them about."""

import datetime
from pathlib import Path

import constitution
from constitution.loading import load

SAMPLES = Path(constitution.__file__).parent / "samples"
HEAD = """
format = 1

[constitution]
name          = "A group of schools"
edition       = "2023/24"
in_force_from = 2023-09-01

[[clauses]]
title = "Rules"
words = "What the members agreed."
"""
TERMS = """
[calendar]
clause = "Rules"
terms  = ["Autumn", "Spring", "Summer"]
halves = true
"""


def rules(fragment: str):
    """A constitution of one clause, "Rules", and the tables of the fragment."""
    return load(HEAD + fragment)


def knowsley():
    return load((SAMPLES / "central-collaborative-knowsley-2023.toml").read_text())


def bristol():
    return load((SAMPLES / "excellence-in-schools-group-2016.toml").read_text())


def on(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def days(*texts: str) -> list[datetime.date]:
    return [on(text) for text in texts]


def term(name: str, first: str, last: str, *pause: str) -> dict:
    return {"name": name, "first": on(first), "last": on(last)} | ({"break": days(*pause)} if pause else {})


# As Knowsley published them.
YEAR_2023 = [
    term("Autumn", "2023-09-04", "2023-12-21", "2023-10-30", "2023-11-03"),
    term("Spring", "2024-01-03", "2024-03-28", "2024-02-12", "2024-02-16"),
    term("Summer", "2024-04-15", "2024-07-19", "2024-05-27", "2024-05-31"),
]
YEAR_2024 = [
    term("Autumn", "2024-09-02", "2024-12-20", "2024-10-28", "2024-11-01"),
    term("Spring", "2025-01-06", "2025-04-04", "2025-02-17", "2025-02-21"),
    term("Summer", "2025-04-22", "2025-07-22", "2025-05-26", "2025-05-30"),
]
# As Bristol proposed them: six terms, and no halves.
SIX_TERMS = [
    term("Term 1", "2023-09-01", "2023-10-20"),
    term("Term 2", "2023-10-30", "2023-12-15"),
    term("Term 3", "2024-01-02", "2024-02-09"),
    term("Term 4", "2024-02-19", "2024-03-28"),
    term("Term 5", "2024-04-15", "2024-05-24"),
    term("Term 6", "2024-06-03", "2024-07-23"),
]
