"""A draft edition worked on in the browser: by text, by form, by a percentage; put to the members, adopted (K15.1)."""

from datetime import date

import pytest

import constitution
from collaborative.post import render  # noqa: F401 (the writers of mails are registered with it)
from membership.actions.amending import (
    ComesTooLate,
    NoPercentage,
    adopt_by_resolution,
    begin_amendment,
    change_values,
    propose_edition,
    recommend_rates,
    return_edition,
    revise_draft,
    take_answers,
)
from membership.actions.editions import NotAdoptable
from membership.models import DutyRecord, Edition
from membership.permissions import NotAllowed, viewer_for
from membership.queries import kept
from membership.queries.amending import belied, rates_from, rule_by_form, rules_by_form
from membership.queries.members import Membership
from records import drafts
from records.models import AuditEntry
from records.refusals import Conflict, NotNow
from tests.membership import cast
from tests.membership.pages import NOON, sign_in, words_of

pytestmark = pytest.mark.django_db
DAY = cast.DAY
NEXT = date(2024, 9, 1)
FULL = ("quorum", "full-group", "at_least")
HERE = "/marlbeck/constitution/"


def begun(group, **changes) -> Edition:
    fields = {"name": "2024/25", "in_force_from": NEXT, "by": None, "on": DAY} | changes
    return begin_amendment(collaborative=group, **fields)


def lines_changed(before: str, after: str) -> list[tuple[str, str]]:
    pairs = zip(before.splitlines(), after.splitlines(), strict=True)
    return [(old, new) for old, new in pairs if old != new]


# Begun and changed ------------------------------------------------------------------------------------


@pytest.mark.clause("K15.1")
def test_an_amendment_begins_with_the_very_text_that_is_in_force(group):
    draft = begun(group)
    assert (draft.state, draft.name, draft.report["verdict"]) == ("draft", "2024/25", "adoptable")
    assert lines_changed(cast.knowsley(), draft.source) == [
        ('edition       = "2023/24"', 'edition       = "2024/25"'),
        ("in_force_from = 2023-09-01", "in_force_from = 2024-09-01"),
    ]


def test_an_amendment_comes_after_what_it_amends(group):
    with pytest.raises(ComesTooLate, match="in force from 1 September 2023"):
        begun(group, in_force_from=date(2023, 9, 1))


@pytest.mark.clause("K15.2")
def test_one_value_changes_where_it_stands_and_its_examples_run_at_once(group):
    draft = begun(group)
    before = draft.source
    change_values(edition=draft, values={FULL: "50%"}, seen=draft.version, by=None, on=DAY)
    assert lines_changed(before, draft.source) == [('at_least   = "60%"', 'at_least   = "50%"')]
    assert draft.report["verdict"] == "not adopted"
    assert "says 21; the rules give 18" in draft.report["failures"][0]


@pytest.mark.clause("K15.2")
def test_the_new_answers_are_taken_into_the_examples_one_by_one(group):
    draft = begun(group)
    change_values(edition=draft, values={FULL: "50%"}, seen=draft.version, by=None, on=DAY)
    wrong = belied(constitution.check(draft.source))
    assert all(each.can_take for each in wrong)
    take_answers(edition=draft, places=[wrong[0].place], seen=draft.version, by=None, on=DAY)
    assert len(draft.report["failures"]) == len(wrong) - 1
    rest = [each.place for each in wrong[1:]]
    take_answers(edition=draft, places=rest, seen=draft.version, by=None, on=DAY)
    assert draft.report["verdict"] == "adoptable"


def test_a_text_that_cannot_be_read_is_not_kept_and_says_its_line(group):
    draft = begun(group)
    wrong = draft.source.replace('at_least   = "60%"', 'at_least   = "sixty"', 1)
    with pytest.raises(NotAdoptable) as refused:
        revise_draft(edition=draft, source=wrong, seen=draft.version, by=None, on=DAY)
    (problem,) = refused.value.report.refusals
    assert draft.source.splitlines()[problem.line - 1].startswith("at_least")
    draft.refresh_from_db()
    assert draft.source != wrong


def test_whoever_saw_an_older_version_changes_nothing(group):
    draft = begun(group)
    seen = draft.version
    change_values(edition=draft, values={FULL: "50%"}, seen=seen, by=None, on=DAY)
    with pytest.raises(Conflict):
        change_values(edition=draft, values={FULL: "55%"}, seen=seen, by=None, on=DAY)
    draft.refresh_from_db()
    assert 'at_least   = "50%"' in draft.source


