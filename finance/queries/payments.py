"""The payments that ought to be made in a school year, each for its slot, with day and why (K8.1 to K8.4)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from operator import attrgetter
from typing import Any

import constitution
from constitution import Finding, calendar, say
from constitution.calendar import NotEntered, Term, Window, Year
from finance.models import Account, AgreedRate
from finance.queries.payees import Holders, Payees
from membership.queries.kept import facts_on, kept
from membership.queries.members import Membership
from records.models import Collaborative
from records.money import pence, pounds
from records.obligations import key
from records.together import together

END_OF_TERM = "paid by the end of the term: the file does not say on which day; the program's default"
END_OF_MONTH = "paid by the end of the month: the file does not say on which day; the program's default"
END_OF_YEAR = "paid by the end of the school year: the file does not say when; the program's default"


@dataclass(frozen=True)
class PaymentDue:
    """One payment that ought to exist. `key` says what it is for: the rule and the slot, never the day.

    `amount_pence` or `due_on` is None while something is missing; `missing` then says what.
    """

    key: str
    code: str
    name: str
    slot: str
    when: str
    payee: str
    amount_pence: int | None
    due_on: date | None
    why: Finding
    note: str = ""
    on_invoice: bool = False
    missing: str = ""

    @property
    def amount(self) -> Decimal | None:
        return None if self.amount_pence is None else pounds(self.amount_pence)


class Books(Holders):
    """What the payments of every year rest on besides the facts: read once, however many years are asked about."""

    @cached_property
    def _read(self) -> list[list[Any]]:
        """The accounts and the rates, in one question."""
        rates = AgreedRate.objects.filter(holding__isnull=True)
        return together(Account.objects.select_related("held_by"), rates)

    @cached_property
    def accounts(self) -> list[Account]:
        return sorted(self._read[0], key=attrgetter("opened_on"), reverse=True)

    @cached_property
    def rates(self) -> list[AgreedRate]:
        return sorted(self._read[1], key=attrgetter("from_on"))


@dataclass
class _Year:
    """What is known of one school year of one group."""

    facts: Membership
    rules: constitution.Constitution
    year: Year
    books: Books

    @cached_property
    def payees(self) -> Payees:
        return Payees(self.facts.register, self.rules, self.books)

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        return calendar.read_terms(self.rules, self.facts.register.terms)

    def rate(self, code: str, on: date) -> AgreedRate | None:
        agreed = [rate for rate in self.books.rates if rate.code == code and rate.from_on <= on]
        return agreed[-1] if agreed else None


def payments_due(collaborative: Collaborative, on: date, books: Books | None = None) -> list[PaymentDue]:
    """All payments of the school year of that day, soonest first; those without a day last. Shared: read them.

    `books` are shared by who asks about several years.
    """
    return kept("payments due", collaborative, on, lambda: _payments_due(collaborative, on, books or Books()))


def _payments_due(collaborative: Collaborative, on: date, books: Books) -> list[PaymentDue]:
    facts = facts_on(collaborative, on)
    rules = facts.register.editions.rules_since(on)
    year = _Year(facts, rules, calendar.school_year(rules, on), books)
    found = [due for code in rules.payment for due in _of_rule(year, code)]
    return sorted(found, key=lambda due: (due.due_on or date.max, due.code))


def next_of_each(due: Iterable[PaymentDue], on: date) -> list[PaymentDue]:
    """Of each rule the next payment on or after a day, or the first without a day; soonest first, as they come."""
    found: dict[str, PaymentDue] = {}
    for each in due:
        if each.due_on is None or each.due_on >= on:
            found.setdefault(each.code, each)
    return list(found.values())


@dataclass(frozen=True)
class RuleDue:
    """What one rule makes due in a year, part by part. `missing` is what all its parts lack, else empty."""

    parts: tuple[PaymentDue, ...]

    @property
    def first(self) -> PaymentDue:
        return self.parts[0]

    @property
    def total_pence(self) -> int:
        return sum(each.amount_pence or 0 for each in self.parts)

    @property
    def payees(self) -> str:
        return say.listed(dict.fromkeys(each.payee for each in self.parts))

    @property
    def missing(self) -> str:
        found = {each.missing for each in self.parts}
        return found.pop() if len(found) == 1 else ""


def by_rule(due: Iterable[PaymentDue]) -> list[RuleDue]:
    """The payments of a year under their rules, in the order of their first days."""
    rules: dict[str, list[PaymentDue]] = {}
    for each in due:
        rules.setdefault(each.code, []).append(each)
    return [RuleDue(tuple(parts)) for parts in rules.values()]


def _of_rule(known: _Year, code: str) -> Iterator[PaymentDue]:
    rule = known.rules.payment[code]
    if rule.parts:
        yield from _by_term(known, code, rule)
    elif rule.instalments:
        yield from _by_month(known, code, rule)
    else:
        yield _by_year(known, code, rule)


def _by_term(known: _Year, code: str, rule) -> Iterator[PaymentDue]:
    """K8.1, K8.2: a part for each term, watched term by term."""
    finding = constitution.ask(known.rules, "payment", code)
    for term, amount in rule.parts.items():
        window, missing = _term(known, term)
        slot = f"{known.year.slot}/{calendar.slug(term)}"
        when = f"{calendar.term_name(term)} {known.year.label}"
        yield _due(known, code, rule, slot, when, amount, window, finding, END_OF_TERM, missing)


def _term(known: _Year, name: str) -> tuple[Window | None, str]:
    try:
        return calendar.place(known.rules, name, known.year, known.terms), ""
    except NotEntered as missing:
        return None, say.sentence(str(missing))


def _by_month(known: _Year, code: str, rule) -> Iterator[PaymentDue]:
    """K8.4: equal instalments of the agreed rate, by the rate in force when each month begins."""
    months = calendar.month_windows(known.year)
    for number in range(rule.instalments):
        window = months[(number + 1) * len(months) // rule.instalments - 1]
        finding, amount, missing = _instalment(known, code, rule, number, window)
        slot = f"{known.year.slot}/{number + 1:02}"
        yield _due(known, code, rule, slot, window.name, amount, window, finding, END_OF_MONTH, missing)


def _instalment(known: _Year, code: str, rule, number: int, window: Window):
    """The finding of a month's instalment, its sum, and what is missing."""
    yearly = rule.amount
    if yearly is None:
        rate = known.rate(code, window.first)
        if rate is None:
            missing = "The agreed rate is not entered."
            return (
                Finding(None, rule.clause, (missing,), edition=known.rules.sha256, rule=f"payment.{code}"),
                None,
                missing,
            )
        if rate.per != AgreedRate.Per.YEAR:
            return _as_agreed(known, code, rule, rate), rate.amount, ""
        yearly = rate.amount
    finding = constitution.ask(known.rules, "payment", code, {"amount": yearly})
    return finding, finding.value[number], ""


