"""The audit trail: who did what, from what to what, and that nobody can rewrite it (X5)."""

from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from records import audit, clock, triggers
from records.models import AuditDetail, AuditEntry
from records.tenancy import everywhere
from tests.races import TOGETHER, Meeting, race, undone
from tests.records.build import NOON

pytestmark = [pytest.mark.both, pytest.mark.django_db, pytest.mark.clause("X5")]


def act(collaborative, number=1, **words):
    """One audited act in a transaction of its own."""
    with transaction.atomic():
        return audit.record(
            collaborative=collaborative,
            act="change-tier",
            subject=("membership.contract", str(number)),
            by=words.pop("by", None),
            at=NOON,
            **words,
        )


def tampered(rows, **changes):
    """As somebody would who holds the database and takes the triggers away."""
    triggers.lift(connection)
    rows.update(**changes) if changes else rows.delete()
    triggers.install(connection)


def entry(number):
    return everywhere(AuditEntry).filter(seq=number)


def test_an_entry_says_who_when_what_and_from_what_to_what(marlbeck, marian):
    made = act(
        marlbeck,
        7,
        by=marian,
        acting_as="School offer manager",
        before={"tier": "bronze"},
        after={"tier": "silver"},
    )
    kept = audit.history(marlbeck, ("membership.contract", "7")).get()
    assert (kept.by, kept.at, kept.act, kept.acting_as) == (
        marian,
        NOON,
        "change-tier",
        "School offer manager",
    )
    assert (kept.detail.before, kept.detail.after) == ({"tier": "bronze"}, {"tier": "silver"})
    assert kept == made


def test_a_row_is_named_by_its_kind_and_key(marlbeck):
    assert audit.reference(marlbeck) == ("records.collaborative", str(marlbeck.pk))


def test_the_moment_is_that_of_the_act_unless_it_is_given(marlbeck):
    before = clock.now()
    with transaction.atomic():
        made = audit.record(collaborative=marlbeck, act="sign", subject=marlbeck, by=None)
    assert before <= made.at <= clock.now()


def test_dates_sums_and_fractions_hold_on_both_databases(marlbeck):
    act(
        marlbeck,
        after={"on": date(2024, 3, 14), "fee": Decimal("6185.25"), "share": 0.1, "large": 1e22, "n": 3},
    )
    assert audit.verify(marlbeck)
    assert everywhere(AuditDetail).get().after["fee"] == "6185.25"


def test_each_group_and_the_installation_have_a_chain_of_their_own(marlbeck, tarnside):
    for whose in (marlbeck, tarnside, None, marlbeck):
        act(whose)
    assert [audit.head(whose).seq for whose in (marlbeck, tarnside, None)] == [2, 1, 1]
    assert all(audit.verify(whose) for whose in (marlbeck, tarnside, None))


def test_an_act_that_fails_leaves_no_entry_and_no_gap(marlbeck):
    act(marlbeck)
    undone(lambda: act(marlbeck))
    assert act(marlbeck).seq == 2
    assert audit.verify(marlbeck).checked == 2


def test_three_entries_hold_and_the_head_is_printed_short(marlbeck):
    for number in range(3):
        act(marlbeck, number)
    verdict = audit.verify(marlbeck)
    assert verdict
    assert (verdict.checked, verdict.head) == (3, audit.head(marlbeck))
    assert verdict.head.short.replace(" ", "") == verdict.head.hash[:12]


@pytest.mark.parametrize(
    ("harm", "broken_at", "because"),
    [
        (lambda: tampered(entry(2), act="other"), 2, "words are not those"),
        (lambda: tampered(entry(2), acting_as="Chair"), 2, "words are not those"),
        (
            lambda: tampered(everywhere(AuditDetail).filter(entry__seq=2), after={"n": 9}),
            2,
            "before and after",
        ),
        (lambda: tampered(entry(3), prev="0" * 64), 3, "does not follow"),
    ],
    ids=["its act", "its office", "its detail", "its link"],
)
def test_what_was_changed_is_named(harm, broken_at, because, marlbeck):
    for number in range(1, 5):
        act(marlbeck, number, after={"n": number})
    harm()
    verdict = audit.verify(marlbeck)
    assert not verdict
    assert verdict.broken_at == broken_at
    assert because in verdict.because


