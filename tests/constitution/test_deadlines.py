"""How long before something else, and whether notice was good (K9.9, K12.8, K12.9)."""

import pytest

from constitution.loading import Refused
from constitution.questions import UnknownFact, ask
from tests.constitution.paper import days, on, rules

EVENTS = '[event.meeting]\nclause = "Rules"\n[event.visit]\nclause = "Rules"\n'


def deadline(keys: str, name: str = "papers") -> str:
    return f'[deadline.{name}]\nclause = "Rules"\n{keys}\n'


def before(at_least: str, more: str = ""):
    return rules(EVENTS + deadline(f'at_least = "{at_least}"\nbefore = "meeting"\n{more}'))


def latest(c, day: str, **given):
    return ask(c, "latest day", "papers", {"day": on(day), **given}).value


@pytest.mark.clause("K9.9")
def test_a_week_before_a_thursday_is_the_thursday_before():
    found = ask(before("1 week"), "latest day", "papers", {"day": on("2024-03-14")})
    assert found.value == on("2024-03-07")
    assert found.steps == ("1 week before Thursday 14 March 2024: by Thursday 7 March 2024",)


@pytest.mark.clause("K12.8")
def test_ten_days_before_a_review_fall_on_a_saturday_which_is_said():
    found = ask(before("10 days"), "latest day", "papers", {"day": on("2023-11-21")})
    assert found.value == on("2023-11-11")
    assert found.steps[-1] == "Saturday 11 November 2023 is at a weekend; the day does not move"


@pytest.mark.clause("K12.9")
def test_four_weeks_before_a_visit():
    assert latest(before("4 weeks"), "2023-11-15") == on("2023-10-18")


SUNDAYS = 'not_counting = ["Sundays", "bank holidays", "Christmas and Easter breaks"]'


def test_three_clear_days_for_a_parish_council_pass_over_sundays_and_bank_holidays():
    c = before("3 clear days", SUNDAYS)
    assert latest(c, "2024-05-09", bank_holidays=days("2024-05-06")) == on("2024-05-03")
    assert latest(c, "2024-06-13", bank_holidays=[]) == on("2024-06-08")


def test_a_named_list_of_days_stands_among_the_facts():
    c = before("3 clear days", SUNDAYS)
    breaks = {"Christmas and Easter breaks": [{"first": on("2024-03-28"), "last": on("2024-04-02")}]}
    given = {"bank_holidays": days("2024-03-29", "2024-04-01"), "not_counted": breaks}
    assert latest(c, "2024-04-04", **given) == on("2024-03-25")


def test_what_was_not_entered_is_not_left_out_and_is_said():
    found = ask(before("3 clear days", SUNDAYS), "latest day", "papers", {"day": on("2024-06-13")})
    assert found.defaults == (
        "no bank holidays were entered, so none was left out",
        "no days were entered for Christmas and Easter breaks, so none was left out",
    )


def test_five_working_days_leave_out_weekends_and_bank_holidays():
    c = before("5 working days")
    assert latest(c, "2024-03-14", bank_holidays=[]) == on("2024-03-07")
    assert latest(c, "2024-04-04", bank_holidays=days("2024-03-29", "2024-04-01")) == on("2024-03-26")


def test_school_closures_may_not_count():
    c = before("10 days", 'not_counting = "school closures"')
    closed = [{"first": on("2023-10-28"), "last": on("2023-11-05")}]
    assert latest(c, "2023-11-10", school_closures=closed) == on("2023-10-22")


POST = 'deemed_after = "48 hours"\n'


def test_what_is_sent_counts_as_given_later_and_what_is_handed_over_at_once():
    c = before("14 clear days", POST)
    assert latest(c, "2024-07-04", by="handed over") == on("2024-06-19")
    assert latest(c, "2024-07-04", by="post") == on("2024-06-17")


def test_nothing_said_about_the_way_it_goes_is_taken_as_sent():
    found = ask(before("14 clear days", POST), "latest day", "papers", {"day": on("2024-07-04")})
    assert found.value == on("2024-06-17")
    assert found.defaults == ("taken as sent, not handed over: the facts do not say",)


CHAIN = deadline('at_least = "5 days"\nbefore = "told"') + deadline(
    'at_least = "2 weeks"\nbefore = "visit"', "told"
)


def test_a_deadline_may_come_before_another():
    found = ask(rules(EVENTS + CHAIN), "latest day", "papers", {"day": on("2024-03-20")})
    assert found.value == on("2024-03-01")
    assert found.steps == (
        "2 weeks before Wednesday 20 March 2024: by Wednesday 6 March 2024",
        "5 days before Wednesday 6 March 2024: by Friday 1 March 2024",
    )


def test_deadlines_that_hang_on_each_other_go_round_in_a_circle():
    with pytest.raises(Refused, match="goes round in a circle: papers -> told -> papers"):
        rules(EVENTS + CHAIN.replace('before = "visit"', 'before = "papers"'))


def test_at_least_so_long_after_an_event():
    c = rules(EVENTS + deadline('at_least = "14 days"\nafter = "meeting"'))
    assert latest(c, "2024-03-14") == on("2024-03-28")
    assert ask(c, "notice good", "papers", {"day": on("2024-03-14"), "given_on": on("2024-03-28")})
    assert not ask(c, "notice good", "papers", {"day": on("2024-03-14"), "given_on": on("2024-03-27")})


def good(c, given_on: str, **given):
    return ask(c, "notice good", "papers", {"day": on("2024-03-14"), "given_on": on(given_on), **given})


@pytest.mark.clause("K9.9")
def test_notice_is_good_up_to_the_end_of_the_day_and_no_longer():
    c = before("7 clear days", 'late = "Marked late; the Chair\'s consent is needed."')
    assert good(c, "2024-03-06")
    found = good(c, "2024-03-07")
    assert not found
    assert found.steps[-2:] == (
        "Thursday 7 March 2024 is too late",
        "Marked late; the Chair's consent is needed.",
    )


SHORT = 'short_if = "matters demand urgent consideration"\n'
CLOSURE = """
[body.board]
clause  = "Rules"
members = [{ category = "member", seats = 9 }]

[decision.closure]
clause = "Rules"
name   = "Closing the school"
body   = "board"
not_at_short_notice = true
"""


def test_shorter_notice_will_do_for_a_reason_but_not_for_every_decision():
    c = rules(EVENTS + deadline(f'at_least = "7 clear days"\nbefore = "meeting"\n{SHORT}') + CLOSURE)
    assert not good(c, "2024-03-11")
    assert good(c, "2024-03-11", short_reason="storm damage")
    found = good(c, "2024-03-11", short_reason="urgent", decision="closure")
    assert not found
    assert found.steps[-1] == "Closing the school may not be decided at short notice"


def test_a_deadline_hangs_on_one_thing():
    with pytest.raises(Refused, match="say exactly one of: before, after"):
        rules(EVENTS + deadline('at_least = "1 week"'))


def test_a_deadline_before_something_that_is_not_there_is_refused():
    with pytest.raises(Refused, match='there is no event or deadline called "meetin"'):
        rules(EVENTS + deadline('at_least = "1 week"\nbefore = "meetin"'))


def test_days_that_cannot_be_read_are_an_error_and_not_a_guess():
    with pytest.raises(UnknownFact, match="write days as 2024-04-01"):
        latest(before("5 working days"), "2024-03-14", bank_holidays=["Easter Monday"])
