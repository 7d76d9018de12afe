"""Numbers of invoices and credit notes: a series for each financial year, without gaps (K8.8)."""

from datetime import date

import constitution
from constitution import calendar
from records import counters
from records.models import Collaborative


def take_invoice_numbers(
    collaborative: Collaborative,
    rules: constitution.Constitution,
    on: date,
    n: int = 1,
    *,
    credit: bool = False,
) -> tuple[str, int]:
    """The series of a day ('2024', 'C2024' for credit notes) and the first of `n` numbers in it.

    Call inside the issuing transaction, after every check: a rollback gives the numbers back.
    """
    year = calendar.financial_year(rules, on).first_day.year
    series = f"C{year}" if credit else str(year)
    return series, counters.take(collaborative, f"invoice {series}", n)
