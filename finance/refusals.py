"""Refusals about money that people will meet."""

from records.refusals import NotNow, Refusal


class TooEarly(NotNow):
    """The edition's day of issue has not come."""


class NothingToIssue(NotNow):
    sentence = "There is no subscription invoice left to issue."


class NothingOpen(NotNow):
    sentence = "Nothing is owed on this invoice any more."


class TooMuch(Refusal):
    """A sum larger than what is open."""


class AlreadyPaid(Refusal):
    """Money has come in on an invoice that was to be credited whole."""


class Held(NotNow):
    """A corrected invoice cannot be worked out yet; the sentence says what is missing."""


class NoAccount(Refusal):
    sentence = "No account is entered on that day: enter the collaborative's account and who holds it first."


class YearClosed(Refusal):
    sentence = "The accounts of that financial year are closed: date the entry in a year that is open."


class InTheFuture(Refusal):
    sentence = "That day has not come yet: enter money on the day it came in, or later."
