"""The database refuses the impossible (MODEL, section 2): every named constraint, on both databases."""

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from constitution.dates import ONE_DAY
from membership.models import Assent, Basis, Contract, Edition, Holding, Notice
from tests.membership import build
from tests.membership.build import DAY, NEXT_DAY, NOON, START
from tests.records.build import document

pytestmark = [pytest.mark.both, pytest.mark.django_db]

REFUSED = {}


def refuses(*names: str):
    """Marks the case that shows these constraints refusing."""

    def mark(case):
        REFUSED.update(dict.fromkeys(names, case))
        return case

    return mark


@refuses("edition_state")
def a_state_off_the_list(group):
    build.edition(group, state="agreed")


@refuses("edition_number_once")
def an_edition_number_twice(group):
    build.edition(group, number=7)
    build.edition(group, number=7, in_force_on=DAY)


@refuses("edition_one_in_force_from_a_day")
def two_editions_from_one_day(group):
    build.edition(group)
    build.edition(group)


@refuses("edition_adopted_with_day_and_reason")
def an_edition_adopted_without_a_reason(group):
    build.edition(group, founding_note="")


@refuses("span_kind")
def a_span_of_no_kind(group):
    build.span(group, kind="holiday")


@refuses("span_ends_after_start")
def a_term_that_ends_before_it_begins(group):
    build.span(group, ends_before=START)


@refuses("span_once")
def a_term_twice(group):
    build.span(group)
    build.span(group)


@refuses("school_ended_with_reason")
def a_school_ended_without_a_reason(group):
    build.school(group, ended_on=DAY)


@refuses("school_not_continuing_in_itself")
def a_school_continuing_in_itself(group):
    school = build.school(group, ended_on=DAY, end_reason="merged")
    school.continues_in = school
    school.save()


@refuses("school_continued_only_when_ended")
def a_school_continued_while_it_goes_on(group):
    build.school(group, continues_in=build.school(group))


@refuses("detail_status")
def a_status_off_the_list(group):
    build.detail(build.school(group), status="grammar")


@refuses("detail_once_from_a_day")
def two_details_from_one_day(group):
    school = build.school(group)
    build.detail(school)
    build.detail(school)


@refuses("partner_kind")
def a_partner_of_no_kind(group):
    build.partner(group, kind="friend")


@refuses("partner_once")
def a_partner_twice(group):
    build.partner(group)
    build.partner(group)


@refuses("post_ends_after_start")
def a_post_that_ends_as_it_begins(group):
    build.post(group, ends_before=START)


@refuses("post_one_employer")
def a_post_with_two_employers(group):
    build.post(group, commissioned=False, school=build.school(group), partner=build.partner(group))


def a_post_with_no_employer_that_is_not_commissioned(group):
    build.post(group, commissioned=False)


@refuses("post_at_school_begun_once")
def a_post_at_a_school_begun_twice(group):
    fields = {"person": build.person(), "school": build.school(group), "commissioned": False}
    build.post(group, **fields)
    build.post(group, **fields)


@refuses("post_at_partner_begun_once")
def a_post_at_a_partner_begun_twice(group):
    fields = {"person": build.person(), "partner": build.partner(group), "commissioned": False}
    build.post(group, **fields)
    build.post(group, **fields)


@refuses("post_commissioned_begun_once")
def a_commission_begun_twice(group):
    person = build.person()
    build.post(group, person=person)
    build.post(group, person=person)


@refuses("enrolment_once")
def an_enrolment_twice(group):
    person = build.person()
    build.enrolment(group, person=person)
    build.enrolment(group, person=person)


@refuses("enrolment_token_once")
def two_invitations_with_one_secret(group):
    build.enrolment(group, token_hash="same")
    build.enrolment(group, token_hash="same")


@refuses("enrolment_feed_once")
def two_calendar_feeds_with_one_address(group):
    build.enrolment(group, feed_hash="same")
    build.enrolment(group, feed_hash="same")


@refuses("grant_role")
def a_grant_of_no_role(group):
    build.grant(group, role="friend")


