"""Who owes what, by how long it has been due."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from finance.models import Invoice
from records.money import pounds

# The columns of an aged list, in days after the due day; bookkeepers everywhere use these.
AGES = (
    ("not yet due", 0),
    ("1 to 30 days", 30),
    ("31 to 60 days", 60),
    ("61 to 90 days", 90),
    ("over 90 days", None),
)
AGE_NAMES = tuple(name for name, _ in AGES)


@dataclass(frozen=True)
class Debtor:
    """What one payer owes, in pence by age (in the order of `AGES`), with the invoices behind it."""

    payer: str
    school_id: int | None
    by_age: tuple[int, ...]
    invoices: tuple[Invoice, ...]

    @property
    def total(self) -> Decimal:
        return pounds(sum(self.by_age))

    @property
    def sums(self) -> tuple[Decimal | None, ...]:
        return tuple(pounds(each) if each else None for each in self.by_age)

    @property
    def aged(self) -> tuple[tuple[str, Decimal | None], ...]:
        return tuple(zip(AGE_NAMES, self.sums, strict=True))


def age_of(invoice: Invoice, on: date) -> int:
    """The column of an open invoice: 0 while it is not late."""
    late = (on - invoice.due_on).days
    return next(place for place, (_, most) in enumerate(AGES) if most is None or late <= most)


def debtors(invoices: Iterable[Invoice], on: date) -> list[Debtor]:
    """Each payer of these open invoices, the largest debt first."""
    owed = defaultdict(list)
    for invoice in invoices:
        owed[invoice.school or invoice.payer_words].append(invoice)
    found = [_debtor(payer, theirs, on) for payer, theirs in owed.items()]
    return sorted(found, key=lambda each: (-sum(each.by_age), each.payer))


def _debtor(payer, theirs: list[Invoice], on: date) -> Debtor:
    sums = [0] * len(AGES)
    for invoice in theirs:
        sums[age_of(invoice, on)] += invoice.open_pence
    return Debtor(str(payer).partition("\n")[0], getattr(payer, "pk", None), tuple(sums), tuple(theirs))


def totals(found: list[Debtor]) -> tuple[Decimal, ...]:
    """The sum of each age, and of all of them last."""
    ages = [sum(each.by_age[place] for each in found) for place in range(len(AGES))]
    return tuple(pounds(each) for each in (*ages, sum(ages)))
