"""How an invoice stands on a day: due, part paid, paid, overdue, credited: derived, never stored (K8.8)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import BigIntegerField, Case, F, Max, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from finance.models import CashLine, Invoice
from membership.queries.kept import kept
from records.models import Collaborative
from records.money import pounds

PENCE = BigIntegerField()
# Money in less money given back.
SIGNED = Case(
    When(entry__direction="in", then=F("amount_pence")),
    default=Value(0) - F("amount_pence"),
    output_field=PENCE,
)


@dataclass(frozen=True)
class Standing:
    """`state` is 'due', 'part paid', 'overdue', 'paid', 'credited' or 'credit note'; sums are whole pence."""

    state: str
    received_pence: int
    credited_pence: int
    open_pence: int
    days_late: int = 0

    @property
    def open(self) -> Decimal:
        return pounds(self.open_pence)

    @property
    def received(self) -> Decimal:
        return pounds(self.received_pence)

    @property
    def credited(self) -> Decimal:
        return pounds(self.credited_pence)

    @property
    def words(self) -> str:
        """The state as a page says it."""
        if self.state == "overdue" and self.received_pence:
            return "Overdue, part paid"
        return self.state.capitalize()


def _received(on: date) -> Subquery:
    """Money in less money given back, over the cash lines that name the invoice, to the end of the day."""
    lines = CashLine.objects.filter(invoice=OuterRef("pk"), entry__on__lte=on).order_by()
    return Subquery(lines.values("invoice").annotate(sum=Sum(SIGNED)).values("sum"), output_field=PENCE)


def _credited(on: date) -> Subquery:
    notes = Invoice.objects.filter(credits=OuterRef("pk"), issued_on__lte=on).order_by()
    return Subquery(
        notes.values("credits").annotate(sum=Sum("total_pence")).values("sum"), output_field=PENCE
    )


def with_money(invoices: QuerySet[Invoice], on: date) -> QuerySet[Invoice]:
    """The invoices with `received_pence`, `credited_pence` and `open_pence` as at the end of `on`."""
    return invoices.annotate(
        received_pence=Coalesce(_received(on), Value(0), output_field=PENCE),
        credited_pence=Coalesce(_credited(on), Value(0), output_field=PENCE),
    ).annotate(open_pence=F("total_pence") - F("received_pence") - F("credited_pence"))


@dataclass(frozen=True)
class Sums:
    """What came in for each invoice and what was credited on it, in pence by its id, as at the end of a day."""

    received: Mapping[int, int]
    credited: Mapping[int, int]

    def told(self, invoices: Iterable[Invoice]) -> list[Invoice]:
        """Invoices in hand with the figures that `with_money` would have given them."""
        return [self._told(invoice) for invoice in invoices]

    def _told(self, invoice: Invoice) -> Invoice:
        invoice.received_pence = self.received.get(invoice.pk, 0)
        invoice.credited_pence = self.credited.get(invoice.pk, 0)
        invoice.open_pence = invoice.total_pence - invoice.received_pence - invoice.credited_pence
        return invoice


def sums_on(collaborative: Collaborative, on: date) -> Sums:
    """Of every invoice of the group. Kept until something happens, as a list or a page would ask again and again."""
    return kept("sums", collaborative, on, lambda: _sums(on))


def _sums(on: date) -> Sums:
    lines = CashLine.objects.filter(invoice__isnull=False, entry__on__lte=on).order_by()
    notes = Invoice.objects.filter(credits__isnull=False, issued_on__lte=on).order_by()
    received = lines.values_list("invoice").annotate(sum=Sum(SIGNED))
    return Sums(dict(received), dict(notes.values_list("credits").annotate(sum=Sum("total_pence"))))


def standing(invoice: Invoice, on: date) -> Standing:
    """How an invoice that `with_money` has read stands on that day. By its due day, it is in time."""
    late = max((on - invoice.due_on).days, 0) if invoice.open_pence > 0 and not invoice.is_credit else 0
    return Standing(
        state=_state(invoice, late),
        received_pence=invoice.received_pence,
        credited_pence=invoice.credited_pence,
        open_pence=0 if invoice.is_credit else invoice.open_pence,
        days_late=late,
    )


def _state(invoice: Invoice, late: int) -> str:
    if invoice.is_credit:
        return "credit note"
    if invoice.credited_pence >= invoice.total_pence:
        return "credited"
    if invoice.open_pence <= 0:
        return "paid"
    if late:
        return "overdue"
    return "part paid" if invoice.received_pence or invoice.credited_pence else "due"


def settled_days(invoices: Iterable[Invoice], on: date) -> dict[int, date]:
    """By invoice, the day on which the last of it came in or was credited; only those with nothing open."""
    settled = [each.pk for each in invoices if each.open_pence <= 0 and not each.is_credit]
    lines = CashLine.objects.filter(invoice__in=settled, entry__on__lte=on)
    notes = Invoice.objects.filter(credits__in=settled, issued_on__lte=on)
    paid = lines.values_list("invoice").annotate(last=Max("entry__on")).order_by()
    credited = notes.values_list("credits").annotate(last=Max("issued_on")).order_by()
    found: dict[int, date] = {}
    for pk, day in paid.union(credited, all=True):
        found[pk] = max(day, found.get(pk, day))
    return found


def open_invoices(invoices: QuerySet[Invoice], on: date) -> QuerySet[Invoice]:
    """Those issued by that day on which something is still owed, oldest debt first."""
    issued = invoices.filter(issued_on__lte=on).exclude(kind=Invoice.Kind.CREDIT)
    return with_money(issued, on).filter(open_pence__gt=0).order_by("due_on", "series", "number")


def all_open(collaborative: Collaborative, on: date) -> tuple[Invoice, ...]:
    """The same of the whole group, each with its school: for those who keep its books. Shared: read them."""
    return kept("open invoices", collaborative, on, lambda: tuple(_all_open(on)))


def _all_open(on: date) -> QuerySet[Invoice]:
    return open_invoices(Invoice.objects.all(), on).select_related("school")