@refuses("grant_ends_after_start")
def a_grant_that_ends_as_it_begins(group):
    build.grant(group, ends_before=START)


def a_grant_without_an_end(group):
    build.grant(group, ends_before=None)


@refuses("grant_agreed_by_somebody")
def a_grant_that_nobody_agreed_to(group):
    build.grant(group, resolution="")


@refuses("sameperson_two_entries")
def an_entry_that_is_itself(group):
    person = build.person()
    build.same_person(group, entry=person, person=person)


@refuses("sameperson_says_why")
def two_entries_made_one_without_a_reason(group):
    build.same_person(group, because="")


@refuses("sameperson_goes_once")
def an_entry_that_is_two_people(group):
    entry = build.person()
    build.same_person(group, entry=entry)
    build.same_person(group, entry=entry)


@refuses("sameperson_pair_once")
def two_entries_that_each_lead_to_the_other(group):
    made = build.same_person(group)
    build.same_person(group, entry=made.person, person=made.entry)


@refuses("contract_state")
def a_contract_in_no_state(group):
    build.contract(build.school(group), state="filed")


@refuses("contract_form")
def a_contract_of_no_form(group):
    build.contract(build.school(group), form="handshake")


@refuses("contract_ends_after_start")
def a_contract_that_ends_as_it_begins(group):
    build.contract(build.school(group), ends_before=START, ends_because="mistake")


@refuses("contract_ended_with_reason")
def a_contract_ended_without_a_reason(group):
    build.contract(build.school(group), ends_before=DAY)


@refuses("contract_once_from_a_day")
def two_contracts_from_one_day(group):
    school = build.school(group)
    build.contract(school, state="drafted")
    build.contract(school, state="drafted")


@refuses("contract_one_agreed_open")
def two_contracts_agreed_with_an_open_end(group):
    school = build.school(group)
    build.contract(school)
    build.contract(school, starts_on=DAY)


@refuses("contract_issued_with_document")
def a_contract_issued_without_a_document(group):
    build.contract(build.school(group), form="contract", state="issued", issued_at=NOON)


@refuses("contract_void_with_reason")
def a_contract_void_without_a_reason(group):
    build.contract(build.school(group), state="void")


@refuses("contract_void_with_reason")
def a_contract_that_stands_with_a_reason_why_it_is_void(group):
    build.contract(build.school(group), void_because="mistake")


@refuses("contract_signed_copy_of_what_was_signed")
def a_signed_copy_of_a_contract_that_nobody_signed(group):
    build.contract(build.school(group), state="drafted", signed_copy=document(group))


@refuses("notice_kind")
def a_notice_of_no_kind(group):
    build.notice(build.contract(build.school(group)), kind="pause")


@refuses("notice_state")
def a_notice_in_no_state(group):
    build.notice(build.contract(build.school(group)), state="lost")


@refuses("notice_one_live_on_a_contract")
def two_live_notices_on_a_contract(group):
    contract = build.contract(build.school(group))
    build.notice(contract)
    build.notice(contract)


@refuses("notice_move_names_its_tier")
def moving_down_without_a_tier(group):
    build.notice(build.contract(build.school(group)), kind="move down")


@refuses("notice_withdrawn_by_resolution")
def a_notice_withdrawn_without_a_resolution(group):
    build.notice(build.contract(build.school(group)), state="withdrawn")


@refuses("notice_given_before_recorded")
def a_notice_given_after_it_was_recorded(group):
    build.notice(build.contract(build.school(group)), given_on=NEXT_DAY)


def an_earlier_notice_without_a_reason(group):
    build.notice(build.contract(build.school(group)), given_on=START)


@refuses("notice_confirmed_with_finding")
def a_notice_confirmed_without_its_finding(group):
    build.notice(build.contract(build.school(group)), state="confirmed", takes_effect_on=DAY)


@refuses("assent_kind")
def an_assent_of_no_kind(group):
    build.assent(group, kind="nod")


@refuses("assent_how")
def an_assent_by_no_way(group):
    build.assent(group, how="phone")


