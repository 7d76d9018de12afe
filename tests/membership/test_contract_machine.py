"""A contract through any order of acts (K5.1): what it may become, and what never happens whatever one tries."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from membership.actions.contracts import (
    admit_school,
    countersign_contract,
    issue_contract,
    sign_contract,
    void_contract,
)
from membership.models import Assent, Contract
from membership.queries.roll import affiliated_on
from records.refusals import Refusal
from tests.membership import cast
from tests.records.build import document

NOON = datetime(2024, 3, 14, 12, tzinfo=UTC)
DAY, FIRST = date(2024, 3, 14), date(2024, 9, 1)
# Each act, and the states out of which it leads; from any other it is refused and changes nothing.
LEADS_FROM = {
    "issue": {"drafted": "issued"},
    "sign": {"issued": "signed"},
    "countersign": {"signed": "agreed"},
    "void": {"drafted": "void", "issued": "void", "signed": "void"},
}


class ContractMachine(RuleBasedStateMachine):
    """One school that is a member already, and up to four contracts that follow."""

    group = None

    def __init__(self):
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.school = cast.school(self.group, "Elm Primary")
        self.head = cast.head(self.school, f"Head {self.school.pk}")
        self.states: dict[int, str] = {}
        self.signed_words: dict[int, str] = {}

    def teardown(self):
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    @precondition(lambda self: len(self.states) < 4)
    @rule(days=st.integers(0, 2), tier=st.sampled_from(["bronze", "silver"]))
    def draft(self, days, tier):
        starts_on = FIRST + timedelta(days=days)
        try:
            contract = admit_school(school=self.school, tier=tier, starts_on=starts_on, by=None, on=DAY)
        except Refusal:
            standing = {pk for pk, state in self.states.items() if state != "void"}
            assert Contract.objects.filter(pk__in=standing, starts_on=starts_on).exists()
        else:
            self.states[contract.pk] = "drafted"

    @precondition(lambda self: self.states)
    @rule(data=st.data(), act=st.sampled_from(sorted(LEADS_FROM)))
    def act(self, data, act):
        contract = Contract.objects.get(pk=data.draw(st.sampled_from(sorted(self.states))))
        leads_to = LEADS_FROM[act].get(self.states[contract.pk])
        try:
            self.do(act, contract)
        except Refusal:
            later = Contract.objects.filter(
                school=self.school, state="agreed", starts_on__gt=contract.starts_on
            )
            assert leads_to is None or (act == "countersign" and later.exists())
        else:
            assert leads_to is not None
            self.states[contract.pk] = leads_to

    def do(self, act: str, contract: Contract):
        words = contract.document.sha256 if contract.document else ""
        signature = {"contract": contract, "at": NOON, "sha256": words}
        if act == "issue":
            issue_contract(contract=contract, document=document(self.group), by=None, at=NOON)
            self.signed_words[contract.pk] = contract.document.sha256
        elif act == "sign":
            sign_contract(by=self.head, **signature)
        elif act == "countersign":
            countersign_contract(by=self.chair, **signature)
        else:
            void_contract(contract=contract, because="a mistake", by=None, at=NOON)

    @invariant()
    def it_is_in_the_state_that_its_acts_led_to(self):
        kept = dict(Contract.objects.filter(pk__in=self.states).values_list("pk", "state"))
        assert kept == self.states

    @invariant()
    def the_words_never_change(self):
        rows = Contract.objects.filter(pk__in=self.signed_words).values_list("pk", "document__sha256")
        assert dict(rows) == self.signed_words

    @invariant()
    def nobody_falls_out_of_membership_and_nobody_is_in_it_twice(self):
        for days in range(-1, 5):
            assert affiliated_on(self.group, FIRST + timedelta(days=days)) == self.members

    @invariant()
    def each_signature_stands_under_its_own_words_once(self):
        signed = [pk for pk, state in self.states.items() if state in ("signed", "agreed")]
        assents = list(
            Assent.objects.filter(school=self.school, kind="sign").values_list("sha256", flat=True)
        )
        assert len(assents) == len(set(assents)) >= len(signed)
        agreed = [pk for pk, state in self.states.items() if state == "agreed"]
        assert Assent.objects.filter(school=self.school, kind="countersign").count() == len(agreed)


@pytest.mark.django_db
@pytest.mark.clause("K5.1")
def test_whatever_is_done_in_whatever_order_a_contract_goes_its_way_and_the_school_stays_a_member(
    group, cabinet
):
    ContractMachine.group, ContractMachine.chair = group, cabinet["chair"]
    ContractMachine.members = affiliated_on(group, FIRST) + 1
    few = settings(
        max_examples=6, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(ContractMachine, settings=few)
