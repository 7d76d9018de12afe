"""Putting an issued invoice right: a credit note, and where wanted a new invoice of its own number (K8.8)."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from finance.actions.letters import letters
from finance.actions.paper import Paper, Signature, facts, write
from finance.actions.printing import ask_to_print
from finance.actions.series import take_invoice_numbers
from finance.actions.settling import settle
from finance.models import Invoice, InvoiceLine
from finance.queries.recipients import payers
from finance.queries.sheet import money
from finance.queries.standing import with_money
from finance.queries.subscriptions import charge_for, year_called
from finance.refusals import AlreadyPaid, Held, NothingOpen, TooMuch
from membership.models import Contract
from membership.permissions import require
from membership.queries.editions import editions_of
from membership.queries.roll import contracts_on
from records import audit, outbox
from records.models import Person
from records.money import pence, pounds

CREDIT = "credit-invoice"


@transaction.atomic
def credit(*, invoice: Invoice, amount: Decimal, because: str, by: Person, on: date, at: datetime) -> Invoice:
    """Issue a credit note for the whole of an invoice or a part of it. Answers with the note."""
    signed = Signature(by, require(by, CREDIT, invoice.collaborative, on), at)
    note = _credit(invoice, pence(amount), because, signed, on)
    settle(note, on)
    ask_to_print(note.collaborative, by)
    return note


def _credit(invoice: Invoice, amount_pence: int, because: str, signed: Signature, on: date) -> Invoice:
    rules = editions_of(invoice.collaborative).rules_on(on)
    # The number is taken first, so that of two credit notes at once the second sees the first.
    series, number = take_invoice_numbers(invoice.collaborative, rules, on, credit=True)
    _refuse_beyond(invoice, amount_pence)
    note = _note(invoice, amount_pence, because, on)
    note.series, note.number = series, number
    note.save(force_insert=True)
    _line(note, invoice)
    outbox.queue_all(letters([note], payers(on, [note.school_id]), signed.at))
    after = {**facts(note), "credits": invoice.reference, "because": because}
    audit.record(collaborative=note.collaborative, act=CREDIT, subject=note, after=after, **vars(signed))
    return note


def _refuse_beyond(invoice: Invoice, amount_pence: int) -> None:
    standing = with_money(Invoice.objects.filter(pk=invoice.pk), date.max).get()
    left = standing.total_pence - standing.credited_pence
    if invoice.is_credit or left <= 0:
        raise NothingOpen("Nothing is left on this invoice to credit.")
    if amount_pence > left:
        raise TooMuch(f"No more than {money(pounds(left))} can be credited on this invoice.")


def _note(invoice: Invoice, amount_pence: int, because: str, on: date) -> Invoice:
    return Invoice(
        collaborative=invoice.collaborative,
        kind=Invoice.Kind.CREDIT,
        due_key=f"credit/{invoice.reference}/{invoice.credit_notes.count() + 1}",
        credits=invoice,
        because=because,
        school=invoice.school,
        contract=invoice.contract,
        contract_year=invoice.contract_year,
        period_starts_on=invoice.period_starts_on,
        period_ends_before=invoice.period_ends_before,
        issued_on=on,
        due_on=on,
        total_pence=amount_pence,
        title=invoice.title,
        issuer_words=invoice.issuer_words,
        payer_words=invoice.payer_words,
        vat_words=invoice.vat_words,
    )


def _line(note: Invoice, invoice: Invoice) -> None:
    InvoiceLine.objects.create(
        collaborative=note.collaborative,
        invoice=note,
        position=1,
        words=f"Credit against invoice {invoice.reference}",
        amount_pence=note.total_pence,
        head=invoice.lines.select_related("head").first().head,
    )


@transaction.atomic
def replace(*, invoice: Invoice, because: str, by: Person, on: date, at: datetime) -> Invoice:
    """Credit the whole of a subscription invoice and issue it afresh. Answers with the new invoice.

    The prices stay those of the edition of the first issue; tier and figures are as they now stand.
    """
    signed = Signature(by, require(by, CREDIT, invoice.collaborative, on), at)
    left = _left_to_replace(invoice)
    rules = editions_of(invoice.collaborative).rules_on(invoice.issued_on)
    year = year_called(rules, invoice.contract_year)
    charge = charge_for(_contract(invoice, year.first_day), rules, year)
    if charge.held:
        raise Held(charge.held)
    _credit(invoice, left, because, signed, on)
    paper = Paper.of(invoice.collaborative, rules, year, on)
    (new,) = write(paper, [charge], signed, replaces=invoice)
    settle(new, on)
    ask_to_print(new.collaborative, by)
    return new


def _left_to_replace(invoice: Invoice) -> int:
    """The pence to credit before the invoice is issued again. Refuses what cannot be worked out afresh."""
    if invoice.kind != Invoice.Kind.SUBSCRIPTION:
        raise Held("Only the invoice of a subscription is worked out afresh: credit this one.")
    standing = with_money(Invoice.objects.filter(pk=invoice.pk), date.max).get()
    if standing.received_pence:
        came = money(pounds(standing.received_pence))
        raise AlreadyPaid(f"{came} has come in on this invoice: credit the difference instead.")
    return standing.open_pence


def _contract(invoice: Invoice, first_day: date) -> Contract:
    """The contract in force when the year begins, as it now stands; else the one first charged."""
    in_force = contracts_on(invoice.collaborative, first_day).filter(school=invoice.school)
    return in_force.select_related("school").first() or invoice.contract
