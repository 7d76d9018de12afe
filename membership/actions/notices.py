"""Notice of leaving, or of moving down a tier (K5.3 to K5.6): given, confirmed, withdrawn, never removed."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from constitution import say
from constitution.dates import ONE_DAY
from membership.actions.contracts import A_NEW_ONE, new_contract
from membership.actions.guard import queue_at
from membership.actions.receipts import ask_for_receipt
from membership.actions.telling import tell_of_notice
from membership.models import Contract, Notice
from membership.permissions import require, require_for_school
from membership.queries.editions import contract_rules, editions_of
from membership.queries.notice import preview_notice, tiers_below
from records import audit
from records.models import Person
from records.refusals import NotNow, Refusal

State, Kind = Notice.State, Notice.Kind
HERE = "on this site"


class NoticeInFuture(Refusal):
    sentence = "Notice counts on the day it is received: it cannot be dated in the future."


class NoticeBackdated(Refusal):
    sentence = "Only the office may enter a notice received on an earlier day, and it says why it is late."


class NoticeAlready(Refusal):
    sentence = "This school has already given notice."


@transaction.atomic
def give_notice(
    *,
    contract: Contract,
    by: Person,
    on: date,
    given_on: date | None = None,
    kind: str = Kind.LEAVE,
    to_tier: str = "",
    form: str = HERE,
    backdate_reason: str = "",
    at: datetime | None = None,
) -> Notice:
    """Take a notice in, however late: when it takes effect is for the rule, which `preview_notice` shows.

    The head of the school gives it; the office records one that came by letter, on the day it was received.
    Both hear of it, with a receipt. `at` is when the message is written, now unless a history is told.
    """
    given_on = given_on or on
    acting_as = _who_gives(contract, by, on, given_on, backdate_reason)
    queue_at(contract.school)
    contract.refresh_from_db()
    _refuse_if_not_bound(contract, on)
    _refuse_tier(contract, kind, to_tier, given_on)
    try:
        with transaction.atomic():
            notice = Notice.objects.create(
                collaborative=contract.collaborative,
                contract=contract,
                kind=kind,
                to_tier=to_tier,
                given_on=given_on,
                recorded_on=on,
                form=form,
                backdate_reason=backdate_reason if given_on < on else "",
                given_by=by,
            )
    except IntegrityError:
        raise NoticeAlready() from None
    after = {"kind": kind, "given_on": given_on, "to_tier": to_tier, "reason": backdate_reason}
    _record(notice, "give-notice", by, acting_as, after)
    _tell(notice, by, on, at)
    return notice


@transaction.atomic
def confirm_notice(*, notice: Notice, by: Person | None, on: date, at: datetime | None = None) -> Notice:
    """Fix the leaving date, its finding and what is still owed; leaving ends the contract with that day.

    Moving down drafts the next contract instead: the old one stands until that is agreed.
    """
    acting_as = require(by, "confirm-notice", notice.collaborative, on)
    contract = notice.contract
    queue_at(contract.school)
    contract.refresh_from_db()
    if contract.ends_before:
        raise NotNow("This contract already has an end.")
    preview = preview_notice(contract, notice.given_on)
    if preview.leaves_on is None:
        raise Refusal("The constitution has no rule for leaving this tier.")
    _move(
        notice,
        State.GIVEN,
        state=State.CONFIRMED,
        takes_effect_on=preview.leaves_on,
        finding=preview.finding.as_json(),
        owed=[year.as_json() for year in preview.owed],
    )
    if notice.kind == Kind.LEAVE:
        _end(contract, notice)
    else:
        _draft_next(contract, notice)
    after = {"takes_effect_on": preview.leaves_on, "finding": notice.finding}
    _record(notice, "confirm-notice", by, acting_as, after)
    _tell(notice, by, on, at)
    return notice


@transaction.atomic
def withdraw_notice(
    *, notice: Notice, resolution: str, by: Person | None, on: date, at: datetime | None = None
) -> Notice:
    """By the decision that the edition asks for, before it takes effect: the contract runs on."""
    acting_as = require(by, "withdraw-notice", notice.collaborative, on)
    if not resolution:
        raise Refusal("Name the decision by which the notice is withdrawn.", _clause_of_withdrawal(notice))
    if notice.takes_effect_on and notice.takes_effect_on < on:
        raise NotNow(f"This notice took effect on {say.long_date(notice.takes_effect_on)}.")
    queue_at(notice.contract.school)
    was_confirmed = notice.state == State.CONFIRMED
    _move(notice, State.GIVEN, State.CONFIRMED, state=State.WITHDRAWN, resolution=resolution)
    if was_confirmed:
        _undo(notice)
    _record(notice, "withdraw-notice", by, acting_as, {"resolution": resolution})
    _tell(notice, by, on, at)
    return notice


@transaction.atomic
def void_notice(*, notice: Notice, by: Person | None, on: date, at: datetime | None = None) -> Notice:
    """Entered by mistake, and seen the same day."""
    acting_as = require(by, "record-notice", notice.collaborative, on)
    if notice.recorded_on != on:
        raise NotNow("Only on the day it was entered can a notice be struck out as a mistake.")
    _move(notice, State.GIVEN, state=State.VOID)
    _record(notice, "record-notice", by, acting_as, {"state": State.VOID})
    _tell(notice, by, on, at)
    return notice


# Who and what ---------------------------------------------------------------------------------------


def _who_gives(contract: Contract, by: Person, on: date, given_on: date, reason: str) -> str:
    if given_on > on:
        raise NoticeInFuture()
    if given_on == on:
        return require_for_school(by, "give-notice", contract.school, on, office_act="record-notice")
    if not reason:
        raise NoticeBackdated("Say why a notice received on an earlier day is entered only now.")
    try:
        return require(by, "record-notice", contract.collaborative, on)
    except Refusal as refused:
        raise NoticeBackdated(clause=refused.clause) from refused


def _refuse_if_not_bound(contract: Contract, on: date) -> None:
    if contract.state != Contract.State.AGREED or contract.starts_on > on:
        raise NotNow("This contract is not in force.")
    if contract.ends_before:
        raise NoticeAlready(f"This contract already ends on {say.long_date(contract.ends_before - ONE_DAY)}.")


def _refuse_tier(contract: Contract, kind: str, to_tier: str, given_on: date) -> None:
    if kind == Kind.LEAVE:
        return
    rules = contract_rules(editions_of(contract.collaborative), given_on)
    below = tiers_below(rules, contract.tier)
    if not below:
        raise Refusal("There is no tier below this one to move down to.")
    if to_tier not in below:
        names = [rules.tier[code].name or code for code in below]
        raise Refusal(f"Choose the tier to move down to: {say.listed(names, 'or')}.")


def _clause_of_withdrawal(notice: Notice) -> str:
    rules = contract_rules(editions_of(notice.collaborative), notice.given_on)
    rule = rules.leaving.get(notice.contract.tier)
    return say.listed(rule.clause) if rule else ""


# The contract ---------------------------------------------------------------------------------------


def _end(contract: Contract, notice: Notice) -> None:
    still_open = Contract.objects.filter(pk=contract.pk, ends_before=None)
    if not still_open.update(ends_before=notice.takes_effect_on + ONE_DAY, ends_because=_because(notice)):
        raise NotNow("This contract already has an end.")


def _draft_next(contract: Contract, notice: Notice) -> None:
    begins = notice.takes_effect_on + ONE_DAY
    new_contract(school=contract.school, starts_on=begins, tier=notice.to_tier)


def _undo(notice: Notice) -> None:
    """The contract runs on; a next one comes to nothing, agreed or not: it has not begun."""
    contract, begins = notice.contract, notice.takes_effect_on + ONE_DAY
    following = Contract.objects.filter(school=contract.school, starts_on__gte=begins)
    following = following.exclude(state=Contract.State.VOID)
    if notice.kind == Kind.MOVE_DOWN:
        following.filter(starts_on=begins, tier=notice.to_tier).update(
            state=Contract.State.VOID, void_because="the notice to move down was withdrawn"
        )
    elif agreed := following.filter(state=Contract.State.AGREED).first():
        raise NotNow(f"Another contract is agreed from {say.long_date(agreed.starts_on)}: the notice stands.")
    because = A_NEW_ONE if notice.kind == Kind.MOVE_DOWN else _because(notice)
    ended = Contract.objects.filter(pk=contract.pk, ends_before=begins, ends_because=because)
    ended.update(ends_before=None, ends_because="")


def _because(notice: Notice) -> str:
    return f"notice of {say.date(notice.given_on)}"


def _move(notice: Notice, *from_states: str, **to) -> None:
    same = Notice.objects.filter(pk=notice.pk, state__in=from_states, version=notice.version)
    if not same.update(version=notice.version + 1, **to):
        raise NotNow("This notice has already been dealt with.")
    notice.refresh_from_db()


def _record(notice: Notice, act: str, by: Person | None, acting_as: str, after: dict) -> None:
    audit.record(
        collaborative=notice.collaborative,
        act=act,
        subject=notice,
        by=by,
        acting_as=acting_as,
        after=after,
    )


def _tell(notice: Notice, by: Person | None, on: date, at: datetime | None) -> None:
    """A message to both sides, and the receipt, which is printed in the background."""
    tell_of_notice(notice, on, at)
    if notice.state != State.VOID:
        ask_for_receipt(notice, by, on, at)
