"""A whole meeting of thirty-five schools, played by everybody who takes part in it: who they are, `meeting.cast` says.

It begins on Wednesday 6 March 2024, eight days before, and ends at the next meeting, on Thursday 9 May.
"""

import pytest

from tests.journeys import site
from tests.journeys.meeting import afterwards, before, decisions, roll
from tests.journeys.meeting.cast import NAMES, Cast

pytestmark = pytest.mark.browser


@pytest.mark.clause(
    "K5.9", "K6.1", "K6.4", "K6.5", "K6.6", "K6.7", "K6.8", "K9.5", "K9.6", "K9.7", "K9.8", "K9.9"
)
@pytest.mark.clause("K9.10", "K9.11", "K9.12", "K9.13", "K9.14", "K9.15", "K9.16", "K9.18", "K15.1", "K15.2")
@pytest.mark.clause("B2.3", "B5.1", "X7")
def test_a_meeting_of_thirty_five_schools_from_its_agenda_to_its_ratified_minutes(march, of_march, now_is):
    cast = Cast(march, of_march, now_is)
    with site.scheduled(of_march, **site.ON_ANOTHER_DAY):
        before.the_rules_are_amended(cast)
        before.items_come_in_time_and_late(cast)
        before.the_agenda_is_put_in_order_agreed_and_sent(cast)
        before.a_guest_is_invited_to_one_item(cast)
        before.everybody_reads_a_pack_of_their_own(cast)
        before.they_say_whether_they_come(cast)

        now_is(2024, 3, 14, 8, 40)
        roll.two_call_the_roll_of_thirty_five_schools(cast)
        roll.the_deputy_makes_the_quorum(cast)
        roll.other_business_is_taken_at_the_start(cast)
        decisions.an_interest_takes_the_quorum_away(cast)
        decisions.a_motion_is_amended_and_carried_by_show_of_hands(cast)
        decisions.a_secret_vote_stays_secret(cast)
        decisions.a_recorded_vote_has_every_name(cast)
        decisions.the_quorum_is_lost_and_nothing_more_is_resolved(cast)
        afterwards.the_minutes_are_written_while_it_goes_on(cast)

        afterwards.the_meeting_is_closed_and_its_minutes_go_round(cast)
        afterwards.whoever_was_not_there_gets_them_and_a_talk(cast)
        afterwards.the_action_is_chased_and_the_minutes_are_ratified_at_the_next(cast)
        afterwards.what_was_to_be_done_is_done(cast)
        afterwards.who_came_is_reported(cast)
    assert set(cast.here) == set(NAMES), "everybody took part"
