"""An amendment tried over the facts of the year: dates, quorums, fees and people, before and after (K15.2, K4.4)."""

# The fixtures of the membership room are taken by name.
# ruff: noqa: F811

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

import constitution
from collaborative.rehearsal import rehearsal_paper, rehearse
from constitution import editing
from constitution.repricing import repriced
from meetings.models import Motion
from membership.actions import fees
from membership.actions.editions import keep_draft
from membership.models import Place, School
from membership.queries import kept
from tests.meetings import cast as rooms
from tests.membership import cast
from tests.membership.conftest import cabinet, group, seats_group  # noqa: F401
from tests.membership.pages import NOON, many

pytestmark = pytest.mark.django_db
DAY = cast.DAY
FULL = ("quorum", "full-group", "at_least")


def amended(*changes, of=None) -> str:
    """The document with other values at some paths."""
    return editing.change(of or cast.knowsley(), dict(changes))


def told(found, heading: str) -> list[tuple[str, str, str]]:
    group = next(each for each in found.groups if each.heading == heading)
    return [(each.what, each.before, each.after) for each in group.changes]


@pytest.fixture
def thirty_five(group):
    many(group, 35)
    kept.forget()
    return group


@pytest.mark.clause("K15.2")
def test_a_quorum_of_half_instead_of_60_per_cent_is_18_instead_of_21(thirty_five):
    found = rehearse(amended((FULL, "50%")), thirty_five, DAY)
    assert told(found, "Quorums") == [("Quorum of the Full Group", "21", "18")]
    (change,) = found.groups[0].changes
    assert change.why_before.steps == ("at least 60% of 35 affiliated schools = 21",)
    assert change.why_after.steps == ("at least 50% of 35 affiliated schools = 17.5, so 18",)
    assert found.total == 1
    assert found.unchanged == "dates, fees, people and decisions of this year"


@pytest.mark.clause("K4.4", "K15.2")
def test_three_per_cent_are_told_school_by_school_from_the_next_contract_year(group):
    cast.school(group, "Alder Primary", tier="bronze")
    cast.school(group, "Beech Primary", tier="bronze")
    silver = cast.school(group, "Cedar Primary", tier="silver")
    fees.enter_basis(school=silver, contract_year="2023-24", figure="delegated school improvement funding",
                     amount=Decimal(6000), source="the allocation", source_on=DAY, by=None, at=NOON)  # fmt: skip
    draft = editing.put(repriced(cast.knowsley(), "3%"), ("constitution", "in_force_from"), date(2024, 4, 1))
    found = rehearse(draft, group, DAY)
    assert told(found, "Fees") == [
        ("Bronze subscription", "£1,500.00", "£1,545.00"),
        ("Silver subscription", "£6,185.25", "£6,298.81"),
    ]
    bronze, _ = found.groups[2].changes
    assert bronze.whom == ("Alder Primary", "Beech Primary")
    assert bronze.note == "From the contract year 2024/25."
    assert found.total == 3


@pytest.mark.clause("K4.4")
@pytest.mark.parametrize(("since", "year"), [(date(2024, 4, 15), "2024/25"), (date(2024, 4, 16), "2025/26")])
def test_rates_in_force_after_the_invoices_went_out_wait_a_year(group, since, year):
    cast.school(group, "Alder Primary", tier="bronze")
    draft = editing.put(repriced(cast.knowsley(), "3%"), ("constitution", "in_force_from"), since)
    (change,) = rehearse(draft, group, DAY).groups[2].changes
    assert change.note == f"From the contract year {year}."


@pytest.mark.clause("K15.2")
def test_a_longer_notice_moves_the_deadline_of_every_silver_school(thirty_five):
    found = rehearse(amended((("leaving", "silver", "notice"), "15 months")), thirty_five, DAY)
    (change,) = found.groups[1].changes
    assert (change.what, change.count) == ("Silver notice deadline", 35)
    assert (change.before, change.after) == ("Monday 1 April 2024", "Monday 1 January 2024")


@pytest.mark.clause("K15.2")
def test_events_and_invoice_days_that_move_are_told(group):
    text = cast.knowsley().replace(
        'issued_on        = "first day of the Summer term"', 'issued_on        = "1 May"'
    )
    said = told(rehearse(text, group, DAY), "Dates")
    assert ("Bronze invoices for 2024/25 go out", "Monday 15 April 2024", "Wednesday 1 May 2024") in said
    assert (
        "Silver invoices for 2024/25 are to be paid",
        "Wednesday 15 May 2024",
        "Friday 31 May 2024",
    ) in said
    moved = cast.knowsley().replace(
        'in     = "Spring term, first half"', 'in     = "Spring term, second half"'
    )
    assert told(rehearse(moved, group, DAY), "Dates")[0] == (
        "Review of subscriptions", "Sunday 11 February 2024", "Thursday 28 March 2024",
    )  # fmt: skip


