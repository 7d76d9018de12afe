"""A notice through any order of acts (K5.3 to K5.6): given, confirmed, withdrawn, struck out, while days go by."""

from datetime import date, timedelta

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

from membership.actions.notices import confirm_notice, give_notice, void_notice, withdraw_notice
from membership.models import Contract, Notice
from membership.queries.notice import notice_deadlines, preview_notice
from membership.queries.roll import contracts_on
from records.refusals import Refusal
from tests.membership import cast

BEGINS = date(2024, 3, 25)
LIVE = ("given", "confirmed")


class NoticeMachine(RuleBasedStateMachine):
    """One Silver school. Days pass; whoever tries what may not be is refused, and nothing changes."""

    group = None

    def __init__(self):
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        school = cast.school(self.group, "Elm Primary")
        self.head = cast.head(school, f"Head {school.pk}")
        self.contract = Contract.objects.get(school=school)
        self.on = BEGINS
        self.fixed: dict[int, tuple] = {}

    def teardown(self):
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    @property
    def live(self) -> Notice | None:
        return Notice.objects.filter(contract=self.contract, state__in=LIVE).first()

    @rule(days=st.sampled_from([0, 1, 3, 7]))
    def days_pass(self, days):
        self.on += timedelta(days=days)

    @rule(kind=st.sampled_from(["leave", "move down"]), days_ago=st.sampled_from([0, 0, 2, -1]))
    def give(self, kind, days_ago):
        there = self.live
        day = self.on - timedelta(days=days_ago)
        try:
            notice = give_notice(
                contract=self.contract,
                by=self.head if days_ago == 0 else self.office,
                on=self.on,
                given_on=day,
                kind=kind,
                to_tier="bronze" if kind == "move down" else "",
                backdate_reason="it lay in the post" if days_ago > 0 else "",
            )
        except Refusal:
            assert there or days_ago < 0
        else:
            assert there is None
            assert notice.given_on <= notice.recorded_on == self.on

    @precondition(lambda self: Notice.objects.filter(contract=self.contract).exists())
    @rule(data=st.data())
    def confirm(self, data):
        notice = self.one_of(data)
        may = notice.state == "given"
        expected = preview_notice(self.contract, notice.given_on).leaves_on
        try:
            confirm_notice(notice=notice, by=None, on=self.on)
        except Refusal:
            assert not may
        else:
            assert may
            assert notice.takes_effect_on == expected
            self.fixed[notice.pk] = (notice.takes_effect_on, notice.finding, notice.owed)

    @precondition(lambda self: Notice.objects.filter(contract=self.contract).exists())
    @rule(data=st.data(), resolution=st.sampled_from(["R-1", ""]))
    def withdraw(self, data, resolution):
        notice = self.one_of(data)
        may = notice.state in LIVE and bool(resolution)
        try:
            withdraw_notice(notice=notice, resolution=resolution, by=None, on=self.on)
        except Refusal:
            assert not may
        else:
            assert may

    @precondition(lambda self: Notice.objects.filter(contract=self.contract).exists())
    @rule(data=st.data())
    def strike_out(self, data):
        notice = self.one_of(data)
        may = notice.state == "given" and notice.recorded_on == self.on
        try:
            void_notice(notice=notice, by=None, on=self.on)
        except Refusal:
            assert not may
        else:
            assert may

    def one_of(self, data) -> Notice:
        pks = list(Notice.objects.filter(contract=self.contract).values_list("pk", flat=True))
        return Notice.objects.get(pk=data.draw(st.sampled_from(pks)))

    @invariant()
    def at_most_one_stands(self):
        assert Notice.objects.filter(contract=self.contract, state__in=LIVE).count() <= 1

    @invariant()
    def the_contract_ends_with_a_confirmed_leaving_and_runs_on_without(self):
        self.contract.refresh_from_db()
        live = self.live
        leaves = live and live.kind == "leave" and live.state == "confirmed"
        expected = live.takes_effect_on + timedelta(days=1) if leaves else None
        assert self.contract.ends_before == expected

    @invariant()
    def a_next_contract_stands_only_while_a_move_down_does(self):
        following = Contract.objects.filter(school=self.contract.school).exclude(pk=self.contract.pk)
        live = self.live
        moving = live and live.kind == "move down" and live.state == "confirmed"
        assert following.exclude(state="void").count() == int(bool(moving))

    @invariant()
    def it_is_a_member_until_then_and_reminded_only_without_a_notice(self):
        assert contracts_on(self.group, self.on).filter(pk=self.contract.pk).exists()
        deadline = notice_deadlines(self.group, self.on)[self.contract.school_id]
        assert (deadline.by is None) == (self.live is not None)

    @invariant()
    def what_was_fixed_stays_and_what_was_withdrawn_names_its_decision(self):
        for notice in Notice.objects.filter(pk__in=self.fixed):
            assert self.fixed[notice.pk] == (notice.takes_effect_on, notice.finding, notice.owed)
        assert not Notice.objects.filter(state="withdrawn", resolution="").exists()


@pytest.mark.django_db
@pytest.mark.clause("K5.3", "K5.5", "K5.6")
def test_whatever_is_done_in_whatever_order_a_notice_goes_its_way_and_leaves_its_trace(group):
    NoticeMachine.group = group
    NoticeMachine.office = cast.commissioned(group, "Sol Marchetti")
    cast.hold(group, "som", NoticeMachine.office, date(2023, 9, 1))
    few = settings(
        max_examples=6, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(NoticeMachine, settings=few)