@refuses("assent_to_exact_words")
def an_assent_to_no_words(group):
    build.assent(group, sha256="")


@refuses("assent_waived_by_resolution")
def a_waiver_without_a_resolution(group):
    build.assent(group, kind="waiver")


@refuses("assent_once_for_a_school")
def one_assent_for_a_school_twice(group):
    fields = {"person": build.person(), "school": build.school(group)}
    build.assent(group, **fields)
    build.assent(group, **fields)


@refuses("assent_once_for_oneself")
def one_assent_for_oneself_twice(group):
    person = build.person()
    build.assent(group, person=person)
    build.assent(group, person=person)


@refuses("basis_one_current")
def two_current_figures(group):
    school = build.school(group)
    build.basis(school)
    build.basis(school)


@refuses("fee_settled_once")
def a_fee_settled_twice(group):
    school = build.school(group)
    build.fee_settled(school)
    build.fee_settled(school)


@refuses("fee_reopened_after_settled")
def a_fee_reopened_before_it_was_settled(group):
    build.fee_settled(build.school(group), settled_on=DAY, reopened_on=START)


@refuses("body_kind")
def a_body_of_no_kind(group):
    build.body(group, kind="club")


@refuses("body_code_once")
def a_body_twice(group):
    build.body(group)
    build.body(group)


@refuses("body_constituted_with_code")
def a_constituted_body_without_a_code(group):
    build.body(group, code="")


@refuses("place_office_once")
def an_office_twice(group):
    build.place(group)
    build.place(group)


@refuses("place_seat_once")
def a_seat_twice(group):
    body = build.body(group)
    build.place(group, body=body)
    build.place(group, body=body)


@refuses("place_numbered_from_one")
def a_place_numbered_nought(group):
    build.place(group, number=0)


@refuses("holding_how")
def a_holder_by_no_way(group):
    build.holding(build.place(group), how="seized")


@refuses("holding_ends_after_start")
def a_holding_that_ends_as_it_begins(group):
    build.holding(build.place(group), ends_before=START)


@refuses("holding_once_from_a_day")
def two_holders_from_one_day(group):
    place = build.place(group)
    build.holding(place, ends_before=DAY)
    build.holding(place, ends_before=NEXT_DAY)


@refuses("holding_one_open_at_a_place")
def two_open_holders_of_a_place(group):
    place = build.place(group)
    build.holding(place)
    build.holding(place, starts_on=DAY)


@refuses("bodymember_role")
def a_member_of_no_role(group):
    build.body_member(build.body(group), person=build.person(), role="fan")


@refuses("bodymember_ends_after_start")
def a_membership_that_ends_as_it_begins(group):
    build.body_member(build.body(group), person=build.person(), ends_before=START)


@refuses("bodymember_is_somebody")
def a_member_who_is_nobody(group):
    build.body_member(build.body(group))


@refuses("bodymember_school_once")
def a_school_twice_in_a_body(group):
    body, school = build.body(group), build.school(group)
    build.body_member(body, school=school)
    build.body_member(body, school=school)


@refuses("bodymember_person_once")
def a_person_twice_in_a_body(group):
    body, person = build.body(group), build.person()
    build.body_member(body, person=person)
    build.body_member(body, person=person)


@refuses("bodymember_both_once")
def a_person_for_a_school_twice_in_a_body(group):
    body, fields = build.body(group), {"person": build.person(), "school": build.school(group)}
    build.body_member(body, **fields)
    build.body_member(body, **fields)


CASES = [
    case for name, case in globals().items() if name.startswith(("a_", "an_", "two_", "one_", "moving_"))
]


@refuses("opening_state")
def an_opening_of_no_state(group):
    build.opening(build.place(group), state="open")


@refuses("opening_closes_after_announcing")
def an_opening_that_closes_before_it_is_announced(group):
    build.opening(build.place(group), closes_on=START - ONE_DAY)


@refuses("opening_filled_by_a_holding")
def an_opening_filled_by_nobody(group):
    build.opening(build.place(group), state="filled")


