"""The money of the Knowsley-shaped group: what was delegated, what was invoiced, and what came in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from collaborative.demonstration.history import History
from collaborative.demonstration.schools import ACADEMISED
from finance.actions.credit import credit
from finance.actions.issue import issue_subscriptions
from finance.actions.paper import Signature
from finance.actions.printing import ask_to_print
from finance.actions.receipts import record_receipt
from finance.models import Account, AgreedRate, CashEntry, Invoice
from finance.queries.standing import with_money
from finance.queries.subscriptions import rehearse
from membership.actions.fees import enter_basis
from membership.models import School
from records.models import Person
from records.money import pence, pounds

FIGURE = "delegated school improvement funding"
ALLOCATION = "the authority's allocation, by number on roll"
HOW_TO_PAY = "Account name: Central Collaborative\nSort code and account: 00-00-00 00000000"
SALARY = Decimal("60000.00")

# For the latest year the figure of two schools has only just come, and of one not yet: those wait for a second run.
LATE_FIGURES, NO_FIGURE = ("weir", ACADEMISED), "millrace"
# Who has not paid the latest invoice in full, and the share that came; who paid the one before long after its day.
PART_PAID = {"coldharrow": Decimal("0.5"), "kestlow": Decimal("0.6"), "fernihough": Decimal(0)}
PAID_LATE = "stoneleaf"
CREDITED, CREDIT = "pendlewick", Decimal("120.00")


@dataclass(frozen=True)
class Money:
    """The money's part of the history.

    `runs` holds the day on which each contract year's invoices go out, by the calendar year that it begins in;
    `pupils` and `schools` go by code, `silver` are those whose fee rests on a figure, `books` keeps the cash book.
    """

    history: History
    runs: Mapping[int, date]
    schools: dict[str, School]
    pupils: Mapping[str, int]
    silver: list[str]
    books: Person

    def steps(self) -> None:
        if not self._gone_out():
            return
        for year in self._gone_out():
            self.history.step(date(year, 2, 12), self.allocate, year=year, codes=self._in_time(year))
            self._run(year, self.runs[year])
        latest = self._gone_out()[-1]
        came = max(self.runs[latest], self.history.on - timedelta(days=9))
        self.history.step(came, self.allocate, year=latest, codes=LATE_FIGURES)
        for year in self._gone_out()[-2:-1]:
            self.history.step(self.runs[year] + timedelta(days=4), self.give_credit, year=year)

    def _gone_out(self) -> list[int]:
        """A run whose day is today is left to whoever looks."""
        return [year for year, day in self.runs.items() if day < self.history.on]

    def _in_time(self, year: int) -> list[str]:
        late = {*LATE_FIGURES, NO_FIGURE} if year == self._gone_out()[-1] else set()
        return [code for code in self.silver if code not in late]

    def _run(self, year: int, day: date) -> None:
        """One day's run, and who pays when."""
        latest = year == self._gone_out()[-1]
        self.history.step(day, self.issue, year=year)
        for place, code in enumerate(self.pupils):
            share = PART_PAID.get(code, 1) if latest else 1
            days = 52 if code == PAID_LATE else 6 + place * 7 % 23
            self.history.step(day + timedelta(days=days), self.receive, year=year, code=code, share=share)

    def joined(self, year: int, day: date, code: str) -> None:
        """A school that joined after the run of its first year is invoiced in a run of its own."""
        self.history.step(day, self.issue, year=year)
        self.history.step(day + timedelta(days=11), self.receive, year=year, code=code, share=1)

    # Each on its day --------------------------------------------------------------------------------------

    def open_account(self, day: date, held_by: str) -> None:
        """The account, and what the manager is paid. There is no verb for either yet."""
        group = self.history.group
        Account.objects.create(
            collaborative=group,
            name=group.name,
            held_by=self.schools[held_by],
            opened_on=day,
            payment_words=HOW_TO_PAY,
            last_digits="0000",
        )
        AgreedRate.objects.create(collaborative=group, code="som", from_on=day, amount_pence=pence(SALARY))

    def allocate(self, day: date, year: int, codes: Iterable[str]) -> None:
        """So much for each pupil, and a little more each year."""
        for code in codes:
            enter_basis(
                school=self.schools[code],
                contract_year=slot(year),
                figure=FIGURE,
                amount=pounds(self.pupils[code] * (2500 + 63 * (year - 2024))),
                source=ALLOCATION,
                source_on=min(day, date(year, 2, 12)),
                by=self.history.by(day),
                at=self.history.at(day),
            )

    def issue(self, day: date, year: int) -> None:
        history = self.history
        signed = Signature(history.office, "Strategic Operations Manager", history.at(day))
        issue_subscriptions(run=rehearse(history.group, slot(year), day), signed=signed)
        ask_to_print(history.group, history.office)

    def receive(self, day: date, year: int, code: str, share: Decimal) -> None:
        invoice = self._invoice(code, year)
        if invoice is None or not share:
            return
        record_receipt(
            invoice=invoice,
            amount=pounds(int(invoice.open_pence * share)),
            received_on=day,
            method=CashEntry.Method.BANK,
            by=self.history.acts(self.books, day),
            on=day,
            at=self.history.at(day),
        )

    def give_credit(self, day: date, year: int) -> None:
        credit(
            invoice=self._invoice(CREDITED, year),
            amount=CREDIT,
            because="The number on roll was corrected.",
            by=self.history.by(day),
            on=day,
            at=self.history.at(day),
        )

    def _invoice(self, code: str, year: int) -> Invoice | None:
        """A school's open invoice for a contract year."""
        issued = Invoice.objects.filter(school=self.schools.get(code), contract_year=slot(year)).exclude(
            kind="credit"
        )
        return with_money(issued, date.max).filter(open_pence__gt=0).first()


def slot(year: int) -> str:
    """'2024-25', of the year that begins in 2024."""
    return f"{year}-{(year + 1) % 100:02}"
