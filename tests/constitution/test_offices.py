"""Offices and seats: terms, what follows and precedes, who may hold them (K7.1 to K7.6, K8.14, B4.1)."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from constitution import questions
from constitution.dates import Period
from constitution.loading import Refused
from constitution.questions import ask
from constitution.tenure import Held, designate_period, holder_succession, structure_ends, term_of
from tests.constitution.paper import TERMS, YEAR_2023, days, on, rules

OFFICES = """
[office.chair]
clause  = "Rules"
name    = "Chair"
held_by = ["headteacher", "acting headteacher"]
term    = "2 years"
begins  = "1 September"

[office.outgoing-chair]
clause  = "Rules"
name    = "Outgoing Chair"
follows = "chair"
term    = "2 years"

[office.chair-designate]
clause   = "Rules"
name     = "Chair Designate"
precedes = "chair"
during   = "Summer term"

[office.manager]
clause      = "Rules"
name        = "Manager"
held_by     = ["commissioned post"]
term        = "3 years"
renewed_for = "2 years"
notice      = "1 year"

[office.send-rep]
clause         = "Rules"
term           = "2 years"
reviewed_every = "1 year"
"""


@pytest.fixture
def c():
    return rules(TERMS + OFFICES)


def tenure(c, of, **given):
    return ask(c, "tenure", of, given)


# Terms ------------------------------------------------------------------------------------------------


@pytest.mark.clause("K7.2")
def test_a_chair_from_september_2022_serves_to_the_end_of_august_2024(c):
    found = tenure(c, "chair", since=on("2022-09-01"))
    assert found.value["last_day"] == on("2024-08-31")
    assert found.steps[0] == "2 years from Thursday 1 September 2022: to Saturday 31 August 2024"
    assert term_of(c, "chair", on("2022-09-01")) == Period(on("2022-09-01"), on("2024-09-01"))


def test_whoever_is_elected_before_the_day_takes_up_the_office_on_it(c):
    found = tenure(c, "chair", elected=on("2024-06-27"))
    assert found.value["takes_up"] == on("2024-09-01")
    assert found.value["last_day"] == on("2026-08-31")


@pytest.mark.clause("K7.3")
def test_the_manager_serves_three_years_and_then_two(c):
    found = tenure(c, "manager", since=on("2023-09-01"))
    assert found.value["last_day"] == on("2026-08-31")
    assert found.value["renewals"] == [on("2028-08-31")]


def test_renewals_up_to_a_limit_are_all_counted_from_the_first_day():
    c = rules(OFFICES.replace('notice      = "1 year"', "at_most_in_a_row = 3"))
    found = tenure(c, "manager", since=on("2024-02-29"))
    assert found.value["renewals"] == days("2029-02-28", "2031-02-28")


def test_renewals_stop_where_the_years_in_a_row_do():
    c = rules(OFFICES.replace('notice      = "1 year"', 'at_most_in_a_row = "5 years"'))
    assert tenure(c, "manager", since=on("2023-09-01")).value["renewals"] == [on("2028-08-31")]


@pytest.mark.clause("K8.14")
def test_a_years_notice_before_the_end_of_the_post(c):
    found = tenure(c, "manager", since=on("2023-09-01"))
    assert found.value["notice_by"] == on("2025-08-31")
    assert "notice 1 year before Monday 31 August 2026: by Sunday 31 August 2025" in found.steps


@pytest.mark.clause("K7.3")
def test_a_post_is_reviewed_each_year_of_its_term(c):
    found = tenure(c, "send-rep", since=on("2023-09-01"))
    assert (found.value["review"], found.value["reviews"]) == (on("2024-09-01"), [on("2024-09-01")])


def test_a_term_without_a_beginning_needs_the_fact(c):
    with pytest.raises(questions.UnknownFact, match='needs the fact "since"'):
        tenure(c, "chair")


def test_a_fixed_year_ends_every_term_on_its_last_day():
    treasurer = '[office.treasurer]\nclause = "Rules"\nyear_runs = ["1 April", "31 March"]\n'
    assert tenure(rules(treasurer), "treasurer", since=on("2024-05-10")).value["last_day"] == on("2025-03-31")
    three = rules(treasurer + 'term = "3 years"\n')
    assert tenure(three, "treasurer", since=on("2024-05-10")).value["last_day"] == on("2027-03-31")


AT_MEETING = """
[event.first-meeting]
clause = "Rules"
name   = "First meeting"

