"""Schools through time (K3.5): renamed, an academy, merged, closed, led by others; past counts stay as they were."""

from datetime import UTC, date, datetime

import pytest
from django.db.models import ProtectedError

from finance.models import Invoice
from membership.actions.contracts import (
    Outdated,
    admit_school,
    countersign_contract,
    issue_contract,
    sign_contract,
)
from membership.actions.heads import Newcomer, change_head
from membership.actions.notices import confirm_notice, give_notice
from membership.actions.schools import add_school, change_detail, end_school
from membership.models import Contract, Post, School
from membership.permissions import NotAllowed, viewer_for
from membership.queries.contracts import asked_to_sign_again
from membership.queries.members import members_on
from membership.queries.quorum import counts_on
from membership.queries.register import Register
from membership.queries.roll import affiliated_on, roll_counts, roll_on
from records.refusals import NotNow, Refusal
from tests.finance import build as money
from tests.membership import cast
from tests.records.build import document

pytestmark = pytest.mark.django_db

DAY, NEXT_DAY = date(2024, 3, 14), date(2024, 3, 15)
PAST = (date(2023, 10, 1), date(2024, 3, 13))
NOON = datetime(2024, 3, 14, 12, tzinfo=UTC)


@pytest.fixture
def alder(group, cabinet) -> School:
    return School.objects.get(name="Alder Primary")


@pytest.fixture
def beech(group, cabinet) -> School:
    return School.objects.get(name="Beech Primary")


def counted(group):
    """What was said of the past: the roll by kind and status, its names, and who counts for the quorum."""
    editions = Register(group).editions
    return [
        (
            roll_counts(editions.rules_since(day), roll_on(group, day)),
            [(row.school.pk, row.detail.name, row.detail.urn, row.tier) for row in roll_on(group, day)],
            counts_on(group, "full-group", day),
        )
        for day in PAST
    ]


def renamed(school: School, **changes):
    return change_detail(school=school, from_on=DAY, by=None, on=DAY, **changes)


@pytest.mark.clause("K3.5")
def test_a_renamed_school_is_the_same_school_and_the_past_keeps_its_name(group, alder):
    before = counted(group)
    renamed(alder, name="Alder Brook Primary")
    assert counted(group) == before
    assert next(row.detail.name for row in roll_on(group, DAY)) == "Alder Brook Primary"
    assert asked_to_sign_again(group, DAY) == []


@pytest.mark.clause("K3.5", "K5.1")
def test_an_academy_has_a_new_urn_and_is_asked_to_sign_while_the_old_contract_stands(group, cabinet, alder):
    before, old = counted(group), Contract.objects.get(school=alder)
    renamed(alder, urn=900_777, status="academy", trust="Fell Trust")
    assert counted(group) == before
    (asked,) = asked_to_sign_again(group, DAY)
    assert (asked.contract, asked.because) == (old, "an academy since 14 March 2024")
    assert affiliated_on(group, date(2026, 1, 1)) == 5
    new = admit_school(school=alder, tier="silver", starts_on=NEXT_DAY, by=None, on=DAY)
    issue_contract(contract=new, document=document(group), by=None, at=NOON)
    sign_contract(contract=new, by=cabinet["chair"], at=NOON, sha256=new.document.sha256)
    countersign_contract(contract=new, by=cabinet["chair"], at=NOON, sha256=new.document.sha256)
    old.refresh_from_db()
    assert (old.ends_before, [affiliated_on(group, day) for day in (DAY, NEXT_DAY)]) == (NEXT_DAY, [5, 5])
    assert asked_to_sign_again(group, NEXT_DAY) == []
    assert counted(group) == before


