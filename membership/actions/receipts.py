"""What a school has in writing of its notice (K5.5): printed as the notice stands, kept with its fingerprint.

Each paper supersedes the one before; none is changed.
"""

from datetime import date, datetime

from django.db import transaction
from django.template.loader import render_to_string

import constitution
from constitution import retention
from constitution.finding import Finding
from membership.models import Notice
from membership.queries.editions import contract_rules, editions_of
from membership.queries.notice import preview_notice
from records import audit, documents, jobs
from records.models import Document, Job, Person
from records.money import pounds

KIND, JOB = "notice", "print-notice"
TITLES = {
    Notice.State.GIVEN: "Receipt of a notice",
    Notice.State.CONFIRMED: "Confirmation of a notice",
    Notice.State.WITHDRAWN: "Withdrawal of a notice",
}


def ask_for_receipt(notice: Notice, by: Person | None, on: date, at: datetime | None = None) -> Job:
    """Printing takes a moment, so it is done in the background, once for each state of a notice."""
    return jobs.enqueue(
        kind=JOB,
        key=f"notice {notice.pk} {notice.state}",
        by=by,
        collaborative=notice.collaborative,
        arguments={"notice": notice.pk, "on": on.isoformat()},
        at=at,
    )


def print_receipt(*, notice: Notice, by: Person | None, on: date) -> Document | None:
    """Print what stands now, unless it is printed. What was struck out as a mistake has no paper of its own."""
    if notice.state not in TITLES or is_printed(notice):
        return notice.receipt
    rules = contract_rules(editions_of(notice.collaborative), notice.given_on)
    document = documents.issue(
        collaborative=notice.collaborative,
        kind=KIND,
        title=f"{TITLES[notice.state]}: {notice.contract.school.name}",
        html=html_of(notice, rules, on),
        on=on,
        by=by,
        facts={"notice": notice.pk, "state": notice.state, "given_on": notice.given_on},
        edition_sha=rules.sha256,
        keep_until=_keep_until(rules, on),
        subject=notice.contract.school.name,
        supersedes=notice.receipt,
    )
    _keep(notice, document, by)
    return document


@transaction.atomic
def _keep(notice: Notice, document: Document, by: Person | None) -> None:
    """A notice that has moved on while this was printed has its own paper on the way."""
    if Notice.objects.filter(pk=notice.pk, state=notice.state).update(receipt=document):
        after = {"receipt": document.sha256, "state": notice.state}
        audit.record(
            collaborative=notice.collaborative, act="record-notice", subject=notice, by=by, after=after
        )
    notice.refresh_from_db()


def is_printed(notice: Notice) -> bool:
    return notice.receipt is not None and notice.receipt.facts.get("state") == notice.state


def html_of(notice: Notice, rules: constitution.Constitution, on: date) -> str:
    tiers = {code: rule.name or code for code, rule in rules.tier.items()}
    tier = notice.contract.tier
    told = {
        "title": TITLES[notice.state],
        "notice": notice,
        "school": notice.contract.school,
        "tier": tiers.get(tier, tier),
        "to_tier": tiers.get(notice.to_tier, notice.to_tier),
        "issued_on": on,
        "collaborative": notice.collaborative,
        "edition": rules.constitution.edition,
        **_leads_to(notice),
    }
    return render_to_string("documents/notice.html", told)


def _leads_to(notice: Notice) -> dict:
    """The day it leads to, why, and what is owed: as fixed at confirmation, before that as the rule has it."""
    if notice.owed is None:
        preview = preview_notice(notice.contract, notice.given_on)
        owed = [(year.year.label, year.amount, year.settled_on) for year in preview.owed]
        return {"leaves_on": preview.leaves_on, "finding": preview.finding, "owed": owed}
    owed = [
        (row["contract_year"].replace("-", "/"), _pounds(row["amount_pence"]), row.get("settled_on"))
        for row in notice.owed
    ]
    return {"leaves_on": notice.takes_effect_on, "finding": Finding.from_json(notice.finding), "owed": owed}


def _pounds(pence: int | None):
    return None if pence is None else pounds(pence)


def _keep_until(rules: constitution.Constitution, on: date) -> date | None:
    """By the edition's rule for contracts; None where it has none: kept for the life of the group."""
    rule = retention.rule_for(rules, "contract")
    until = constitution.ask(rules, "keep until", rule, {"day": on}).value if rule else None
    return until if hasattr(until, "year") else None