[office.chair]
clause    = "Rules"
term      = "1 year"
begins_at = "first-meeting"
"""
MEETINGS = days("2022-09-28", "2023-07-05", "2023-09-27", "2023-11-22", "2024-09-25", "2024-11-20")


def test_an_office_that_begins_at_an_event_begins_at_the_first_of_the_school_year():
    found = tenure(rules(AT_MEETING), "chair", elected=on("2023-07-05"), dates=MEETINGS)
    assert found.value == {"takes_up": on("2023-09-27"), "last_day": on("2024-09-24")}


def test_until_the_next_first_meeting_is_fixed_the_term_runs_its_year():
    found = tenure(rules(AT_MEETING), "chair", elected=on("2024-07-03"), dates=MEETINGS)
    assert found.value == {"takes_up": on("2024-09-25"), "last_day": on("2025-09-24")}
    assert "they serve until the first meeting, whose day is not entered" in found.steps


def test_without_the_days_of_the_event_nobody_takes_up_the_office():
    with pytest.raises(questions.UnknownFact, match="the days of first meeting after 5 July 2023"):
        tenure(rules(AT_MEETING), "chair", elected=on("2023-07-05"))


def test_an_office_may_end_with_an_event():
    c = rules(AT_MEETING.replace('begins_at = "first-meeting"', 'until = "first-meeting"'))
    found = tenure(c, "chair", since=on("2023-09-27"), dates=days("2023-09-27", "2024-09-25"))
    assert found.value["last_day"] == on("2024-09-25")


def test_a_term_ends_with_what_it_ends_with_if_that_comes_first(c):
    found = tenure(c, "chair", since=on("2022-09-01"), ends_with=on("2023-12-31"))
    assert found.value["last_day"] == on("2023-12-31")
    assert found.value["outgoing-chair"]["first_day"] == on("2024-01-01")
    assert tenure(c, "chair", since=on("2022-09-01"), ends_with=on("2029-01-01")).value["last_day"] == on(
        "2024-08-31"
    )


# Seats ------------------------------------------------------------------------------------------------

SEATS = """
[body.group]
clause         = "Rules"
members        = [{ category = "trust leader", seats = 4 }]
tenure         = "2 years"
reviewed_after = "1 year"
"""


@pytest.mark.clause("B4.1")
def test_a_seat_lasts_two_years_and_is_reviewed_after_one():
    found = tenure(rules(SEATS), "group", since=on("2016-11-01"))
    assert found.value == {
        "takes_up": on("2016-11-01"), "last_day": on("2018-10-31"), "review": on("2017-11-01")
    }  # fmt: skip


def test_a_seat_ends_with_the_structure_when_that_comes_first():
    found = tenure(rules(SEATS), "group", since=on("2017-02-20"), ends_with=on("2018-10-31"))
    assert found.value["last_day"] == on("2018-10-31")


@pytest.mark.clause("B3.6")
def test_the_structure_itself_may_have_an_end_which_is_said():
    source = rules(SEATS).source.replace(
        "in_force_from = 2023-09-01", 'in_force_from = 2016-11-01\nin_force_for = "2 years"'
    )
    c = rules_from(source)
    assert structure_ends(c) == on("2018-10-31")
    found = tenure(c, "group", since=on("2017-02-20"))
    assert found.steps[-1] == "the structure itself ends on Wednesday 31 October 2018"


def rules_from(source):
    from constitution.loading import load

    return load(source)


# Before and after -------------------------------------------------------------------------------------


@pytest.mark.clause("K7.4")
def test_the_outgoing_chair_stays_for_two_years_from_the_next_day(c):
    found = tenure(c, "chair", since=on("2022-09-01"))
    assert found.value["outgoing-chair"] == {"first_day": on("2024-09-01"), "last_day": on("2026-08-31")}


@pytest.mark.clause("K7.5")
def test_the_chair_designate_sits_in_the_last_summer_term_before_the_change(c):
    found = tenure(c, "chair", since=on("2024-09-01"), terms=YEAR_2023)
    assert found.value["chair-designate"] == {"first_day": on("2024-04-15"), "last_day": on("2024-07-19")}


@pytest.mark.clause("K7.5")
def test_a_change_in_the_winter_has_its_designate_in_the_summer_before(c):
    found = designate_period(c, "chair-designate", on("2025-01-01"), YEAR_2023)
    assert found.value is None
    assert found.steps == ("Chair Designate: the terms of 2024/25 are not entered",)


def test_the_designate_waits_for_the_dates_of_the_year(c):
    found = tenure(c, "chair", since=on("2024-09-01"))
    assert found.value["chair-designate"] == {"first_day": None, "last_day": None}
    assert found.steps[-1] == "Chair Designate: the terms of 2023/24 are not entered"


AMINA, BEN, CERI = "Amina Clarke", "Ben Okafor", "Ceri Hughes"


def held(holder, since, until=None):
    return Held("chair", holder, Period.of(on(since), on(until) if until else None))


@pytest.mark.clause("K7.4", "K7.5", "K7.6")
def test_who_was_chair_tells_who_is_outgoing_and_who_designate(c):
    holdings = [held(AMINA, "2020-09-01", "2022-08-31"), held(BEN, "2022-09-01", "2024-08-31")]
    found = holder_succession(c, [*holdings, held(CERI, "2024-09-01")], YEAR_2023)
    assert [(h.office, h.holder, str(h.period)) for h in found] == [
        ("outgoing-chair", AMINA, "1 September 2022 to 31 August 2024"),
        ("outgoing-chair", BEN, "1 September 2024 to 31 August 2026"),
        ("outgoing-chair", CERI, "1 September 2026 to 31 August 2028"),
        ("chair-designate", CERI, "15 April 2024 to 19 July 2024"),
    ]


def test_a_chair_who_is_elected_again_is_neither_outgoing_nor_designate_between(c):
    twice = [held(AMINA, "2020-09-01", "2022-08-31"), held(AMINA, "2022-09-01", "2024-08-31")]
    [found] = holder_succession(c, twice, YEAR_2023)
    assert found.period == Period(on("2024-09-01"), on("2026-09-01"))


def test_a_chair_who_leaves_early_ends_the_time_of_the_one_before(c):
    early = [held(AMINA, "2020-09-01", "2022-08-31"), held(BEN, "2022-09-01", "2023-03-31")]
    first, second = holder_succession(c, early)
    assert first.period == Period(on("2022-09-01"), on("2023-04-01"))
    assert second.period.starts_on == on("2023-04-01")


@given(st.lists(st.integers(30, 1500), min_size=1, max_size=6))
def test_periods_of_one_office_never_overlap(lengths):
    c = rules(TERMS + OFFICES)
    start, holdings = on("2010-09-01"), []
    for place, length in enumerate(lengths):
        end = start + datetime.timedelta(days=length)
        holdings.append(Held("chair", place, Period(start, end)))
        start = end
    periods = [found.period for found in holder_succession(c, holdings)]
    assert not any(one.overlaps(other) for place, one in enumerate(periods) for other in periods[place + 1 :])


def test_offices_that_follow_each_other_in_a_circle_are_refused():
    circle = '[office.{0}]\nclause = "Rules"\nfollows = "{1}"\n'
    with pytest.raises(Refused, match="goes round in a circle: a -> b -> a"):
        rules(circle.format("a", "b") + circle.format("b", "a"))


# Who may ------------------------------------------------------------------------------------------------


@pytest.mark.clause("K7.1")
def test_only_the_posts_that_the_file_names_may_hold_an_office(c):
    assert ask(c, "may hold", "chair", {"person": "headteacher"})
    assert ask(c, "may hold", "chair", {"person": {"name": AMINA, "as": "acting headteacher"}})
    assert not ask(c, "may hold", "chair", {"person": {"name": BEN, "as": "deputy headteacher"}})
    assert not ask(c, "may hold", "manager", {"person": "headteacher"})


def test_an_office_may_be_closed_to_some():
    c = rules('[office.chair]\nclause = "Rules"\nheld_by = ["governor"]\nnot_open_to = ["headteacher"]\n')
    assert ask(c, "may hold", "chair", {"person": {"name": BEN, "as": "governor"}})
    both = {"name": AMINA, "as": ["governor", "headteacher"]}
    found = ask(c, "may hold", "chair", {"person": both})
    assert not found
    assert found.steps == ("not open to: headteacher",)


LIMITED = """
[office.chair]
clause           = "Rules"
term             = "3 years"
at_most_in_a_row = 2
break_of         = "1 year"
break_waived_if  = "the members so resolve"
"""


def stints(*pairs):
    return [{"since": on(first), "until": on(last)} for first, last in pairs]


def test_two_terms_in_a_row_and_no_more_unless_the_gap_is_waived():
    c = rules(LIMITED)
    assert ask(c, "may hold", "chair", {"served": 1})
    assert not ask(c, "may hold", "chair", {"served": 2})
    assert ask(c, "may hold", "chair", {"served": 2, "waived": True})


def test_a_gap_of_a_year_lets_somebody_begin_again():
    c = rules(LIMITED)
    served = stints(("2017-09-01", "2020-08-31"), ("2020-09-01", "2023-08-31"))
    assert not ask(c, "may hold", "chair", {"served": served, "on": on("2024-08-31")})
    assert ask(c, "may hold", "chair", {"served": served, "on": on("2024-09-01")})


def test_a_gap_that_is_not_written_to_be_waived_cannot_be():
    c = rules(LIMITED.replace('break_waived_if  = "the members so resolve"', ""))
    assert not ask(c, "may hold", "chair", {"served": 2, "waived": True})


def test_the_limit_may_be_a_length_of_time():
    c = rules(LIMITED.replace("= 2\n", '= "8 years"\n'))
    assert ask(c, "may hold", "chair", {"served": "7 years"})
    assert not ask(c, "may hold", "chair", {"served": "8 years"})
    assert not ask(
        c, "may hold", "chair", {"served": stints(("2015-09-01", "2023-08-31")), "on": on("2023-09-01")}
    )


@pytest.mark.parametrize(
    ("served", "sentence"),
    [
        ([{"since": on("2017-09-01"), "untill": on("2020-08-31")}], "a stint is { since = "),
        ([{"until": on("2020-08-31")}], "a stint is { since = "),
        (["two years"], "a stint is { since = "),
        ("long", 'the fact "served": "long": write a length of time'),
    ],
)
def test_what_was_served_is_read_strictly(served, sentence):
    c = rules(LIMITED.replace("= 2\n", '= "8 years"\n'))
    with pytest.raises(questions.UnknownFact) as told:
        ask(c, "may hold", "chair", {"served": served})
    assert str(told.value).startswith(sentence)


STAYS = """
[office.trustee]
clause = "Rules"
resignation_refused_if = "fewer would be left than a quorum needs"
"""


def test_nobody_resigns_when_too_few_would_be_left():
    c = rules(STAYS)
    assert ask(c, "may resign", "trustee", {"filled": 4, "quorum": 3})
    assert not ask(c, "may resign", "trustee", {"filled": 3, "quorum": 3})
    assert ask(c, "may resign", "trustee", {"filled": 3}).value == "unknown"
    assert ask(rules(OFFICES), "may resign", "chair", {"filled": 1, "quorum": 3})


ROTATION = """
[event.agm]
clause = "Rules"

[office.trustee]
clause   = "Rules"
rotation = { share = "one third", rounded = "nearest", at = "agm", first = "the longest in office", ties = "by lot", not_counting = ["member"] }
"""  # noqa: E501


@pytest.mark.parametrize(("elected", "retire"), [(9, 3), (8, 3), (7, 2), (1, 0), (2, 1)])
def test_a_third_of_the_trustees_retire_or_the_nearest_number(elected, retire):
    assert ask(rules(ROTATION), "how many retire", "trustee", {"elected": elected}).value == retire


def test_those_who_do_not_count_are_left_out_of_the_rotation():
    people = [{"name": AMINA, "as": "governor"}, {"name": BEN, "as": "member"}, {"name": CERI}]
    found = ask(rules(ROTATION), "how many retire", "trustee", {"elected": people})
    assert found.value == 1
    assert found.steps == (
        "not counting member",
        "one third of 2 = 0.67, so 1",
        "first: the longest in office",
        "between equals: by lot",
    )