def _as_agreed(known: _Year, code: str, rule, rate: AgreedRate) -> Finding:
    step = f"agreed from {say.date(rate.from_on)}: {say.money(rate.amount)} {rate.get_per_display()}"
    return Finding(
        rate.amount, clause=rule.clause, steps=(step,), rule=f"payment.{code}", edition=known.rules.sha256
    )


def _by_year(known: _Year, code: str, rule) -> PaymentDue:
    """K8.3: once a year."""
    finding = constitution.ask(known.rules, "payment", code)
    window = calendar.year_window(known.year)
    missing = "" if rule.amount is not None else "The agreed sum is not entered."
    slot, when = known.year.slot, known.year.label
    return _due(known, code, rule, slot, when, rule.amount, window, finding, END_OF_YEAR, missing)


def _due(known: _Year, code, rule, slot, when, amount, window, finding, day, missing) -> PaymentDue:
    return PaymentDue(
        key=key(f"payment.{code}", None, slot, "pay"),
        code=code,
        name=rule.name or code,
        slot=slot,
        when=when,
        payee=known.payees.named(rule.to, window.last if window else known.year.last_day),
        amount_pence=None if amount is None else pence(amount),
        due_on=window.last if window else None,
        why=replace(finding, defaults=(*finding.defaults, day)),
        note=rule.note or "",
        on_invoice=bool(rule.on_invoice),
        missing=missing,
    )
