"""A group of any size, made quickly: the cast's own five schools and so many more, in every state that pages show."""

from datetime import date, timedelta
from itertools import islice

from finance.actions.issue import issue_subscriptions
from finance.actions.paper import Signature
from finance.models import CashEntry, CashLine, Invoice
from finance.queries.subscriptions import rehearse
from membership.models import Assent, Basis, Contract, Enrolment, FeeSettled, Notice, Post, School
from membership.queries.editions import edition_on
from membership.queries.pledge import pledge_of
from records import audit
from records.models import Message
from records.tenancy import scoped
from tests.finance.build import DELEGATED, ISSUE_DAY, many, noon
from tests.permissions import cast
from tests.permissions.cast import TODAY, Side

SETTLED_ON = ISSUE_DAY
AT = noon(ISSUE_DAY - timedelta(days=30))


def grown(code: str, more: int) -> Side:
    """The cast, and `more` schools beside it; every second Silver, every third with notice, and so on."""
    side = cast.group(code)
    with scoped(side.group):
        schools = [*many(side.group, more // 2, "silver"), *many(side.group, more - more // 2)]
        for kind in (_signed_in, _figures, _pledges, _notices, _on_their_way, _reminded):
            kind(side, schools)
        _invoices(side)
        audit.record(collaborative=side.group, act="edit-schools", subject=schools[0], by=None)
    return side


def _every(number: int, schools: list[School]) -> list[School]:
    return list(islice(schools, 0, None, number))


def _signed_in(side: Side, schools: list[School]) -> None:
    heads = Post.objects.filter(school__in=schools).values_list("person", flat=True)
    Enrolment.objects.bulk_create(
        Enrolment(collaborative=side.group, person_id=pk, invited_at=AT, accepted_at=AT, expires_at=AT)
        for pk in heads
    )


def _figures(side: Side, schools: list[School]) -> None:
    Basis.objects.bulk_create(
        Basis(
            collaborative=side.group,
            school=school,
            contract_year=cast.YEAR,
            figure=DELEGATED,
            amount_pence=600_000,
            source="the allocation",
            source_on=date(2024, 2, 12),
        )
        for school in schools[: len(schools) * 2 // 3]
    )


def _pledges(side: Side, schools: list[School]) -> None:
    sha = pledge_of(edition_on(side.group, TODAY).rules).sha256
    heads = dict(Post.objects.filter(school__in=schools).values_list("school", "person"))
    Assent.objects.bulk_create(
        Assent(
            collaborative=side.group,
            kind="pledge",
            sha256=sha,
            capacity="Headteacher",
            slot="2023-24",
            at=AT,
            school=school,
            person_id=heads[school.pk],
        )
        for school in _every(2, schools)
    )


def _notices(side: Side, schools: list[School]) -> None:
    office = side.people["office"]
    contracts = Contract.objects.filter(school__in=_every(3, schools))
    Notice.objects.bulk_create(
        Notice(
            collaborative=side.group,
            contract=contract,
            given_on=TODAY - timedelta(days=3),
            recorded_on=TODAY,
            form="letter",
            given_by=office,
            backdate_reason="It came by letter.",
        )
        for contract in contracts
    )


def _on_their_way(side: Side, schools: list[School]) -> None:
    """New contracts, sent and not yet signed."""
    document = Contract.objects.get(state="issued").document
    Contract.objects.bulk_create(
        Contract(
            collaborative=side.group,
            school=school,
            tier="bronze",
            form="contract",
            state="issued",
            starts_on=date(2027, 9, 1),
            document=document,
            issued_at=AT,
        )
        for school in _every(5, schools)
    )


def _reminded(side: Side, schools: list[School]) -> None:
    heads = Post.objects.filter(school__in=schools).values_list("person", flat=True)
    Message.objects.bulk_create(
        Message(
            collaborative=side.group,
            key=f"pledge {pk}",
            stage="due",
            person_id=pk,
            kind="reminder",
            subject="Your pledge",
            due_on=TODAY,
            queued_at=AT,
        )
        for pk in heads
    )


def _invoices(side: Side) -> None:
    """Issued for all that can be; every second one is paid."""
    signed = Signature(side.people["office"], "Manager", noon(ISSUE_DAY))
    issue_subscriptions(run=rehearse(side.group, cast.YEAR, ISSUE_DAY), signed=signed)
    paid = Invoice.objects.filter(kind="subscription").order_by("number")[::2]
    FeeSettled.objects.bulk_create(
        FeeSettled(
            collaborative=side.group,
            school=each.school,
            contract_year=each.contract_year,
            settled_on=SETTLED_ON,
        )
        for each in paid
    )
    _receipts(side, list(paid))


def _receipts(side: Side, invoices: list[Invoice]) -> None:
    """What came in, the sums that are open left aside: a page asks for them however few there are."""
    first = CashEntry.objects.get()
    entries = CashEntry.objects.bulk_create(
        CashEntry(
            collaborative=side.group,
            account=first.account,
            year=first.year,
            number=first.number + place,
            on=TODAY,
            direction="in",
            amount_pence=invoice.total_pence,
            counterparty="A school",
            method="bank",
        )
        for place, invoice in enumerate(invoices, start=1)
    )
    head = first.lines.get().head
    CashLine.objects.bulk_create(
        CashLine(
            collaborative=side.group,
            entry=entry,
            position=1,
            invoice=invoice,
            head=head,
            amount_pence=entry.amount_pence,
        )
        for entry, invoice in zip(entries, invoices, strict=True)
    )