@pytest.mark.clause("K3.5", "K5.1")
def test_a_contract_that_was_sent_before_the_school_became_an_academy_is_not_the_one_to_sign(
    group, cabinet, alder
):
    new = admit_school(school=alder, tier="bronze", starts_on=date(2024, 9, 1), by=None, on=DAY)
    issue_contract(contract=new, document=document(group), by=None, at=NOON)
    change_detail(school=alder, from_on=NEXT_DAY, status="academy", by=None, on=NEXT_DAY)
    with pytest.raises(Outdated, match="Alder Primary is an academy since 15 March 2024"):
        sign_contract(contract=new, by=cabinet["chair"], at=NOON.replace(day=15), sha256=new.document.sha256)
    assert (
        sign_contract(contract=new, by=cabinet["chair"], at=NOON, sha256=new.document.sha256).state
        == "signed"
    )


@pytest.mark.clause("K3.5")
def test_a_school_that_merges_into_another_counts_once_from_the_day_after(group, alder, beech):
    before, votes = counted(group), [len(members_on(group, "full-group", day)) for day in PAST]
    end_school(school=alder, ended_on=DAY, reason="Merged into Beech", continues_in=beech, by=None, on=DAY)
    assert counted(group) == before
    assert [len(members_on(group, "full-group", day)) for day in PAST] == votes
    assert [affiliated_on(group, day) for day in (DAY, NEXT_DAY)] == [5, 4]
    contract = Contract.objects.get(school=alder)
    assert (contract.ends_before, contract.ends_because) == (NEXT_DAY, "Merged into Beech")


@pytest.mark.clause("K3.5")
def test_two_schools_merge_into_a_new_one_which_joins_by_a_contract_of_its_own(group, alder, beech):
    before = counted(group)
    new = add_school(collaborative=group, name="Alder Beech Primary", kind="primary", from_on=NEXT_DAY,
                     opened_on=NEXT_DAY, by=None, on=DAY)  # fmt: skip
    for school in (alder, beech):
        end_school(school=school, ended_on=DAY, reason="Merged", continues_in=new, by=None, on=DAY)
    assert affiliated_on(group, NEXT_DAY) == 3
    cast.join(new, "silver", since=NEXT_DAY)
    assert affiliated_on(group, NEXT_DAY) == 4
    assert [school.continues_in for school in School.objects.filter(pk__in=[alder.pk, beech.pk])] == [
        new,
        new,
    ]
    assert counted(group) == before


@pytest.mark.clause("K3.5")
def test_closing_ends_contracts_drafts_and_posts_and_shortens_a_notice_already_confirmed(
    group, cabinet, alder
):
    contract = Contract.objects.get(school=alder)
    confirm_notice(notice=give_notice(contract=contract, by=cabinet["chair"], on=DAY), by=None, on=DAY)
    draft = Contract.objects.create(collaborative=group, school=alder, tier="bronze", starts_on=PAST[0])
    end_school(school=alder, ended_on=NEXT_DAY, reason="closed", by=None, on=DAY)
    contract.refresh_from_db()
    draft.refresh_from_db()
    assert (contract.ends_before, contract.ends_because) == (date(2024, 3, 16), "closed")
    assert (draft.state, draft.void_because) == ("void", "the school ended: closed")
    post = Post.objects.get(school=alder)
    assert (post.ends_before, post.ended_because) == (date(2024, 3, 16), "the school ended")
    assert not viewer_for(cabinet["chair"], group, date(2024, 3, 16)).heads(alder.pk)
    with pytest.raises(NotNow, match="Alder Primary ended on Friday 15 March 2024"):
        end_school(school=alder, ended_on=NEXT_DAY, reason="closed", by=None, on=DAY)


@pytest.mark.clause("K3.5")
def test_a_school_that_has_invoices_cannot_be_deleted(in_marlbeck):
    money.adopted(in_marlbeck)
    money.terms_entered(in_marlbeck)
    school = money.school(in_marlbeck, "Copsewell C of E Primary School")
    Invoice.objects.create(**invoice_of(school))
    with pytest.raises(ProtectedError):
        school.delete()
    end_school(school=school, ended_on=DAY, reason="closed", by=None, on=DAY)
    assert Invoice.objects.get().school == school


