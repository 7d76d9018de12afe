"""How long it takes to work out and issue a year's subscription invoices, against the floor of the same rows.

    python -m bench.invoices [HOW MANY …]      1,000 and 10,000 unless said otherwise

The floor is a bulk insert of the very same rows (invoices, lines, audit entries, messages) in one transaction,
in the same run. Wanted: at most 3 times the floor; at 10,000 at most 1.3 times as long for each invoice as at
1,000; and again, when nothing is left to do, at most 5% of the first run. The PDFs have a bench of their own.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from time import perf_counter, process_time

from django.db import connection, models, transaction

from bench import ground  # noqa: F401  # reason: sets Django up before any model is imported
from finance.jobs import issue_invoices
from finance.models import Invoice, InvoiceLine
from membership.models import Basis
from records import jobs
from records.models import AuditDetail, AuditEntry, Collaborative, Job, Message
from records.tenancy import everywhere, scoped
from tests.finance import build

MOST_TIMES_THE_FLOOR = 3.0
MOST_AT_SCALE = 1.3
MOST_OF_A_RERUN = 0.05
SIZES = (1_000, 10_000)
ROUNDS_OF_A_THOUSAND = 5
ROWS = (Invoice, InvoiceLine, AuditEntry, AuditDetail, Message)


@dataclass(frozen=True)
class Measured:
    """Seconds for one size."""

    invoices: int
    first: float
    again: float
    floor: float

    @property
    def each(self) -> float:
        """Milliseconds for an invoice."""
        return 1000 * self.first / self.invoices

    @property
    def good(self) -> bool:
        return self.first <= MOST_TIMES_THE_FLOOR * self.floor and self.again <= MOST_OF_A_RERUN * self.first

    def __str__(self) -> str:
        return (
            f"{self.invoices:>6,} invoices: {self.first:6.2f} s ({self.each:.2f} ms each), "
            f"{self.first / self.floor:.2f} × the floor of {self.floor:.2f} s; "
            f"again {self.again:.3f} s, {self.again / self.first:.1%}"
        )


# SQLite works inside the process, so that its processor time is all there is, whatever else the machine does.
clock = process_time if connection.vendor == "sqlite" else perf_counter


def timed(work: Callable[[], object]) -> float:
    began = clock()
    work()
    return clock() - began


def measure(how_many: int) -> Measured:
    """The best of several rounds, each with a group of its own: other work on the machine only ever adds."""
    rounds = [
        one_round(how_many, number) for number in range(max(2, ROUNDS_OF_A_THOUSAND * 1_000 // how_many))
    ]
    return Measured(how_many, *map(min, zip(*rounds, strict=True)))


def one_round(how_many: int, number: int) -> tuple[float, float, float]:
    """Seconds to issue, to issue again, and to insert the same rows in bulk."""
    group = seeded(how_many, number)
    with scoped(group):
        first = timed(lambda: issued(group))
        again = timed(lambda: issued(group))
        assert Invoice.objects.count() == how_many
        floor = bulk_insert(group)
    return first, again, floor


def seeded(how_many: int, number: int = 0) -> Collaborative:
    """Schools with a headteacher each; every second one Silver, with a figure of its own."""
    group = Collaborative.objects.create(
        code=f"bench-{how_many}-{number}", name="Bench", opened_on=build.FOUNDED
    )
    with scoped(group):
        build.adopted(group)
        build.terms_entered(group)
        bronze = build.many(group, how_many // 2)
        silver = build.many(group, how_many - len(bronze), tier="silver")
        build.account(group, bronze[0])
        Basis.objects.bulk_create(figure(school, number) for number, school in enumerate(silver))
    return group


def figure(school, number: int) -> Basis:
    return Basis(
        collaborative=school.collaborative,
        school=school,
        contract_year="2024-25",
        figure=build.DELEGATED,
        amount_pence=600_000 + number,
        source="the authority's allocation",
        source_on=date(2024, 2, 12),
    )


def issued(group: Collaborative) -> None:
    """What the worker does: the job, with its progress."""
    at = build.noon(build.ISSUE_DAY)
    arguments = {"contract_year": "2024-25", "on": build.ISSUE_DAY.isoformat()}
    jobs.discover()
    jobs.enqueue(kind="issue-invoices", key="2024-25", by=None, arguments=arguments, collaborative=group)
    issue_invoices(jobs.claim(at), at)
    Job.objects.update(state="cancelled")


def bulk_insert(group: Collaborative) -> float:
    """The rows of the run once more, for another group, and nothing else: the time of inserting alone."""
    other = Collaborative.objects.create(code=f"{group.code}-floor", name="Floor", opened_on=group.opened_on)
    rows = {model: written(model, group) for model in ROWS}
    keys = {model: {row.pk: row for row in several} for model, several in rows.items()}
    for row in (row for several in rows.values() for row in several):
        row.pk, row.collaborative = None, other
    for line in rows[InvoiceLine]:
        line.invoice = keys[Invoice][line.invoice_id]
    for detail in rows[AuditDetail]:
        detail.entry = keys[AuditEntry][detail.entry_id]

    @transaction.atomic
    def insert() -> None:
        for model, several in rows.items():
            model.objects.bulk_create(several)

    return timed(insert)


def written(model: type[models.Model], group: Collaborative) -> list[models.Model]:
    found = everywhere(model).filter(collaborative=group).order_by("pk")
    if model is AuditEntry:
        found = found.filter(act="issue-invoice")
    return list(found.filter(entry__act="issue-invoice") if model is AuditDetail else found)


def main(sizes: list[int]) -> int:
    one_round(50, number=0)  # what a process does once
    found = [measure(size) for size in sizes]
    print(*found, sep="\n")
    scale = found[-1].each / found[0].each
    print(f"each takes {scale:.2f} × as long at {found[-1].invoices:,} as at {found[0].invoices:,}")
    return 0 if scale <= MOST_AT_SCALE and all(each.good for each in found) else 1


if __name__ == "__main__":
    sys.exit(main([int(each) for each in sys.argv[1:]] or list(SIZES)))
