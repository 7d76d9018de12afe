"""The commissioned manager: what is asked of them (K8.15, K8.20), and a year's notice on either side (K8.14)."""

from datetime import date, timedelta

import pytest

from membership.actions.commission import appoint_checked, give_post_notice, withdraw_post_notice
from membership.actions.offices import NotChecked, end_holding
from membership.models import Assent, Holding
from membership.permissions import NotAllowed
from membership.queries.editions import edition_on
from membership.queries.job import job_description, specification_of
from membership.queries.openings import renewable
from membership.queries.post_notice import ending, ends_after, last_day_for_notice
from membership.queries.register import Register
from records.models import AuditEntry
from records.refusals import NotNow, Refusal
from tests.membership import cast
from tests.membership.build import NOON

pytestmark = pytest.mark.django_db

DAY = cast.DAY


@pytest.fixture
def rules(group):
    return edition_on(group, DAY).rules


@pytest.fixture
def holding(cabinet) -> Holding:
    return Holding.objects.get(place__code="som")


def held(group):
    register = Register(group)
    return register, register.stored_at(cast.office(group, "som"))[-1]


@pytest.mark.clause("K8.15")
def test_the_job_descriptions_of_chair_and_manager_are_of_the_edition(rules):
    assert [clause.title for clause in job_description(rules, "chair")] == ["Chair", "Appendix 2"]
    manager = job_description(rules, "som")
    assert [clause.title for clause in manager] == ["Strategic Operations Manager", "Appendix 3"]
    assert job_description(rules, "send-rep") == ()


@pytest.mark.clause("K8.20")
def test_the_person_specification_stands_beside_the_manager_alone(rules):
    found = specification_of(rules, "som")
    assert found.items == (
        "The SOM must have a proven record of School Improvement.",
        "The SOM must have Ofsted Inspector experience.",
    )
    assert specification_of(rules, "chair") is None


# --- checked before the appointment ------------------------------------------------------------------


@pytest.fixture
def vacant(group, cabinet, holding):
    """The manager left; somebody else is to be commissioned."""
    end_holding(holding=holding, last_day=date(2024, 8, 31), because="resigned", by=None, on=DAY)
    return {
        "place": cast.office(group, "som"),
        "person": cast.commissioned(group, "Rowan Teller"),
        "starts_on": date(2024, 9, 1),
        "by": cabinet["som"],
        "at": NOON,
    }


@pytest.mark.clause("K8.20")
def test_nobody_is_commissioned_unchecked(vacant):
    with pytest.raises(NotChecked) as refused:
        appoint_checked(**vacant, checked="")
    assert "Appendix 3" in refused.value.clause


@pytest.mark.clause("K8.20")
def test_that_they_were_checked_is_kept_with_the_holding_by_whom_and_under_which_words(
    vacant, rules, cabinet
):
    sha256 = specification_of(rules, "som").sha256
    holding = appoint_checked(**vacant, checked=sha256, resolution="Management group, 12 March 2024")
    kept = holding.attestation
    assert (kept.kind, kept.person, kept.sha256, kept.at) == ("attestation", cabinet["som"], sha256, NOON)
    assert AuditEntry.objects.filter(act="attest").count() == 1


def test_words_that_have_changed_since_are_read_again(vacant):
    with pytest.raises(NotChecked, match="has changed since you opened it"):
        appoint_checked(**vacant, checked="0" * 64)
    assert not Assent.objects.exists()


@pytest.mark.clause("K7.3", "K8.20")
def test_a_renewal_is_not_checked_again(group, cabinet):
    place, manager = cast.office(group, "som"), cabinet["som"]
    told = {"place": place, "person": manager, "starts_on": date(2026, 9, 1), "by": manager, "at": NOON}
    assert appoint_checked(**told, checked="").attestation is None


# --- a year's notice ----------------------------------------------------------------------------------


@pytest.mark.clause("K8.14")
@pytest.mark.parametrize(
    ("given_on", "ends_on"),
    [
        (date(2024, 3, 14), date(2026, 8, 31)),
        (date(2025, 8, 31), date(2026, 8, 31)),
        (date(2025, 9, 1), date(2028, 8, 31)),
        (date(2026, 8, 31), date(2028, 8, 31)),
    ],
)
def test_a_post_to_31_august_2026_asks_for_notice_by_31_august_2025(group, cabinet, given_on, ends_on):
    register, manager = held(group)
    assert last_day_for_notice(register, manager) == date(2025, 8, 31)
    found = ends_after(register, manager, given_on)
    assert found.value == ends_on
    assert bool(found.defaults) == (ends_on.year == 2028)


@pytest.mark.clause("K8.14")
def test_either_side_gives_notice_and_the_post_is_no_longer_renewed(group, cabinet, holding):
    assert renewable(*held(group))
    give_post_notice(holding=holding, given_on=DAY, by=cabinet["chair"], on=DAY)
    register, manager = held(group)
    assert (manager.holding.ending_notice_by, ending(register, manager).value) == (
        cabinet["chair"], date(2026, 8, 31),
    )  # fmt: skip
    assert not renewable(register, manager)
    with pytest.raises(NotNow, match="already"):
        give_post_notice(holding=holding, given_on=DAY, by=cabinet["som"], on=DAY)


def test_notice_is_not_dated_ahead_nor_before_the_post_began(cabinet, holding):
    with pytest.raises(Refusal, match="cannot be after today, 14 March 2024"):
        give_post_notice(holding=holding, given_on=DAY + timedelta(days=1), by=cabinet["chair"], on=DAY)
    with pytest.raises(Refusal, match="The post began on 1 September 2023"):
        give_post_notice(holding=holding, given_on=date(2023, 8, 1), by=cabinet["chair"], on=DAY)


def test_an_office_without_notice_takes_none(group, cabinet):
    treasurer = Holding.objects.get(person=cabinet["treasurer"])
    with pytest.raises(Refusal, match="asks for no notice here"):
        give_post_notice(holding=treasurer, given_on=DAY, by=cabinet["chair"], on=DAY)


def test_another_member_gives_no_notice_for_the_group(cabinet, holding):
    with pytest.raises(NotAllowed):
        give_post_notice(holding=holding, given_on=DAY, by=cabinet["next"], on=DAY)


def test_a_notice_is_withdrawn_with_a_reason(group, cabinet, holding):
    with pytest.raises(NotNow, match="No notice was given"):
        withdraw_post_notice(holding=holding, because="agreed", by=cabinet["chair"], on=DAY)
    give_post_notice(holding=holding, given_on=DAY, by=cabinet["som"], on=DAY)
    with pytest.raises(Refusal, match="Say why"):
        withdraw_post_notice(holding=holding, because=" ", by=cabinet["chair"], on=DAY)
    withdraw_post_notice(holding=holding, because="Both sides agreed", by=cabinet["chair"], on=DAY)
    holding.refresh_from_db()
    assert holding.ending_notice_on is None
