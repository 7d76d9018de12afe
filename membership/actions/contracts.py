"""Admitting a school, and its contract from draft to agreement (K3.1, K5.1)."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from constitution import Constitution, say
from membership.actions.guard import queue_at
from membership.actions.telling import tell_of_contract
from membership.models import Assent, Contract, Notice, School
from membership.permissions import require, require_for_school
from membership.queries.contracts import outdated
from membership.queries.editions import editions_of
from membership.queries.eligibility import eligible
from membership.queries.moments import civil_day
from membership.queries.notice import LIVE, preview_notice
from membership.queries.roll import detail_of
from membership.queries.standing import CONTRACT
from records import audit, jobs
from records.models import Document, Person
from records.refusals import NotNow, Refusal

State, Form = Contract.State, Contract.Form
IN_THE_MAKING = (State.DRAFTED, State.ISSUED, State.SIGNED)
A_NEW_ONE = "a new contract took its place"
# What is agreed to beside the words of the contract, in the box that is ticked.
CONSENT = "I have read the contract and agree to it"
COPY_JOB = "print-signed-contract"


class NotEligible(Refusal):
    sentence = "A school of this kind cannot be a member."


class AlreadyContracted(Refusal):
    sentence = "This school already has a contract from that day."


class Outdated(Refusal):
    sentence = "This contract is not the one to sign any more: the office sends another."


class Leaving(Refusal):
    sentence = "This school has given notice to leave, which stands until it is withdrawn."


@transaction.atomic
def admit_school(
    *,
    school: School,
    starts_on: date,
    by: Person | None,
    on: date,
    tier: str = "",
    form: str | None = None,
    resolution: str = "",
) -> Contract:
    """Draft a school's contract, or enter one agreed on paper; where none is needed, admit it outright.

    Raises NotEligible with the kinds that may be members, AlreadyContracted, Refusal.
    """
    acting_as = require(by, "admit-school", school.collaborative, on)
    contract = new_contract(school=school, starts_on=starts_on, tier=tier, form=form)
    audit.record(
        collaborative=school.collaborative,
        act="admit-school",
        subject=contract,
        by=by,
        acting_as=acting_as,
        after={"tier": tier, "starts_on": starts_on, "form": contract.form, "resolution": resolution},
    )
    return contract


def new_contract(*, school: School, starts_on: date, tier: str = "", form: str | None = None) -> Contract:
    """The next contract of a school, inside the verb that asks for it: drafted, or agreed where nothing is signed here."""
    queue_at(school)
    rules = editions_of(school.collaborative).rules_since(starts_on)
    _refuse_ineligible(rules, school, starts_on)
    _refuse_while_leaving(school, starts_on)
    form = form or usual_form(rules)
    if tier not in rules.tier and (tier or form != Form.ADMISSION):
        raise Refusal(f"There is no tier called '{tier}'; there are {say.listed(rules.tier)}.")
    fields = {"school": school, "tier": tier, "form": form, "starts_on": starts_on}
    contract = _create(collaborative=school.collaborative, **fields)
    if form != Form.CONTRACT:
        _agree(contract)
    return contract


@transaction.atomic
def issue_contract(*, contract: Contract, document: Document, by: Person | None, at: datetime) -> Contract:
    """Send the contract to the school, as the document it will be for ever."""
    acting_as = require(by, "issue-contract", contract.collaborative, civil_day(at))
    _move(contract, State.DRAFTED, state=State.ISSUED, document=document, issued_at=at)
    record_step(contract, "issue-contract", by, at, acting_as, sha256=document.sha256)
    tell_of_contract(contract, "sent", at)
    return contract


@transaction.atomic
def sign_contract(
    *, contract: Contract, by: Person, at: datetime, sha256: str, signed_as: str = ""
) -> Contract:
    """The headteacher signs the words on the screen: `sha256` is of the document that was read.

    `signed_as` is the name as it was typed. Whoever speaks for the school at that moment signs, not whoever did
    when the page was opened. Raises Outdated where the contract is not the one that would be sent now.
    """
    on = civil_day(at)
    acting_as = require_for_school(by, "sign-contract", contract.school, on)
    _refuse_other_words(contract, sha256)
    queue_at(contract.school)
    _refuse_outdated(contract, on)
    _move(contract, State.ISSUED, state=State.SIGNED)
    _assent(contract, Assent.Kind.SIGN, by, at, acting_as, signed_as)
    record_step(contract, "sign-contract", by, at, acting_as, sha256=sha256, consent=CONSENT)
    tell_of_contract(contract, "signed", at, by)
    ask_for_copy(contract, by, civil_day(at), at)
    return contract


@transaction.atomic
def countersign_contract(
    *, contract: Contract, by: Person, at: datetime, sha256: str, signed_as: str = ""
) -> Contract:
    """Signed for the group: agreed, and the one before ends with the day before this begins."""
    acting_as = require(by, "countersign-contract", contract.collaborative, civil_day(at))
    _refuse_other_words(contract, sha256)
    queue_at(contract.school)
    _move(contract, State.SIGNED, state=State.SIGNED)
    _assent(contract, Assent.Kind.COUNTERSIGN, by, at, acting_as, signed_as)
    _agree(contract)
    record_step(contract, "countersign-contract", by, at, acting_as, sha256=sha256, consent=CONSENT)
    tell_of_contract(contract, "agreed", at, by)
    ask_for_copy(contract, by, civil_day(at), at)
    return contract


@transaction.atomic
def void_contract(*, contract: Contract, because: str, by: Person | None, at: datetime) -> Contract:
    """A contract that was not agreed comes to nothing, for a reason; whoever was to sign it is told."""
    acting_as = require(by, "void-contract", contract.collaborative, civil_day(at))
    if not because:
        raise Refusal("Say why the contract comes to nothing.")
    was_sent = contract.state != State.DRAFTED
    _move(contract, *IN_THE_MAKING, state=State.VOID, void_because=because)
    record_step(contract, "void-contract", by, at, acting_as, because=because)
    if was_sent:
        tell_of_contract(contract, "void", at)
    return contract


def _refuse_ineligible(rules, school: School, starts_on: date) -> None:
    if school.ended_on and school.ended_on < starts_on:
        raise Refusal(f"{school.name} ended on {say.long_date(school.ended_on)}.")
    detail = detail_of(school, starts_on)
    if detail is None:
        raise Refusal(f"Nothing is recorded of what kind of school {school.name} is.")
    finding = eligible(rules, detail)
    if not finding:
        kinds = say.listed(rules.membership.eligible, "or")
        words = f"{school.name} is a {detail.kind} school; members are schools of the kind {kinds}."
        raise NotEligible(words, say.listed(finding.clause))


def _refuse_while_leaving(school: School, starts_on: date) -> None:
    """A notice of leaving is taken back by its decision, never by another contract."""
    notices = Notice.objects.filter(contract__school=school, kind=Notice.Kind.LEAVE, state__in=LIVE)
    for notice in notices.select_related("contract__collaborative"):
        leaves_on = notice.takes_effect_on or preview_notice(notice.contract, notice.given_on).leaves_on
        if leaves_on and starts_on <= leaves_on:
            day = say.long_date(leaves_on)
            raise Leaving(
                f"{school.name} has given notice to leave on {day}, which stands until it is withdrawn."
            )


def _refuse_outdated(contract: Contract, on: date) -> None:
    details = list(contract.school.details.order_by("from_on"))
    if why := outdated(contract, details, editions_of(contract.collaborative), on):
        raise Outdated(f"This contract is not the one to sign any more: {why}. The office sends another.")


def usual_form(rules: Constitution) -> str:
    needs = rules.membership.needs if rules.membership else ()
    return Form.CONTRACT if CONTRACT in needs else Form.ADMISSION


def _create(**fields) -> Contract:
    try:
        with transaction.atomic():
            return Contract.objects.create(**fields)
    except IntegrityError:
        raise AlreadyContracted() from None


def _agree(contract: Contract) -> None:
    """In force from its day. The contract before stands until now, so that nobody falls out of membership."""
    _refuse_while_leaving(contract.school, contract.starts_on)
    others = Contract.objects.filter(school=contract.school, state=State.AGREED).exclude(pk=contract.pk)
    if others.filter(starts_on__gte=contract.starts_on).exists():
        raise AlreadyContracted("This school already has a contract from that day or a later one.")
    for before in others.filter(starts_on__lt=contract.starts_on):
        if before.ends_before is None or before.ends_before > contract.starts_on:
            _end(before, contract.starts_on, A_NEW_ONE)
    try:
        with transaction.atomic():
            _move(contract, State.DRAFTED, State.SIGNED, state=State.AGREED)
    except IntegrityError:
        raise AlreadyContracted() from None


def _end(contract: Contract, ends_before: date, because: str) -> None:
    Contract.objects.filter(pk=contract.pk).update(ends_before=ends_before, ends_because=because)


def _move(contract: Contract, *from_states: str, **to) -> None:
    """The next state, if the contract is still in the one that was seen."""
    same = Contract.objects.filter(pk=contract.pk, state__in=from_states, version=contract.version)
    if not same.update(version=contract.version + 1, **to):
        raise NotNow("This contract has already been dealt with.")
    contract.refresh_from_db()


def _refuse_other_words(contract: Contract, sha256: str) -> None:
    if contract.document is None or contract.document.sha256 != sha256:
        raise Refusal("This is not the contract that was issued. Open it again and read it.")


def _assent(contract: Contract, kind: str, by: Person, at: datetime, capacity: str, signed_as: str) -> None:
    Assent.objects.create(
        collaborative=contract.collaborative,
        kind=kind,
        document=contract.document,
        sha256=contract.document.sha256,
        person=by,
        signed_as=signed_as or by.name,
        capacity=capacity,
        school=contract.school,
        slot=contract.starts_on.isoformat(),
        at=at,
    )


def ask_for_copy(contract: Contract, by: Person | None, on: date, at: datetime | None = None) -> None:
    """Both sides get one paper with the signatures: printed in the background, once for each state."""
    jobs.enqueue(
        kind=COPY_JOB,
        key=copy_key(contract),
        by=by,
        collaborative=contract.collaborative,
        arguments={"contract": contract.pk, "on": on.isoformat()},
        at=at,
    )


def copy_key(contract: Contract) -> str:
    return f"contract {contract.pk} {contract.state}"


def record_step(
    contract: Contract, act: str, by: Person | None, at: datetime, acting_as: str, **after: Any
) -> None:
    """The audit entry of a verb on a contract, inside its transaction."""
    audit.record(
        collaborative=contract.collaborative,
        act=act,
        subject=contract,
        by=by,
        at=at,
        acting_as=acting_as,
        after={"state": contract.state, **after},
    )