def invoice_of(school: School) -> dict:
    return {
        "collaborative": school.collaborative, "series": "2024", "number": 1, "kind": "subscription",
        "due_key": "subscription 2024-25", "school": school, "contract": school.contracts.get(),
        "contract_year": "2024-25", "issued_on": DAY,
        "due_on": NEXT_DAY, "total_pence": 150_000, "title": "Bronze subscription", "payer_words": school.name,
        "period_starts_on": date(2024, 9, 1), "period_ends_before": date(2025, 9, 1),
    }  # fmt: skip


# --- who leads it -----------------------------------------------------------------------------------------


@pytest.mark.clause("K3.5")
def test_a_new_head_takes_over_the_day_after_and_the_past_speaks_with_the_old_one(group, alder, cabinet):
    before = [[m.person for m in members_on(group, "full-group", day)] for day in PAST]
    post = change_head(school=alder, who=Newcomer("Iris Vane", "iris@alder.example"), kind="headteacher",
                       starts_on=NEXT_DAY, because="retired", by=cabinet["som"], on=DAY)  # fmt: skip
    old = Post.objects.get(school=alder, person=cabinet["chair"])
    assert (old.ends_before, old.ended_because) == (NEXT_DAY, "retired")
    assert speaker(group, alder, NEXT_DAY) == post.person
    assert speaker(group, alder, DAY) == cabinet["chair"]
    assert [[m.person for m in members_on(group, "full-group", day)] for day in PAST] == before


def speaker(group, school, on):
    return next(
        m.person for m in members_on(group, "full-group", on) if m.school and m.school.school == school
    )


@pytest.mark.clause("K3.5")
def test_an_acting_head_speaks_while_acting_and_the_head_stays_in_post(group, alder, cabinet):
    deputy = cast.head(alder, "Owen Sallis", kind="deputy headteacher")
    change_head(school=alder, who=deputy, kind="acting headteacher", starts_on=NEXT_DAY, last_day=date(2024, 4, 30),
                by=None, on=DAY)  # fmt: skip
    found = [speaker(group, alder, day) for day in (DAY, NEXT_DAY, date(2024, 5, 1))]
    assert found == [cabinet["chair"], deputy, cabinet["chair"]]


@pytest.mark.clause("K3.5")
def test_an_executive_head_speaks_for_two_schools(group, alder, beech, cabinet):
    head = cabinet["treasurer"]
    change_head(school=alder, who=head, kind="executive headteacher", starts_on=NEXT_DAY, by=None, on=DAY)
    assert [speaker(group, school, NEXT_DAY) for school in (alder, beech)] == [head, head]
    assert viewer_for(head, group, NEXT_DAY).headed_ids == {alder.pk, beech.pk}


@pytest.mark.clause("K5.1")
def test_the_head_changes_between_reading_and_signing_and_the_new_one_signs(group, alder, cabinet):
    new = admit_school(school=alder, tier="bronze", starts_on=date(2024, 9, 1), by=None, on=DAY)
    issue_contract(contract=new, document=document(group), by=None, at=NOON)
    post = change_head(
        school=alder, who=Newcomer("Iris Vane"), kind="headteacher", starts_on=NEXT_DAY, by=None, on=DAY
    )
    signature = {"contract": new, "at": NOON.replace(day=15), "sha256": new.document.sha256}
    with pytest.raises(NotAllowed):
        sign_contract(by=cabinet["chair"], **signature)
    assert sign_contract(by=post.person, **signature).state == "signed"


def test_what_cannot_be_is_refused_with_a_sentence(alder, cabinet):
    change = {"school": alder, "who": cabinet["next"], "by": None, "on": DAY}
    with pytest.raises(Refusal, match="is led by a headteacher"):
        change_head(kind="governor", starts_on=NEXT_DAY, **change)
    with pytest.raises(Refusal, match="entered as headteacher from 1 September 2020 already"):
        change_head(kind="headteacher", starts_on=date(2020, 9, 1), **change)
    with pytest.raises(NotAllowed):
        change_head(kind="headteacher", starts_on=NEXT_DAY, **change | {"by": cabinet["next"]})
