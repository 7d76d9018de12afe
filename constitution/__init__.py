"""The rule book: a constitution file as typed values, and every question that it answers.

Plain functions of facts and dates: no database, no clock, no web. What apps use is named here.
"""

# Imported for the questions that they answer; the tables bring in the rest.
from constitution import composition, members, quorate, resolutions, tenure, vote, voters  # noqa: F401
from constitution.adoption import Report, check
from constitution.difference import Difference, difference
from constitution.finding import Finding
from constitution.handbook import Handbook, handbook
from constitution.loading import Problem, Refused, load
from constitution.questions import Unanswerable, UnknownFact, UnknownQuestion, ask
from constitution.tables import Constitution

__all__ = [
    "Constitution",
    "Difference",
    "Finding",
    "Handbook",
    "Problem",
    "Refused",
    "Report",
    "Unanswerable",
    "UnknownFact",
    "UnknownQuestion",
    "ask",
    "check",
    "difference",
    "handbook",
    "load",
]