@pytest.mark.clause("K15.2", "K7.2")
def test_terms_of_office_and_places_that_change_name_the_people(group, cabinet):
    draft = amended((("office", "chair", "term"), "3 years"), (("office", "headteacher-rep", "holders"), 3))
    said = told(rehearse(draft, group, DAY), "People")
    assert ("Chair", "Amina Clarke until 31 August 2024", "Amina Clarke until 31 August 2025") in said
    assert ("Headteacher Rep", "–", "vacant") in said


@pytest.mark.clause("K15.2", "B2.1")
def test_seats_that_a_draft_adds_are_counted_before_there_is_a_row_of_them(seats_group):
    rules = cast.bristol()
    place = Place.objects.filter(body__code="group").first()
    cast.sit(place.body, place.code, cast.person("Ottilie Marsh"), date(2016, 11, 1))
    (path, seats) = _some_seats(rules)
    found = rehearse(editing.change(rules, {path: seats + 3}), seats_group, date(2017, 3, 14))
    assert told(found, "Quorums") == [("Quorum of the Group", "6", "7")]
    new = [each for each in found.groups[3].changes if each.before == "–"]
    assert [each.after for each in new] == ["vacant", "vacant", "vacant", "counts and votes"]


def _some_seats(text: str):
    from constitution.walking import rows

    for path, row in rows(constitution.load(text)):
        if path[:1] == ("body",) and getattr(row, "seats", None) and not getattr(row, "places", None):
            return (*path, "seats"), row.seats
    raise AssertionError("no line with a number of seats")


def test_an_edition_that_says_the_same_changes_nothing_and_writes_nothing(thirty_five, cabinet):
    before = School.objects.count()
    found = rehearse(cast.knowsley(), thirty_five, DAY)
    assert (found.total, found.differences) == (0, ())
    assert School.objects.count() == before


@pytest.mark.clause("K15.2")
def test_a_rehearsal_asks_as_much_of_the_database_however_many_schools(
    group,
    django_assert_max_num_queries,
):
    many(group, 60)
    kept.forget()
    with django_assert_max_num_queries(15):
        rehearse(amended((FULL, "50%")), group, DAY)


@pytest.mark.clause("K15.2", "K4.4")
def test_the_paper_for_all_members_counts_schools_and_names_no_fee_of_one(group):
    for name in ("Alder Primary", "Beech Primary"):
        cast.school(group, name, tier="bronze")
    draft = keep_draft(collaborative=group, source=repriced(cast.knowsley(), "3%"), by=None, on=DAY)
    paper = rehearsal_paper(draft, group, DAY)
    assert "£1,545.00" in paper
    assert "2 of them" in paper
    assert "Alder Primary" not in paper


@pytest.mark.clause("K15.2")
def test_the_command_line_rehearses_a_file(thirty_five, tmp_path, capsys):
    file = tmp_path / "amended.toml"
    file.write_text(amended((FULL, "50%")))
    call_command("constitution", "rehearse", str(file), collaborative="marlbeck", on="2024-03-14")
    said = capsys.readouterr().out
    assert "Quorum of the Full Group: 21 before, 18 after" in said
    assert "1 thing changes in 2023/24" in said
    for wrong in ({"collaborative": "nowhere", "on": None}, {"collaborative": "marlbeck", "on": "soon"}):
        with pytest.raises(CommandError):
            call_command("constitution", "rehearse", str(file), **wrong)


@pytest.mark.clause("K15.2", "K9.9")
def test_what_is_due_before_a_real_meeting_moves_with_the_length(group, cabinet):
    rooms.meeting(group, "management-group", name="Management meeting")
    kept.forget()
    found = rehearse(amended((("deadline", "agenda-items", "at_least"), "2 weeks")), group, DAY)
    (change,) = found.groups[1].changes
    assert (change.before, change.after) == ("Thursday 7 March 2024", "Thursday 29 February 2024")
    assert change.what.endswith("for the Management meeting of 14 March 2024")


@pytest.mark.clause("K15.2", "K15.1")
def test_a_decision_of_the_year_that_would_have_been_quorate_is_told_and_stays(thirty_five):
    item = rooms.item(rooms.meeting(thirty_five))
    facts = {"schools": 35, "present": 20}
    was = constitution.ask(constitution.load(cast.knowsley()), "quorate", "full-group", facts)
    motion = Motion.objects.create(
        collaborative=thirty_five, item=item, number="R-2024-003", text="Adopt the strategy.", quorate=False,
        state="no decision", opened_at=NOON, closed_at=NOON, quorum=was.as_json(), finding=was.as_json(),
    )  # fmt: skip
    kept.forget()
    (change,) = rehearse(amended((FULL, "50%")), thirty_five, DAY).groups[4].changes
    assert (change.what, change.before, change.after) == ("R-2024-003", "not quorate", "quorate")
    motion.refresh_from_db()
    assert motion.quorate is False
    type(item).objects.filter(pk=item.pk).update(confined_at=NOON)
    assert rehearse(amended((FULL, "50%")), thirty_five, DAY).groups[4].changes == ()
