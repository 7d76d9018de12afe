"""A school applies, or moves up a tier (K5.8): each drafts the contract that the office then sends.

The application is the drafted contract itself; the office sends it for signing, or lets it come to nothing with
its reason. Moving down is a notice.
"""

from datetime import date

from django.db import transaction

from constitution import say
from membership.actions.contracts import IN_THE_MAKING, Form, new_contract, usual_form
from membership.models import Contract, School
from membership.permissions import require_for_school
from membership.queries.editions import editions_of
from membership.queries.moving import tiers_above, up
from membership.queries.periods import in_force
from records import audit
from records.models import Person
from records.refusals import NotNow, Refusal

ACT, OFFICE_ACT = "apply-for-contract", "admit-school"


@transaction.atomic
def apply_to_join(*, school: School, tier: str, starts_on: date, by: Person | None, on: date) -> Contract:
    """Whoever speaks for a school, or the office for it, asks for membership from a day on.

    Raises NotEligible with the clause for a kind of school that may not be a member.
    """
    acting_as = require_for_school(by, ACT, school, on, office_act=OFFICE_ACT)
    rules = editions_of(school.collaborative).rules_since(starts_on)
    if usual_form(rules) != Form.CONTRACT:
        raise Refusal("Membership of this group needs no contract: the office admits a school.")
    if starts_on < on:
        raise Refusal(f"A school joins from a day to come: {say.long_date(on)} or later.")
    if _agreed(school, on):
        raise NotNow(f"{school.name} is a member already.")
    return _asked(school, tier, starts_on, by, acting_as)


@transaction.atomic
def move_up(*, school: School, tier: str, by: Person | None, on: date) -> Contract:
    """To a higher tier, with the first day of the next contract year (K-R58); no notice is needed."""
    acting_as = require_for_school(by, ACT, school, on, office_act=OFFICE_ACT)
    contract = _agreed(school, on)
    if contract is None:
        raise NotNow(f"{school.name} has no contract in force.")
    editions = editions_of(school.collaborative)
    begins = up(editions, on).value
    rules = editions.rules_since(begins)
    above = tiers_above(rules, contract.tier)
    if tier not in above:
        names = [rules.tier[code].name or code for code in above]
        words = (
            f"Choose the tier to move up to: {say.listed(names, 'or')}."
            if names
            else "There is no higher tier."
        )
        raise Refusal(words)
    return _asked(school, tier, begins, by, acting_as)


def _agreed(school: School, on: date) -> Contract | None:
    rows = Contract.objects.filter(in_force(on), school=school, state=Contract.State.AGREED)
    return rows.first()


def _asked(school: School, tier: str, starts_on: date, by: Person | None, acting_as: str) -> Contract:
    """The drafted contract. One that is on its way comes first."""
    coming = Contract.objects.filter(school=school, state__in=IN_THE_MAKING).first()
    if coming:
        raise NotNow(f"A contract from {say.long_date(coming.starts_on)} is on its way already.")
    contract = new_contract(school=school, starts_on=starts_on, tier=tier, form=Form.CONTRACT)
    audit.record(
        collaborative=school.collaborative,
        act=ACT,
        subject=contract,
        by=by,
        acting_as=acting_as,
        after={"tier": tier, "starts_on": starts_on},
    )
    return contract