@refuses("opening_lapsed_with_reason")
def an_opening_that_lapsed_for_no_reason(group):
    build.opening(build.place(group), state="lapsed")


@refuses("opening_one_live_at_a_place")
def two_openings_of_one_place(group):
    place = build.place(group)
    build.opening(place)
    build.opening(place, state="closed")


@refuses("nomination_once")
def somebody_nominated_twice(group):
    opening = build.opening(build.place(group))
    first = build.nomination(opening)
    build.nomination(opening, person=first.person)


@refuses("request_due_after_asking")
def a_request_due_before_it_is_made(group):
    build.request(group, due_on=START - ONE_DAY)


@refuses("request_says_why")
def a_request_that_does_not_say_why(group):
    build.request(group, why="")


@refuses("request_closed_with_reason")
def a_request_closed_for_no_reason(group):
    build.request(group, closed_on=DAY)


@refuses("reply_once_for_a_school")
def a_school_that_replies_twice(group):
    request, school = build.request(group), build.school(group)
    build.reply(request, school)
    build.reply(request, school)


@refuses("reply_received_or_excused")
def a_reply_received_and_excused(group):
    build.reply(build.request(group), build.school(group), received_on=DAY, excused_because="closed")


@refuses("reply_with_document_has_its_day")
def a_document_that_was_never_received(group):
    build.reply(build.request(group), build.school(group), document=document(group))


@refuses("duty_of_one_subject")
def a_duty_of_two_subjects(group):
    build.duty(group, school=build.school(group), body=build.body(group))


@refuses("duty_has_an_outcome")
def a_duty_without_an_outcome(group):
    build.duty(group, outcome="")


@refuses("duty_once")
def a_duty_recorded_twice(group):
    build.duty(group)
    build.duty(group)


@refuses("duty_once_of_a_holding")
def a_review_of_one_holding_recorded_twice(group):
    holding = build.holding(build.place(group))
    build.duty(group, holding=holding)
    build.duty(group, holding=holding)


@refuses("duty_once_of_a_body")
def a_review_of_one_body_recorded_twice(group):
    body = build.body(group)
    build.duty(group, body=body)
    build.duty(group, body=body)


@refuses("duty_once_of_a_school")
def a_review_of_one_school_recorded_twice(group):
    school = build.school(group)
    build.duty(group, school=school)
    build.duty(group, school=school)


@refuses("conversation_about_something")
def a_conversation_about_nothing(group):
    build.conversation(group, about="")


@refuses("conversation_held_or_waived")
def a_conversation_held_and_waived(group):
    build.conversation(group, held_on=DAY, waived_because="left")


@refuses("conversation_summed_up_when_held")
def a_conversation_summed_up_before_it_was_held(group):
    build.conversation(group, summary="All is well.")


@refuses("conversation_of_a_body")
def a_conversation_for_a_body_that_is_not_named(group):
    build.conversation(group, level="body")


@refuses("announcement_kind")
def an_announcement_of_no_kind(group):
    build.announcement(group, kind="rumour")


@refuses("announcement_audience")
def an_announcement_to_no_audience(group):
    build.announcement(group, audience="somebody")


@refuses("announcement_names_its_audience")
def an_announcement_to_a_tier_that_is_not_named(group):
    build.announcement(group, audience="tier")


@refuses("announcement_says_something")
def an_announcement_that_says_nothing(group):
    build.announcement(group, text="")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_the_database_refuses(case, in_marlbeck):
    with pytest.raises(IntegrityError), transaction.atomic():
        case(in_marlbeck)


def test_every_constraint_of_the_room_is_shown_refusing():
    declared = {
        constraint.name
        for model in apps.get_app_config("membership").get_models()
        for constraint in model._meta.constraints
    }
    assert declared == set(REFUSED)


def test_a_urn_stands_once_in_the_register():
    build.establishment()
    with pytest.raises(IntegrityError), transaction.atomic():
        build.establishment()


# What is allowed beside what is refused -------------------------------------------------------------


