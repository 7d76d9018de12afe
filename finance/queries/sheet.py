"""What an invoice prints: the row as it was issued, and the words of the edition it rests on."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from constitution import say
from constitution.handbook import numbered
from constitution.walking import named
from finance.models import Invoice, InvoiceLine
from finance.queries.prices import worked_out


def money(amount: Decimal) -> str:
    """£6,185.25 and £1,500.00: pence always, where money is owed, paid or printed."""
    return f"£{amount:,.2f}"


@dataclass(frozen=True)
class Fact:
    """A label and its words; `strong` for the one that must not be missed."""

    label: str
    words: str
    strong: bool = False


@dataclass(frozen=True)
class Line:
    words: str
    worked_out: str
    amount: str


@dataclass(frozen=True)
class Quote:
    """The document's own words, and the clause they stand in: 'Contract (5.2)'."""

    words: str
    clause: str


@dataclass(frozen=True)
class Sheet:
    """Everything on the paper, in words, in the order of the paper."""

    name: str
    title: str
    subtitle: str
    issuer: str
    issuer_lines: tuple[str, ...]
    payer_lines: tuple[str, ...]
    dates: tuple[Fact, ...]
    lines: tuple[Line, ...]
    total_label: str
    total: str
    vat_words: str
    payment_lines: tuple[Fact, ...]
    quotes: tuple[Quote, ...]
    because: tuple[str, ...]
    readings: tuple[str, ...]
    defaults: tuple[str, ...]
    edition: str


def sheet_of(invoice: Invoice, c=None) -> Sheet:
    """The sheet of an invoice whose lines are at hand; `c` is the constitution of the edition it rests on."""
    lines = list(invoice.lines.all())
    issuer, *issuer_lines = invoice.issuer_words.splitlines()
    return Sheet(
        name=str(invoice)[0].lower() + str(invoice)[1:],
        title=str(invoice),
        subtitle=_subtitle(invoice),
        issuer=issuer,
        issuer_lines=tuple(issuer_lines),
        payer_lines=tuple(invoice.payer_words.splitlines()),
        dates=_dates(invoice),
        lines=tuple(Line(each.words, how(each), money(each.amount)) for each in lines),
        total_label="Credited" if invoice.is_credit else "To pay",
        total=money(invoice.total),
        vat_words=invoice.vat_words,
        payment_lines=() if invoice.is_credit else _payment(invoice),
        quotes=quotes(c, [each.finding for each in lines]) if c else (),
        because=_because(invoice, lines),
        readings=_all(lines, "readings"),
        defaults=_all(lines, "defaults"),
        edition=c.constitution.edition if c else "",
    )


def how(line: InvoiceLine) -> str:
    """How a line was worked out, in the words of the paper."""
    return worked_out(line.quantity, line.rate) or "fixed sum"


def _subtitle(invoice: Invoice) -> str:
    if invoice.period_starts_on is None:
        return invoice.title
    last = invoice.period_ends_before.fromordinal(invoice.period_ends_before.toordinal() - 1)
    return f"{invoice.title}, {say.date(invoice.period_starts_on)} to {say.date(last)}"


def _dates(invoice: Invoice) -> tuple[Fact, ...]:
    issued = Fact("Issued", say.long_date(invoice.issued_on))
    if invoice.is_credit:
        return (issued, Fact("Against", str(invoice.credits), strong=True))
    replaces = (Fact("In place of", str(invoice.replaces)),) if invoice.replaces else ()
    return (issued, Fact("Please pay by", say.long_date(invoice.due_on), strong=True), *replaces)


def _payment(invoice: Invoice) -> tuple[Fact, ...]:
    """Lines such as 'Sort code: 00-00-00' as label and words, and the reference to quote."""
    told = (line.partition(":") for line in invoice.payment_words.splitlines() if line.strip())
    rows = [Fact(label.strip(), words.strip()) if words else Fact("", label) for label, _, words in told]
    return (*rows, Fact("Reference", invoice.reference, strong=True))


def _because(invoice: Invoice, lines: Iterable[InvoiceLine]) -> tuple[str, ...]:
    reason = (invoice.because,) if invoice.because else ()
    return tuple(say.sentence(words) for words in (*reason, *_all(lines, "because")))


def _all(lines: Iterable[InvoiceLine], part: str) -> tuple[str, ...]:
    """The sentences of one part of the lines' findings, each once, in their order."""
    return tuple(dict.fromkeys(words for line in lines for words in line.finding.get(part) or ()))


def quotes(c, findings: Iterable[dict]) -> tuple[Quote, ...]:
    """The words that the findings' rules rest on, each with the clause in which they stand and its number."""
    rules = dict.fromkeys(finding.get("rule", "") for finding in findings)
    clauses = {each.title: each for each in c.clauses}
    numbers = dict(zip(clauses, (heading.number for heading in numbered(c.clauses)), strict=True))
    found = []
    for name in filter(None, rules):
        rule = named(c, tuple(name.split(".")))
        for words in getattr(rule, "says", ()):
            where = [title for title in rule.clause if _stands(words, clauses.get(title))]
            found.append(
                Quote(words, say.listed(_numbered(title, numbers) for title in where or rule.clause))
            )
    return tuple(found)


def _stands(words: str, clause) -> bool:
    return clause is not None and " ".join(words.split()) in " ".join(clause.words.split())


def _numbered(title: str, numbers: dict[str, str]) -> str:
    return f"{title} ({numbers[title]})" if numbers.get(title) else title