def test_an_entry_taken_out_of_the_middle_or_off_the_end_is_missed(marlbeck):
    for number in range(1, 5):
        act(marlbeck, number)
    tampered(entry(4))
    assert audit.verify(marlbeck).broken_at == 4
    tampered(entry(2))
    assert audit.verify(marlbeck).broken_at == 2


def test_a_rewritten_tail_does_not_fit_the_anchor_that_members_hold(marlbeck):
    act(marlbeck)
    anchor = audit.head(marlbeck)
    act(marlbeck)
    assert audit.verify(marlbeck, since=anchor).checked == 1
    forged = audit.Head(anchor.seq, "0" * 64)
    assert audit.verify(marlbeck, since=forged).broken_at == 2


def test_an_act_done_to_many_rows_is_an_entry_for_each_in_one_chain(marlbeck, marian):
    act(marlbeck)
    told = [(("finance.invoice", str(n)), None, {"total": "1545.00"}) for n in range(1, 51)]
    with transaction.atomic():
        audit.record_all(collaborative=marlbeck, act="issue-invoice", told=told, by=marian, at=NOON)
        assert audit.record_all(collaborative=marlbeck, act="issue-invoice", told=[], by=marian) == []
    assert audit.verify(marlbeck).checked == 51
    assert audit.history(marlbeck, ("finance.invoice", "50")).get().detail.after == {"total": "1545.00"}


def test_erasing_a_detail_is_an_act_and_leaves_the_chain_whole(marlbeck, marian):
    made = act(marlbeck, after={"pay": "1200.00"})
    with transaction.atomic():
        audit.erase(made, by=marian, because="kept long enough")
    assert not everywhere(AuditDetail).exists()
    assert audit.verify(marlbeck).checked == 2
    assert audit.history(marlbeck, ("records.auditentry", "1")).get().act == "erase-detail"


def test_what_was_erased_cannot_be_guessed_from_its_digest(marlbeck):
    twins = [act(marlbeck, after={"grade": "B"}) for _ in range(2)]
    assert twins[0].detail_sha != twins[1].detail_sha


def test_the_command_names_every_chain_and_the_first_broken_link(marlbeck, tarnside):
    for number in range(3):
        act(marlbeck, number)
    out = StringIO()
    call_command("audit", "verify", stdout=out)
    assert "Marlbeck Collaborative: 3 entries hold." in out.getvalue()
    assert "The installation: 0 entries hold." in out.getvalue()
    tampered(entry(2), act="other")
    with pytest.raises(CommandError):
        call_command("audit", "verify", "marlbeck", stdout=out)
    assert "Marlbeck Collaborative: broken at entry 2." in out.getvalue()
    call_command("audit", "verify", "tarnside", stdout=out)
    with pytest.raises(CommandError, match="no collaborative"):
        call_command("audit", "verify", "nowhere", stdout=out)


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_make_one_chain(marlbeck):
    race(lambda number: act(marlbeck, number))
    verdict = audit.verify(marlbeck)
    assert verdict, verdict.because
    assert verdict.checked == TOGETHER


@pytest.mark.django_db(transaction=True)
def test_without_the_counter_first_writers_at_once_fork_the_chain(marlbeck):
    meeting = Meeting()

    def unguarded(_):
        head = audit.head(marlbeck)
        meeting.wait()
        return head.seq + 1, head.hash

    assert set(race(unguarded)) == {(1, "")}


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_recorded(marlbeck):
    with pytest.raises(RuntimeError, match="inside the transaction"):
        audit.record(collaborative=marlbeck, act="sign", subject=marlbeck, by=None)


@pytest.mark.django_db
def test_an_act_from_which_no_fact_follows_leaves_the_mark_of_the_facts_where_it_stood(marlbeck, marian):
    audit.record(collaborative=marlbeck, act="admit-school", subject=("school", "1"), by=marian)
    stood = audit.facts_head(marlbeck)
    audit.record(
        collaborative=marlbeck, act="call-roll", subject=("presence", "1"), by=marian, moves_facts=False
    )
    assert audit.facts_head(marlbeck) == stood
    assert audit.head(marlbeck).seq == stood.seq + 1