def test_a_void_contract_and_one_that_ended_stand_in_nobodys_way(in_marlbeck):
    school = build.school(in_marlbeck)
    build.contract(school, state="void", void_because="mistake")
    build.contract(school, ends_before=DAY, ends_because="moved tier")
    build.contract(school, starts_on=DAY)
    assert Contract.objects.count() == 3


def test_two_places_may_change_hands_on_one_day(in_marlbeck):
    place = build.place(in_marlbeck)
    build.holding(place, ends_before=DAY)
    build.holding(place, starts_on=DAY)
    assert Holding.objects.count() == 2


@pytest.mark.postgres
@pytest.mark.clause("K7.9")
def test_postgresql_refuses_two_holders_of_a_place_on_any_common_day(in_marlbeck):
    place = build.place(in_marlbeck)
    build.holding(place, ends_before=NEXT_DAY)
    with pytest.raises(IntegrityError, match="holding_no_overlap"), transaction.atomic():
        build.holding(place, starts_on=DAY)


@pytest.mark.postgres
def test_postgresql_refuses_two_agreed_contracts_of_a_school_on_any_common_day(in_marlbeck):
    school = build.school(in_marlbeck)
    build.contract(school, ends_before=NEXT_DAY, ends_because="moved tier")
    build.contract(school, starts_on=DAY, state="drafted")
    with pytest.raises(IntegrityError, match="contract_no_overlap"), transaction.atomic():
        Contract.objects.filter(state="drafted").update(state="agreed")


# What is frozen ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "change"),
    [
        (build.edition, {"source": "other"}),
        (build.edition, {"in_force_on": DAY}),
        (build.assent, {"sha256": "b" * 64}),
        (build.same_person, {"because": "other"}),
        (lambda group: build.basis(build.school(group)), {"amount_pence": 1}),
        (build.duty, {"outcome": "other"}),
        (lambda group: build.conversation(group, held_on=DAY, summary="Well."), {"summary": "other"}),
        (lambda group: build.announcement(group, published_at=NOON), {"text": "other"}),
        (lambda group: build.nomination(build.opening(build.place(group))), {"finding": {"value": True}}),
    ],
    ids=[
        "the text of an edition",
        "its day",
        "an assent",
        "that two entries are one person",
        "a figure",
        "a duty done",
        "a talk that was held",
        "what was announced",
        "a nomination",
    ],
)
def test_what_was_written_stays_written(row, change, in_marlbeck):
    model = type(row(in_marlbeck))
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**change)


def test_a_draft_may_still_change_and_a_figure_may_be_superseded(in_marlbeck):
    build.edition(in_marlbeck, state="draft")
    build.basis(build.school(in_marlbeck))
    assert Edition.objects.update(source="other") == Basis.objects.update(superseded_at=NOON) == 1


def test_the_outcome_of_a_notice_is_fixed_when_it_is_confirmed(in_marlbeck):
    notice = build.notice(build.contract(build.school(in_marlbeck)))
    confirmed = {"state": "confirmed", "takes_effect_on": DAY, "finding": {}, "owed": []}
    Notice.objects.filter(pk=notice.pk).update(**confirmed)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.update(takes_effect_on=NEXT_DAY)


def test_an_assent_is_not_removed(in_marlbeck):
    build.assent(in_marlbeck)
    with pytest.raises(IntegrityError), transaction.atomic():
        Assent.objects.all().delete()


def test_what_history_rests_on_is_protected(in_marlbeck):
    school = build.school(in_marlbeck)
    build.contract(school, form="contract", state="issued", document=document(in_marlbeck), issued_at=NOON)
    with pytest.raises(models.ProtectedError):
        school.delete()


def test_every_foreign_key_of_the_room_protects():
    keys = [
        (model.__name__, key.name)
        for model in apps.get_app_config("membership").get_models()
        for key in model._meta.get_fields()
        if isinstance(key, models.ForeignKey) and key.remote_field.on_delete is not models.PROTECT
    ]
    assert keys == []