@pytest.mark.parametrize("sample", [cast.knowsley, cast.bristol])
def test_every_value_of_every_rule_is_read_back_as_it_is_written(sample):
    rules = constitution.load(sample())
    for rule in rules_by_form(rules):
        for value in rule.values:
            if not isinstance(value.of, date):
                assert value.read(value.written) in (value.of, value.written), value.key


def test_a_rule_offers_its_rates_shares_lengths_and_numbers(group):
    rule = rule_by_form(constitution.load(cast.knowsley()), "quorum.management-group")
    assert rule.title == "Quorum of the Management Group"
    assert {value.label: value.written for value in rule.values}["Greater of 2: at least"] == "3"


# Before the members -----------------------------------------------------------------------------------


@pytest.mark.clause("K15.1")
def test_what_is_before_the_members_can_be_read_by_them_and_changed_by_nobody(group, cabinet):
    draft, head = begun(group), cabinet["next"]
    assert not Edition.objects.visible(viewer_for(head, group, DAY)).filter(pk=draft.pk)
    propose_edition(edition=draft, seen=draft.version, by=cabinet["chair"], on=DAY)
    assert Edition.objects.visible(viewer_for(head, group, DAY)).filter(pk=draft.pk)
    with pytest.raises(NotNow):
        change_values(edition=draft, values={FULL: "50%"}, seen=draft.version, by=cabinet["chair"], on=DAY)
    return_edition(edition=draft, seen=draft.version, by=cabinet["chair"], on=DAY)
    assert draft.state == "draft"
    assert list(AuditEntry.objects.filter(act="return-edition").values_list("act", flat=True)) == [
        "return-edition"
    ]


def test_a_draft_whose_examples_fail_is_not_put_to_the_members(group):
    draft = begun(group)
    change_values(edition=draft, values={FULL: "50%"}, seen=draft.version, by=None, on=DAY)
    with pytest.raises(NotAdoptable, match="says 21; the rules give 18"):
        propose_edition(edition=draft, seen=draft.version, by=None, on=DAY)


@pytest.mark.clause("K15.1", "K15.2")
def test_a_resolution_adopts_it_once_and_a_past_decision_keeps_the_edition_of_its_day(group, cabinet):
    draft = begun(group)
    change_values(edition=draft, values={FULL: "50%"}, seen=draft.version, by=None, on=DAY)
    wrong = [each.place for each in belied(constitution.check(draft.source))]
    take_answers(edition=draft, places=wrong, seen=draft.version, by=None, on=DAY)
    propose_edition(edition=draft, seen=draft.version, by=None, on=DAY)
    for _ in range(2):
        adopted = adopt_by_resolution(edition=draft, resolution="R-2024-007", by=None, on=DAY)
    assert (adopted.pk, adopted.state, adopted.in_force_on) == (draft.pk, "adopted", NEXT)
    assert adopted.resolution == "R-2024-007"
    assert Edition.objects.filter(state="adopted").count() == 2
    kept.forget()
    assert str(Membership(group, DAY).rules.quorum["full-group"].at_least) == "60%"
    assert str(Membership(group, NEXT).rules.quorum["full-group"].at_least) == "50%"


@pytest.mark.clause("K15.1")
def test_after_adoption_every_member_school_is_asked_to_agree(group, birchenholt):
    from membership.queries.agreed import agreement_in, given_in
    from records.obligations import Window, gather

    draft = begun(group)
    adopt_by_resolution(edition=draft, resolution="R-2024-007", by=None, on=DAY)
    kept.forget()
    due = list(gather(group, Window(NEXT, NEXT, date(2025, 8, 31))))
    (asked,) = [
        each for each in due if each.what == "Agree to the constitution and handbook, edition 2024/25"
    ]
    assert (asked.whom, asked.done) == ("Birchenholt Primary School", False)
    agreement = agreement_in(Membership(group, NEXT).rows, "constitution", NEXT)
    assert given_in(Membership(group, NEXT).rows, agreement, NEXT) == {}


