"""All members side by side, exceptions first; the roll of any day with its counts; the same list as a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from constitution import leaving, subscription
from membership.permissions.visible import every_contract, every_notice
from membership.queries.due import due_by_school
from membership.queries.editions import contract_rules
from membership.queries.members import Membership
from membership.queries.outstanding import Lack, keys_of, lacks_of, told_of
from membership.queries.roll import roll_counts
from membership.queries.seating import seated_body
from membership.queries.side_by_side import Line, lines_on, schools_of
from membership.queries.standing import CONTRACT, FEE, PLEDGE
from membership.views import words
from membership.views.doors import facts_of, members_only
from membership.views.sheets import sheet
from records.obligations import Obligation
from records.spreadsheets import Cell

ON_A_PAGE = 50
FILTERS = ("q", "tier", "kind", "status", "missing")


@dataclass(frozen=True)
class Shown:
    """A school in the table, each column said."""

    line: Line
    tier: str
    contract: words.Said
    fee: words.Said
    pledge: words.Said
    notice: words.Said
    besides: tuple[tuple[str, str, words.Said], ...] = ()
    lacks: Mapping[str, Lack] = field(default_factory=dict)

    @property
    def cells(self) -> tuple[tuple[str, words.Said, Lack | None], ...]:
        """What the standing rests on: the head of the column, how it is, and what of it is missing."""
        needs = (
            ("contract", "Contract", self.contract),
            ("fee", "Fee", self.fee),
            ("pledge", "Pledge", self.pledge),
        )
        return tuple((label, said, self.lacks.get(code)) for code, label, said in (*needs, *self.besides))


@dataclass(frozen=True)
class Sees:
    """Which columns this viewer has: contracts and fees, and notices of leaving, are not for every member.

    `besides` are the kinds of what is agreed to beside the pledge; `reminds`, whether they choose schools to remind.
    """

    contracts: bool
    notices: bool
    besides: tuple[str, ...] = ()
    reminds: bool = False

    @property
    def columns(self) -> int:
        return 3 + (2 + len(self.besides)) * self.contracts + self.notices + self.reminds


@members_only
@require_safe
def members(request: HttpRequest) -> HttpResponse:
    facts = facts_of(request)
    every = lines_on(request.collaborative, request.on)
    sees = _sees(request, every)
    asked = _asked(request, sees)
    found = _ordered(_matching(every, asked), sees)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    shown = _every_shown(facts, every, sees)
    context = {
        **facts.once(("beside the members", sees), lambda: _beside(facts, every, sees)),
        "sees": sees,
        "asked": asked,
        "filtered": any(asked.values()),
        "found": page,
        "groups": _groups(_with_lacks(request, sees, [shown[line.school.pk] for line in page]), sees),
        "to_look_at": sum(line.to_look_at for line in found) if sees.contracts else 0,
        "in_place": sum(not line.to_look_at for line in found),
        "query": request.GET.urlencode(),
        "may_add": "edit-schools" in request.viewer.acts,
        "may_import": "import-schools" in request.viewer.acts,
    }
    return render(request, "membership/members.html", context)


def _beside(facts: Membership, every: Sequence[Line], sees: Sees) -> dict[str, Any]:
    """What stands around the table: it follows from the facts, whatever is looked for in them."""
    return {
        "choices": _choices(facts, every, sees),
        "counts": roll_counts(facts.rules, schools_of(every)),
        "figures": _figures(facts, every, sees),
        "heads": [words.BESIDES[kind] for kind in sees.besides],
        "charged": subscription.contract_year(facts.rules, facts.on),
        "seats_of": seated_body(facts.rules),
        "by_seats": not any(line.every for body in facts.rules.body.values() for line in body.members),
    }


def _every_shown(facts: Membership, every: Sequence[Line], sees: Sees) -> Mapping[int, Shown]:
    """By school, its row as the facts have it."""
    return facts.once(
        ("rows of members", sees), lambda: {line.school.pk: _shown(facts, line, sees) for line in every}
    )


@members_only
@require_safe
def as_sheet(request: HttpRequest, ending: str) -> HttpResponse:
    """The list as the filters leave it, for a spreadsheet."""
    facts, every = facts_of(request), lines_on(request.collaborative, request.on)
    sees = _sees(request, every)
    lines = _matching(every, _asked(request, sees))
    columns = ["School", "URN", "Kind", "Phase", "Status", "Trust", "Number on roll"]
    columns += (
        ["Tier", "Contract", "Fee", "Pledge", *map(words.BESIDES.get, sees.besides)] if sees.contracts else []
    )
    columns += ["Notice"] if sees.notices else []
    shown = _every_shown(facts, every, sees)
    rows = (_cells(shown[line.school.pk], sees) for line in lines)
    return sheet(ending, "members", request.on, columns, rows)


def _sees(request: HttpRequest, every: Sequence[Line]) -> Sees:
    viewer = request.viewer
    asked = {part.agreement.kind for line in every for part in line.agreed}
    contracts = every_contract(viewer)
    return Sees(
        contracts=contracts,
        notices=every_notice(viewer),
        besides=tuple(kind for kind in words.BESIDES if kind in asked),
        reminds=contracts and request.on == request.today and "resend-message" in viewer.acts,
    )


def _with_lacks(request: HttpRequest, sees: Sees, shown: Sequence[Shown]) -> list[Shown]:
    """Each with what it lacks since when and who was asked, for those who see how all schools stand."""
    if not sees.contracts:
        return list(shown)
    dues = due_by_school(request.collaborative, request.on)
    fees = {each.line.school.pk: _fees(dues.get(each.line.school.pk, ())) for each in shown}
    keys = [key for each in shown for key in keys_of(each.line)]
    told = told_of([*keys, *(due.key for each in fees.values() for due in each)])
    return [replace(each, lacks=lacks_of(each.line, told, fees[each.line.school.pk])) for each in shown]


def _fees(dues: Sequence[Obligation]) -> list[Obligation]:
    return [due for due in dues if due.kind == "subscription"]


def _shown(facts: Membership, line: Line, sees: Sees) -> Shown:
    tier = words.tier_name(facts.rules, line.tier)
    said = (words.contract(line), words.fee(line), words.pledge(line), words.notice(line))
    besides = [(kind, words.BESIDES[kind], words.agreed(line, kind)) for kind in sees.besides]
    return Shown(line, tier, *said, besides=tuple(besides))


def _groups(shown: Sequence[Shown], sees: Sees) -> list[tuple[str, list[Shown]]]:
    """What is to be looked at, then the rest under a heading of its own."""
    first = [each for each in shown if sees.contracts and each.line.to_look_at]
    rest = [each for each in shown if not (sees.contracts and each.line.to_look_at)]
    return [group for group in (("", first), ("Everything in place" if first else "", rest)) if group[1]]


def _cells(shown: Shown, sees: Sees) -> list[Cell]:
    detail = shown.line.detail
    cells: list[Cell] = [
        detail.name, detail.urn, detail.kind, detail.phase, detail.get_status_display(), detail.trust,
        detail.pupils,
    ]  # fmt: skip
    if sees.contracts:
        cells += [shown.tier, shown.contract.words, shown.fee.words, shown.pledge.words]
        cells += [said.words for _, _, said in shown.besides]
    return [*cells, shown.notice.words] if sees.notices else cells


# Filters --------------------------------------------------------------------------------------------


def _asked(request: HttpRequest, sees: Sees) -> dict[str, str]:
    """What the form asks for; nobody filters by what they do not see."""
    asked = {name: request.GET.get(name, "").strip() for name in FILTERS}
    if not sees.contracts:
        asked |= {"tier": "", "missing": ""}
    if asked["missing"] == "notice" and not sees.notices:
        asked["missing"] = ""
    return asked


def _matching(lines: Sequence[Line], asked: dict[str, str]) -> list[Line]:
    tests = {
        "q": lambda line, text: text.lower() in f"{line.name} {line.detail.urn or ''}".lower(),
        "tier": lambda line, tier: line.tier == tier,
        "kind": lambda line, kind: line.detail.kind == kind,
        "status": lambda line, status: line.detail.status == status,
        "missing": lambda line, what: what in words.MISSING and words.MISSING[what][1](line),
    }
    wanted = [(tests[name], value) for name, value in asked.items() if value]
    return [line for line in lines if all(test(line, value) for test, value in wanted)]


def _ordered(lines: Sequence[Line], sees: Sees) -> list[Line]:
    """Exceptions first, else by name."""
    return sorted(lines, key=lambda line: not line.to_look_at) if sees.contracts else list(lines)


def _choices(facts: Membership, lines: Sequence[Line], sees: Sees) -> dict[str, list[tuple[str, str]]]:
    tiers = dict.fromkeys([*facts.rules.tier, *sorted({line.tier for line in lines if line.tier})])
    kinds = sorted({line.detail.kind for line in lines})
    hidden = {*words.BESIDES} - {*sees.besides} | (set() if sees.notices else {"notice"})
    missing = [(code, name) for code, (name, _) in words.MISSING.items() if code not in hidden]
    return {
        "tier": [(code, words.tier_name(facts.rules, code)) for code in tiers],
        "kind": [(kind, kind.capitalize()) for kind in kinds],
        "status": [(line.detail.status, line.detail.get_status_display()) for line in _one_of_each(lines)],
        "missing": missing,
    }


def _one_of_each(lines: Sequence[Line]) -> list[Line]:
    return list({line.detail.status: line for line in lines}.values())


# Figures --------------------------------------------------------------------------------------------


def _figures(facts: Membership, lines: Sequence[Line], sees: Sees) -> list[dict[str, Any]]:
    """How many of the members have each thing in place."""
    if not sees.contracts:
        return []
    members = [line for line in lines if line.standing.contract]
    figures = [_in_place("Contract in force", members, len(lines), CONTRACT, _on_its_way(lines))]
    for need, label in ((FEE, "Fee paid"), (PLEDGE, "Pledge agreed")):
        if any(words.need_of(line.standing, need) for line in members):
            outstanding = sum(need in line.missing for line in members)
            figures.append(
                _in_place(label, members, len(members), need, f"{outstanding or 'none'} outstanding")
            )
    for kind in sees.besides:
        parts = [part for line in members if (part := line.part_in(kind))]
        met = sum(part.met for part in parts)
        note = f"{len(parts) - met or 'none'} outstanding"
        figures.append(
            {"label": f"{words.BESIDES[kind]} agreed", "value": met, "of": len(parts), "note": note}
        )
    return [*figures, _notices(facts, lines)] if sees.notices else figures


def _in_place(label: str, members: Sequence[Line], of: int, need: str, note: str) -> dict[str, Any]:
    there = sum(need not in line.missing for line in members)
    return {"label": label, "value": there, "of": of, "note": note}


def _on_its_way(lines: Sequence[Line]) -> str:
    coming = [line.coming for line in lines if line.coming]
    unsigned = sum(contract.state != words.State.SIGNED for contract in coming)
    parts = [f"{unsigned} unsigned" if unsigned else "", f"{len(coming) - unsigned} to countersign"]
    return ", ".join(part for part in parts if part and not part.startswith("0 ")) or "all signed"


def _notices(facts: Membership, lines: Sequence[Line]) -> dict[str, Any]:
    """How many have given notice, and the next deadline of any tier."""
    rules = contract_rules(facts.register.editions, facts.on)
    ahead = [(tier, leaving.notice_deadlines(rules, tier, facts.on)) for tier in rules.leaving]
    dated = [(found.by, words.tier_name(rules, tier), found.finding) for tier, found in ahead if found]
    soonest = min(dated, default=None, key=lambda each: each[0])
    figure = {
        "label": "Notice given",
        "value": sum(line.notice is not None for line in lines),
        "of": len(lines),
    }
    if soonest:
        day, tier, finding = soonest
        said = f"{tier} deadline {day.day} {day:%B}"
        figure |= {"note": said, "finding": finding, "what": f"the {said}"}
    return figure
