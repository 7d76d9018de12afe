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
from finance.queries.standing import all_open
from finance.queries.why import why
from membership.permissions import Viewer
from membership.queries.kept import facts_on
from membership.queries.notice import Deadline, deadlines
from membership.queries.quorum import counts_of
from membership.queries.register import Role
from membership.queries.side_by_side import Line
from membership.queries.standing import FEE, PLEDGE
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
    own = [line for line in members.lines if line.school.pk in viewer.school_ids]
    if not own:
        return []
    notices = {line.notice.contract_id: line.notice for line in own if line.notice}
    contracts = [line.standing.contract for line in own]
    by_school = deadlines(members.facts.register.editions, contracts, notices, members.on)
    invoices = _latest_invoices(viewer, [line.school.pk for line in own], members)
    return [_panel(members, line, invoices.get(line.school.pk), by_school) for line in own]


def _latest_invoices(viewer: Viewer, schools: Sequence[int], members: Members) -> dict[int, Invoice]:
    """By school, the subscription invoice of the contract year, as far as the reader may see it."""
    rows = Invoice.objects.visible(viewer).filter(
        school__in=schools, kind=Invoice.Kind.SUBSCRIPTION, contract_year=members.charged.slot
    )
    rows = rows.filter(issued_on__lte=members.on).prefetch_related("lines").order_by("issued_on", "pk")
    return {invoice.school_id: invoice for invoice in rows}


def _panel(
    members: Members, line: Line, invoice: Invoice | None, by_school: dict[int, Deadline]
) -> SchoolPanel:
    return SchoolPanel(
        row=members.row(line),
        since=line.standing.contract.starts_on,
        invoice=invoice,
        fee=why(invoice) if invoice else None,
        deadline=by_school.get(line.school.pk),
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
    coming = sum(row.contract.state == "look" for row in rows)
    note = f"{coming} to sign or countersign" if coming else "all of them"
    found = [Figure("Contract in force", len(rows), len(rows), note)]
    needs = members.rules.membership.needs if members.rules.membership else ()
    if FEE in needs:
        owed = sum(invoice.open_pence for each in members.open.values() for invoice in each)
        note = f"{money(pounds(owed))} still due" if owed else "nothing is due"
        found.append(Figure("Fee paid", _fine(rows, "fee"), len(rows), note))
    if PLEDGE in needs:
        left = len(rows) - _fine(rows, "pledge")
        found.append(Figure("Pledge agreed", len(rows) - left, len(rows), f"{left or 'none'} outstanding"))
    if members.rules.leaving:
        given = sum(row.line.notice is not None for row in rows)
        found.append(Figure("Notice given", given, len(rows), "see below" if given else "none leaves"))
    return found


def _fine(rows: Sequence[Row], part: str) -> int:
    return sum(getattr(row, part).in_order for row in rows)


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
    codes = [code for code in facts.rules.body if code in facts.rules.quorum]
    return facts.once("quorums", lambda: [_body(facts, code) for code in codes])


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


def owed(collaborative: Collaborative, on: datetime.date) -> dict[str, Any]:
    """What is owed to the group, by age, for those who look after its money."""
    found = debtors(all_open(collaborative, on), on)
    in_time, *late, total = totals(found)
    return {"total": total, "late": sum(late), "in_time": in_time, "debtors": found[:5], "number": len(found)}


def vacancies(members: Members) -> list[Role]:
    """Places that somebody should fill; who follows or precedes an office sits there by itself, in its time."""
    return [role for role in members.facts.roles if role.vacant and not _by_itself(members, role)]


def _by_itself(members: Members, role: Role) -> bool:
    rule = members.rules.office.get(role.place.code) if role.place.body_id is None else None
    return bool(rule and (rule.follows or rule.precedes))