@pytest.mark.clause("K15.1")
def test_the_constitution_is_reviewed_before_the_first_meeting_of_the_year(group):
    from records.obligations import Window, gather

    found = gather(group, Window(date(2023, 9, 4), date(2023, 9, 1), date(2024, 8, 31)))
    (review,) = [each for each in found if each.what == "Review of the constitution and handbook"]
    assert review.due_on <= date(2023, 10, 29)


# The rates --------------------------------------------------------------------------------------------


@pytest.mark.clause("K4.4")
def test_three_per_cent_make_a_draft_with_the_new_amounts_and_the_review_is_done(group, cabinet):
    draft = recommend_rates(collaborative=group, percentage="3%", by=cabinet["som"], on=DAY,
                            name="2024/25", in_force_from=date(2024, 4, 15))  # fmt: skip
    fees = [str(draft.rules.tier[tier].fee[0].amount) for tier in ("bronze", "silver")]
    assert fees == ["1545", "3898.81"]
    assert draft.report["verdict"] == "adoptable"
    assert "BRONZE, Universal Offer: Schools / Academies £1545; Special Schools £1545" in draft.source
    assert str(draft.rules.tier["silver"].fee[1].share) == "40%"
    record = DutyRecord.objects.get(code="subscription-review")
    assert (record.slot, record.recommendation) == ("2023-24/spring-1", "3%")


@pytest.mark.clause("K4.4")
def test_no_change_is_a_recommendation_too_and_makes_no_draft(group, cabinet):
    common = {"collaborative": group, "by": cabinet["som"], "on": DAY}
    assert recommend_rates(percentage="no change", **common) is None
    assert DutyRecord.objects.get(code="subscription-review").recommendation == "no change"
    assert not Edition.objects.filter(state="draft").exists()


@pytest.mark.clause("K4.4")
def test_what_the_management_group_recommends_the_office_records(group, cabinet):
    common = {"collaborative": group, "percentage": "3%", "on": DAY, "name": "2024/25", "in_force_from": NEXT}
    with pytest.raises(NotAllowed, match="Management Group"):
        recommend_rates(by=cabinet["next"], **common)
    with pytest.raises(NoPercentage):
        recommend_rates(by=cabinet["som"], **{**common, "percentage": "three"})
    assert not DutyRecord.objects.exists()


@pytest.mark.clause("K4.4")
def test_new_rates_are_proposed_from_the_day_on_which_the_invoices_go_out(group):
    assert rates_from(Membership(group, DAY)) == date(2024, 4, 15)
    assert rates_from(Membership(group, date(2024, 4, 15))) == date(2024, 9, 1)


# In the browser ---------------------------------------------------------------------------------------


def page_of(marian, group, **changes) -> tuple[str, Edition]:
    draft = begun(group, **changes)
    return f"{HERE}drafts/{draft.number}/", draft


@pytest.mark.clause("K15.2")
def test_a_quorum_is_changed_by_form_and_the_draft_says_what_follows(group, marian):
    answer = marian.post(f"{HERE}amend/", {"name": "2024/25", "in_force_from": "2024-09-01"}, follow=True)
    assert "It can be adopted" in words_of(answer) or "Adopt it" in words_of(answer)
    draft = Edition.objects.get(state="draft")
    here = f"{HERE}drafts/{draft.number}/"
    assert "Quorum of the Full Group" in words_of(marian.get(f"{here}values/"))
    form = marian.get(f"{here}values/quorum.full-group/").context["form"]
    given = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    given["quorum.full-group.at_least"] = "50%"
    said = words_of(marian.post(f"{here}values/quorum.full-group/", given, follow=True))
    assert "Quorum of the full group is changed in the draft" in said or "is changed in the draft" in said
    assert "Worked examples that come out differently 7 examples" in said
    assert "Before 60% Now 50%" in said


def test_a_value_that_cannot_be_read_is_told_beside_its_field(group, marian):
    here, _ = page_of(marian, group)
    form = marian.get(f"{here}values/quorum.full-group/").context["form"]
    given = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    given["quorum.full-group.at_least"] = "sixty"
    answer = marian.post(f"{here}values/quorum.full-group/", given)
    assert answer.status_code == 422
    assert "write a share as" in str(answer.context["form"].errors["quorum.full-group.at_least"])
    assert 'value="sixty"' in answer.content.decode()


