"""Two schools become one in one act (K3.5): what was stays, what ends ends, what is new is asked for."""

from datetime import date

import pytest

from membership.actions.contracts import countersign_contract, issue_contract, sign_contract
from membership.actions.mergers import NewSchool, merge_schools
from membership.models import Contract, Holding, Post, School
from membership.permissions import NotAllowed
from membership.queries.quorum import counts_on
from membership.queries.roll import affiliated_on, roll_on
from records import audit
from records.refusals import NotNow, Refusal
from tests.membership import cast
from tests.membership.pages import NOON, words_of
from tests.records.build import document

pytestmark = pytest.mark.django_db

DAY, LAST, FIRST = cast.DAY, date(2024, 8, 31), date(2024, 9, 1)
PAST = (date(2023, 10, 1), date(2024, 3, 13))


@pytest.fixture
def alder(group, cabinet) -> School:
    return School.objects.get(name="Alder Primary")


@pytest.fixture
def beech(group, cabinet) -> School:
    return School.objects.get(name="Beech Primary")


def counted(group):
    return [
        ([row.detail.name for row in roll_on(group, day)], counts_on(group, "full-group", day))
        for day in PAST
    ]


def merged(*schools, into=None, **changes):
    into = into or NewSchool("Alder Beech Primary", "primary", {"urn": 900_444})
    told = {"last_day": LAST, "reason": "merged", "tier": "silver", "by": None, "on": DAY}
    return merge_schools(schools=schools, into=into, **told | changes)


@pytest.mark.clause("K3.5")
def test_two_schools_open_a_new_one_and_both_lead_to_it(group, alder, beech, cabinet):
    before = counted(group)
    new = merged(alder, beech, head=cabinet["chair"]).school
    for school in (alder, beech):
        school.refresh_from_db()
        assert (school.ended_on, school.end_reason, school.continues_in) == (LAST, "merged", new)
        contract = Contract.objects.get(school=school)
        assert (contract.ends_before, contract.ends_because) == (FIRST, "merged")
        assert not Post.objects.filter(school=school, ends_before=None).exists()
    assert (new.opened_on, new.details.get().urn) == (FIRST, 900_444)
    assert counted(group) == before


@pytest.mark.clause("K3.5", "K5.1")
def test_the_new_legal_party_is_asked_for_a_contract_and_counts_once_it_is_agreed(
    group, alder, beech, cabinet
):
    found, next_day = merged(alder, beech, head=cabinet["chair"], last_day=DAY), date(2024, 3, 15)
    assert (found.contract.state, found.contract.starts_on, found.contract.tier) == (
        "drafted",
        next_day,
        "silver",
    )
    assert [affiliated_on(group, day) for day in (DAY, next_day)] == [5, 3]
    issue_contract(contract=found.contract, document=document(group), by=None, at=NOON)
    signature = {
        "contract": found.contract,
        "at": NOON.replace(day=15),
        "sha256": found.contract.document.sha256,
    }
    sign_contract(by=cabinet["chair"], **signature)
    countersign_contract(by=cabinet["chair"], **signature)
    assert [affiliated_on(group, day) for day in (DAY, next_day)] == [5, 4]


@pytest.mark.clause("K3.5", "K7.1")
def test_whoever_leads_the_new_school_keeps_the_office_that_rests_on_being_a_head(
    group, alder, beech, cabinet
):
    new = merged(alder, beech, head=cabinet["chair"]).school
    post = Post.objects.get(school=new)
    assert (post.person, post.kind, post.starts_on) == (cabinet["chair"], "headteacher", FIRST)
    assert Holding.objects.get(place__code="chair", person=cabinet["chair"]).ends_before is None


@pytest.mark.clause("K3.5")
def test_where_one_school_goes_on_its_contract_and_its_head_stay(group, alder, beech, cabinet):
    found = merged(alder, beech, into=beech)
    assert (found.school, found.contract) == (beech, None)
    assert Contract.objects.get(school=beech).ends_before is None
    assert Post.objects.get(school=beech).ends_before is None
    alder.refresh_from_db()
    assert alder.continues_in == beech
    assert [affiliated_on(group, day) for day in (LAST, FIRST)] == [5, 4]


@pytest.mark.clause("K3.5")
def test_a_school_outside_that_takes_a_member_in_is_asked_for_a_contract(group, alder):
    outside = cast.school(group, "Elm Primary", tier=None)
    assert merged(alder, outside, into=outside).contract.school == outside


def test_the_trail_says_from_whom_the_school_goes_on(group, alder, beech):
    found = merged(alder, beech)
    entry = audit.history(group, found.school).filter(act="end-school").get()
    assert entry.detail.after["goes_on_from"] == sorted([alder.pk, beech.pk])


def test_it_is_all_or_nothing(group, alder, beech):
    with pytest.raises(Refusal, match="nursery school"):
        merged(alder, beech, into=NewSchool("Little Alder", "nursery"))
    assert not School.objects.filter(name="Little Alder").exists()
    alder.refresh_from_db()
    assert alder.ended_on is None


def test_what_cannot_merge_is_refused_with_a_sentence(group, alder, beech, cabinet):
    with pytest.raises(Refusal, match="does not merge with itself"):
        merged(alder, alder)
    with pytest.raises(Refusal, match="of two schools or more"):
        merged(alder)
    with pytest.raises(NotAllowed):
        merged(alder, beech, by=cabinet["next"])
    merged(alder, beech, into=beech)
    alder.refresh_from_db()
    with pytest.raises(NotNow, match="Alder Primary ended on Saturday 31 August 2024"):
        merged(alder, beech, into=beech)


# --- the page -----------------------------------------------------------------------------------------


FORM = {"goes_on": "new", "last_day": "2024-08-31", "reason": "merged", "name": "Birch Alder Primary", "kind": "primary",
        "status": "maintained", "tier": "silver"}  # fmt: skip


@pytest.mark.clause("K3.5")
def test_the_office_sees_what_becomes_of_both_and_then_records_it(marian, group, birchenholt):
    other = cast.school(group, "Alder Primary School", tier="bronze")
    page = f"/marlbeck/members/{birchenholt.pk}/merge/"
    form = FORM | {"other": str(other.pk), "head": str(cast.person("Nadia Farrow").pk)}
    said = words_of(marian.post(page, form))
    assert "Birchenholt Primary School is a member until Saturday 31 August 2024" in said
    assert "Alder Primary School is a member until Saturday 31 August 2024" in said
    assert "It is asked for a contract at Silver of its own, drafted from Sunday 1 September 2024" in said
    assert "Nadia Farrow leads it from Sunday 1 September 2024" in said
    assert not School.objects.filter(name="Birch Alder Primary").exists()
    done = words_of(marian.post(page, form | {"shown": "2024-08-31"}, follow=True))
    assert "Birch Alder Primary goes on from them. Its contract is drafted: send it for signing." in done
    new = School.objects.get(name="Birch Alder Primary")
    later = words_of(marian.get(f"/marlbeck/members/{new.pk}/?on=2024-09-02"))
    assert "It goes on from Alder Primary School (until 31 August 2024 ), Birchenholt Primary School" in later
    assert "It goes on in Birch Alder Primary" in words_of(marian.get(f"/marlbeck/members/{other.pk}/"))


def test_a_new_school_without_a_name_comes_back_with_what_was_typed(marian, group, birchenholt):
    other = cast.school(group, "Alder Primary School")
    answer = marian.post(
        f"/marlbeck/members/{birchenholt.pk}/merge/", FORM | {"other": str(other.pk), "name": " "}
    )
    assert answer.status_code == 422
    assert "Give the name of the school that opens" in words_of(answer)
