"""What the first pages say beside 'what needs you': our school's standing, and how the group stands."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import constitution
from collaborative.members import Members, Row
from constitution import say
from constitution.finding import Finding
from finance.models import Invoice
from finance.queries.debtors import debtors, totals
from finance.queries.sheet import money
from finance.queries.why import why
from membership.permissions import Viewer
from membership.queries.kept import facts_on
from membership.queries.notice import Deadline, deadlines
from membership.queries.quorum import counts_of
from records.models import Collaborative
from records.money import pounds


@dataclass(frozen=True)
class SchoolPanel:
    """One of the reader's own schools: its marks, the fee's why, and the last day for notice."""

    row: Row
    since: datetime.date
    invoice: Invoice | None
    fee: Finding[Any] | None
    deadline: Deadline | None


def own_schools(members: Members, viewer: Viewer) -> list[SchoolPanel]:
    """The schools that the reader works at, by name."""
    own = [each for each in members.facts.roll if each.school.pk in viewer.school_ids]
    if not own:
        return []
    contracts = [each.contract for each in own]
    by_school = deadlines(members.facts.register.editions, contracts, members.notices, members.on)
    invoices = _latest_invoices(viewer, [each.school.pk for each in own], members)
    return [_panel(members, each, invoices.get(each.school.pk), by_school) for each in own]


def _latest_invoices(viewer: Viewer, schools: Sequence[int], members: Members) -> dict[int, Invoice]:
    """By school, the subscription invoice of the contract year, as far as the reader may see it."""
    rows = Invoice.objects.visible(viewer).filter(
        school__in=schools, kind=Invoice.Kind.SUBSCRIPTION, contract_year=members.charged.slot
    )
    rows = rows.filter(issued_on__lte=members.on).prefetch_related("lines").order_by("issued_on", "pk")
    return {invoice.school_id: invoice for invoice in rows}


def _panel(members: Members, each, invoice: Invoice | None, by_school: dict[int, Deadline]) -> SchoolPanel:
    return SchoolPanel(
        row=members.row(each),
        since=each.contract.starts_on,
        invoice=invoice,
        fee=why(invoice) if invoice else None,
        deadline=by_school.get(each.school.pk),
    )


# --- the whole group -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figure:
    """A number beside what it is compared with."""

    label: str
    value: object
    of: object = ""
    note: str = ""
    finding: Finding[Any] | None = None
    what: str = ""


def figures(rows: Sequence[Row], members: Members) -> list[Figure]:
    """Up to four: contract, fee, pledge, notice; those that the constitution asks for."""
    found = [_share("Contract in force", rows, "contract", "to sign or countersign")]
    if any(row.fee for row in rows):
        owed = sum(invoice.open_pence for each in members.open.values() for invoice in each)
        note = f"{money(pounds(owed))} still due" if owed else "nothing is due"
        found.append(Figure("Fee paid", _fine(rows, "fee"), len(rows), note))
    if any(row.pledge for row in rows):
        found.append(_share("Pledge agreed", rows, "pledge", "outstanding"))
    if members.rules.leaving:
        given = sum(row.notice.state == "waiting" for row in rows)
        found.append(Figure("Notice given", given, len(rows), "none leaves" if not given else "see below"))
    return found


def _share(label: str, rows: Sequence[Row], part: str, left: str) -> Figure:
    fine = _fine(rows, part)
    return Figure(label, fine, len(rows), f"{len(rows) - fine} {left}" if fine < len(rows) else "all of them")


def _fine(rows: Sequence[Row], part: str) -> int:
    return sum(getattr(row, part).fine for row in rows)


@dataclass(frozen=True)
class BodyQuorum:
    """A body as it stands on the day: how many belong, how many are needed, and why."""

    code: str
    name: str
    size: str
    needed: object
    finding: Finding[Any]


def quorums(collaborative: Collaborative, on: datetime.date) -> list[BodyQuorum]:
    """Every body that the edition gives a quorum, on the day."""
    facts = facts_on(collaborative, on)
    return [_body(facts, code) for code in facts.rules.body if code in facts.rules.quorum]


def _body(facts, code: str) -> BodyQuorum:
    counts = counts_of(facts.of(code))
    finding = constitution.ask(facts.rules, "quorum", code, counts)
    if "schools" in counts:
        size = say.count(counts["schools"], "school")
    elif "seats" in counts:
        size = f"{say.count(counts['seats'], 'seat')}, {counts['filled']} filled"
    else:
        size = say.count(counts["members"], "member")
    return BodyQuorum(code, facts.rules.body[code].name or code, size, finding.value, finding)


def owed(viewer: Viewer, on: datetime.date) -> dict[str, Any]:
    """What is owed to the group, by age, for those who look after its money."""
    found = debtors(Invoice.objects.visible(viewer), on)
    in_time, *late, total = totals(found)
    return {"total": total, "late": sum(late), "in_time": in_time, "debtors": found[:5], "number": len(found)}