def test_what_is_typed_is_kept_unchecked_and_comes_back(group, marian):
    here, draft = page_of(marian, group)
    typed = {"text": "half a thought", "version": draft.version}
    assert (
        marian.post(f"{here}text/", {**typed, "do": "keep"}, headers={"HX-Request": "true"}).status_code
        == 200
    )
    page = marian.get(f"{here}text/")
    assert page.context["form"].initial["text"] == "half a thought"
    assert "have not saved it" in words_of(page)
    marian.post(f"{here}text/", {**typed, "do": "forget"})
    assert marian.get(f"{here}text/").context["form"].initial["text"] == draft.source


def test_a_wrong_text_comes_back_with_its_line_and_is_kept(group, marian):
    here, draft = page_of(marian, group)
    wrong = draft.source.replace("format = 1", "format = 1\nwrong = 2", 1).replace("\n", "\r\n")
    answer = marian.post(f"{here}text/", {"text": wrong, "version": draft.version, "do": "save"})
    assert answer.status_code == 422
    assert 'Unknown key "wrong"' in words_of(answer).replace("&quot;", '"')
    left = drafts.find(person=cast.person("Marian Teale"), form="edition-text", subject=str(draft.pk))
    assert left.text["text"] == wrong.replace("\r\n", "\n")


def test_a_stale_save_keeps_both_texts_and_shows_where_they_differ(group, marian):
    here, draft = page_of(marian, group)
    seen = draft.version
    change_values(edition=draft, values={FULL: "55%"}, seen=seen, by=None, on=DAY)
    mine = draft.source.replace('at_least   = "55%"', 'at_least   = "50%"', 1)
    answer = marian.post(f"{here}text/", {"text": mine, "version": seen, "do": "save"})
    assert answer.status_code == 409
    said = answer.content.decode()
    assert "-at_least   = &quot;55%&quot;" in said
    assert "+at_least   = &quot;50%&quot;" in said
    again = marian.post(
        f"{here}text/", {"text": mine, "version": answer.context["form"].initial["version"], "do": "save"}
    )
    assert again.status_code == 302
    draft.refresh_from_db()
    assert draft.source == mine


@pytest.mark.clause("K15.1")
def test_the_draft_is_put_to_the_members_and_taken_back_by_a_button(group, marian, nadia):
    here, draft = page_of(marian, group)
    assert nadia.get(here).status_code == 404
    marian.post(f"{here}put/", {"version": draft.version})
    assert "It is before the members" in words_of(nadia.get(here))
    assert nadia.post(f"{here}return/", {"version": 2}).status_code == 403
    marian.post(f"{here}return/", {"version": draft.version + 1})
    assert nadia.get(here).status_code == 404


@pytest.mark.clause("K4.4")
def test_the_rates_are_looked_at_before_they_are_recommended(group, cabinet, client, today):
    browser = sign_in(client, group, cabinet["som"])
    given = {"percentage": "3%", "name": "2024/25", "in_force_from": "2024-04-15"}
    said = words_of(browser.post(f"{HERE}rates/", {**given, "do": "look"}))
    assert "£1,500.00 £1,545.00" in said
    assert "£3,785.25 £3,898.81" in said
    assert not Edition.objects.filter(state="draft").exists()
    browser.post(f"{HERE}rates/", {**given, "do": "recommend"})
    assert Edition.objects.get(state="draft").name == "2024/25"
    assert "recommendation, of 14 March 2024: 3%" in words_of(browser.get(f"{HERE}rates/"))
    wrong = browser.post(f"{HERE}rates/", {**given, "percentage": "three", "do": "recommend"})
    assert (wrong.status_code, "Write the change as" in words_of(wrong)) == (422, True)


@pytest.mark.clause("K15.2")
def test_the_rehearsal_is_a_page_a_table_and_a_paper(group, marian):
    here, draft = page_of(marian, group)
    change_values(
        edition=draft, values={("leaving", "silver", "notice"): "15 months"}, seen=1, by=None, on=DAY
    )
    cast.school(group, "Alder Primary")
    kept.forget()
    said = words_of(marian.get(f"{here}rehearsal/"))
    assert "Silver notice deadline Alder Primary" in said
    assert "Monday 1 January 2024" in said
    rows = marian.get(f"{here}rehearsal.csv").content.decode("utf-8-sig")
    assert "Dates,Silver notice deadline,Alder Primary,1,Monday 1 April 2024,Monday 1 January 2024" in rows
    paper = marian.get(f"{here}rehearsal.pdf")
    assert paper.content[:5] == b"%PDF-"
    assert NOON
