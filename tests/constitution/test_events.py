"""The year: its windows, what is missing from it, what lies outside (K9.1, K9.2, B4.2), and the next time."""

import pytest

import constitution
from constitution import calendar
from constitution.examples import agree
from constitution.loading import Refused
from constitution.questions import UnknownFact, ask
from constitution.reminding import remind_before
from tests.constitution.paper import SIX_TERMS, TERMS, YEAR_2023, YEAR_2024, days, on, rules

HALF_TERMLY = '[event.meeting]\nclause = "Rules"\nname = "Meeting"\nevery = "half term"\n'
BY_TERM = """
[calendar]
clause = "Rules"
terms  = ["Term 1", "Term 2", "Term 3", "Term 4", "Term 5", "Term 6"]

[event.meeting]
clause       = "Rules"
every        = "term"
times_a_year = 6
"""


def of_event(keys: str) -> str:
    return f'[event.meeting]\nclause = "Rules"\n{keys}\n'


def names(c, **given):
    return [window["name"] for window in ask(c, "windows", "meeting", given).value]


@pytest.mark.clause("K9.1")
def test_once_every_half_term_is_six_times_a_year_and_the_break_is_in_neither_half():
    found = ask(rules(TERMS + HALF_TERMLY), "windows", "meeting", {"terms": YEAR_2023}).value
    assert [window["code"] for window in found] == [
        "autumn-1", "autumn-2", "spring-1", "spring-2", "summer-1", "summer-2",
    ]  # fmt: skip
    assert found[0] == {
        "code": "autumn-1",
        "name": "Autumn term, first half",
        "first": on("2023-09-04"),
        "last": on("2023-10-29"),
    }
    assert found[1]["first"] == on("2023-11-04")


@pytest.mark.clause("B4.2")
def test_once_a_term_is_six_times_in_a_year_of_six_terms():
    assert names(rules(BY_TERM), terms=SIX_TERMS) == [f"Term {n}" for n in range(1, 7)]


@pytest.mark.clause("K9.1")
def test_a_window_without_its_meeting_is_named_and_so_is_a_meeting_outside_all_of_them():
    c = rules(TERMS + HALF_TERMLY)
    held = days("2023-09-28", "2023-11-23", "2024-01-25", "2024-05-16", "2024-05-29", "2024-06-27")
    found = ask(c, "year", "meeting", {"terms": YEAR_2023, "days": held})
    assert found.value == {"without": ["Spring term, second half"], "outside": [on("2024-05-29")]}
    assert found.steps[-1] == "Wednesday 29 May 2024 is outside all of them"


@pytest.mark.clause("B4.2")
def test_five_meetings_where_six_are_asked_for_are_one_short():
    held = days("2023-10-05", "2023-11-16", "2024-01-18", "2024-03-07", "2024-05-02")
    found = ask(rules(BY_TERM), "year", "meeting", {"terms": SIX_TERMS, "days": held}).value
    assert found == {"without": ["Term 6"], "outside": [], "lacking": 1}


def test_nothing_is_worked_out_for_a_year_whose_terms_are_not_entered():
    c = rules(TERMS + HALF_TERMLY)
    found = ask(c, "windows", "meeting", {"on": on("2025-10-01")})
    assert found.value == "the terms of 2025/26 are not entered"
    later = ask(c, "year", "meeting", {"terms": [], "days": days("2025-10-09")})
    assert later.value == "the terms of 2025/26 are not entered"


def test_a_term_or_a_break_that_is_missing_is_named():
    c = rules(TERMS + HALF_TERMLY)
    assert (
        ask(c, "windows", "meeting", {"terms": YEAR_2023[:2]}).value
        == "the Summer term of 2023/24 is not entered"
    )
    unbroken = [{key: term[key] for key in ("name", "first", "last")} for term in YEAR_2023]
    assert ask(c, "windows", "meeting", {"terms": unbroken}).value == (
        "the half-term break of the Autumn term of 2023/24 is not entered"
    )


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ('every = "school year"\nin = "Autumn term"', ["Autumn term"]),
        ('every = "school year"\nin = "Spring term, first half"', ["Spring term, first half"]),
        ('every = "school year"\nin = "last half term"', ["Summer term, second half"]),
        ('every = "school year"\nin = "October"', ["October 2023"]),
        ('every = "school year"\nin = "August"', ["August 2024"]),
        ('every = "2 years"\nin = "Spring term"', ["Spring term"]),
        ('every = "term"', ["Autumn term", "Spring term", "Summer term"]),
        ('every = "half term"\nin = "Autumn term"', ["Autumn term, first half", "Autumn term, second half"]),
        ("times_a_year = 3", ["Autumn term", "Spring term", "Summer term"]),
        ('every = "financial year"', ["financial year 2024/25"]),
        ('on = "31 July"', ["31 July 2024"]),
        ("on = 2024-03-14", ["14 March 2024"]),
    ],
)
def test_where_in_the_year_an_event_falls(keys, expected):
    assert names(rules(TERMS + of_event(keys)), terms=YEAR_2023) == expected


@pytest.mark.clause("K9.2")
def test_once_in_one_of_two_places_is_one_window():
    c = rules(TERMS + of_event('every = "school year"\nin = ["Spring term, second half", "Summer term"]'))
    [window] = ask(c, "windows", "meeting", {"terms": YEAR_2023}).value
    assert (window["first"], window["last"]) == (on("2024-02-17"), on("2024-07-19"))


def test_a_full_date_serves_one_year_and_the_next_is_asked_for():
    c = rules(TERMS + of_event("on = 2024-03-14"))
    assert ask(c, "windows", "meeting", {"on": on("2024-10-01")}).value == (
        "the day of 2024/25 is not entered: 14 March 2024 serves one year only"
    )


def test_every_month_is_twelve_windows_from_the_first_of_the_school_year():
    c = rules(of_event('every = "month"'))
    found = names(c, on=on("2024-01-01"))
    assert (len(found), found[0], found[-1]) == (12, "September 2023", "August 2024")


def test_a_calendar_without_halves_has_its_terms_for_half_terms():
    c = rules(BY_TERM.replace('every        = "term"', 'every = "half term"'))
    assert names(c, terms=SIX_TERMS) == [f"Term {n}" for n in range(1, 7)]


def test_terms_may_be_given_as_a_table_by_name():
    c = rules(TERMS + of_event('every = "term"'))
    table = {term["name"]: [term["first"], term["last"]] for term in YEAR_2023}
    assert names(c, terms=table) == ["Autumn term", "Spring term", "Summer term"]


# The next time -----------------------------------------------------------------------------------------

AGM = of_event('every = "calendar year"\nno_more_apart_than = "15 months"\nfirst_within = "18 months"')


def test_every_year_and_no_more_than_fifteen_months_apart_is_the_earlier_of_the_two():
    c = rules(AGM)
    assert ask(c, "next by", "meeting", {"last": on("2023-12-05")}).value == on("2024-12-31")
    assert ask(c, "next by", "meeting", {"last": on("2023-07-06")}).value == on("2024-10-06")


def test_the_first_is_counted_from_the_day_the_constitution_comes_into_force():
    found = ask(rules(AGM), "next by", "meeting")
    assert found.value == on("2025-03-01")


def test_every_two_years_is_counted_from_the_last():
    c = rules(of_event('every = "2 years"'))
    assert ask(c, "next by", "meeting", {"last": on("2024-02-29")}).value == on("2026-03-01")


def test_after_one_half_term_the_next_is_due_by_the_end_of_the_following():
    c = rules(TERMS + HALF_TERMLY)
    facts = {"last": on("2024-01-25"), "terms": YEAR_2023}
    assert ask(c, "next by", "meeting", facts).value == on("2024-03-28")
    facts = {"last": on("2024-06-27"), "terms": YEAR_2023 + YEAR_2024}
    assert ask(c, "next by", "meeting", facts).value == on("2024-10-27")
    facts = {"last": on("2024-06-27"), "terms": YEAR_2023}
    assert ask(c, "next by", "meeting", facts).value == "the terms of 2024/25 are not entered"


def test_meetings_too_far_apart_are_named():
    c = rules(of_event('every = "calendar year"\nno_more_apart_than = "15 months"'))
    found = ask(c, "year", "meeting", {"days": days("2023-01-10", "2024-06-20"), "on": on("2024-06-20")})
    assert found.value["too_late"] == [on("2024-06-20")]


# Adoption and the loader ---------------------------------------------------------------------------------


def failures(fragment: str) -> list[str]:
    return [problem.message for problem in constitution.check(rules(fragment)).failures]


def test_six_a_year_once_a_term_cannot_be_in_a_year_of_three_terms():
    assert failures(TERMS + of_event('every = "term"\ntimes_a_year = 6')) == [
        "six a year and once every term cannot both hold: the calendar has three terms a year"
    ]
    assert failures(BY_TERM) == []


@pytest.mark.parametrize(
    "keys",
    [
        of_event('every = "school year"\nin = "Lent term"'),
        '[tier.gold]\nclause = "Rules"\nissued_on = "first day of the Lent term"\n',
        '[office.a]\nclause = "Rules"\n[office.b]\nclause = "Rules"\nprecedes = "a"\nduring = "Lent term"\n',
        '[evaluation]\nclause = "Rules"\nsteps = [{ what = "A visit", when = "Lent term" }]\n',
    ],
)
def test_a_term_that_does_not_exist_is_impossible_wherever_it_is_named(keys):
    assert failures(TERMS + keys) == ['there is no "Lent term" in the calendar of this constitution']


def test_how_often_is_from_a_closed_list_or_a_length():
    with pytest.raises(Refused, match="\"fortnightly\" is not one of: 'half term', 'term'"):
        rules(of_event('every = "fortnightly"'))


def test_an_event_that_comes_after_itself_goes_round_in_a_circle():
    with pytest.raises(Refused, match="goes round in a circle: meeting -> meeting"):
        rules(of_event('after = "meeting"'))


# The calendar --------------------------------------------------------------------------------------------


def test_the_school_year_may_begin_on_another_day():
    c = rules('[calendar]\nclause = "Rules"\nschool_year_begins = "1 May"')
    assert calendar.school_year(c, on("2024-04-30")).label == "2023/24"
    assert calendar.school_year(c, on("2024-05-01")).first_day == on("2024-05-01")


def test_a_year_follows_a_year():
    c = rules("")
    year = calendar.school_year(c, on("2023-10-01"))
    assert calendar.year_after(year) == calendar.school_year(c, on("2024-10-01"))
    assert calendar.year_before(calendar.year_after(year)) == year


def test_the_halves_of_the_terms_have_codes_for_keys_and_names_for_people():
    c = rules(TERMS)
    windows = calendar.half_terms(c, YEAR_2023)
    assert (windows[3].code, windows[3].name) == ("spring-2", "Spring term, second half")
    assert on("2024-02-14") not in windows[2]


def test_a_rule_without_reminders_takes_the_list_of_its_kind_marked_as_a_default():
    c = rules(of_event('every = "term"'))
    reminders = remind_before(c.event["meeting"])
    assert reminders.default
    assert reminders == remind_before("event")
    own = rules(of_event('every = "term"\nremind_before = ["1 month", "1 week"]'))
    assert [str(each) for each in remind_before(own.event["meeting"]).before] == ["1 month", "1 week"]
    assert not remind_before(own.event["meeting"]).default


@pytest.mark.parametrize("terms", ["Autumn", 3, ["Autumn"], [[on("2023-09-04")]]])
def test_terms_that_cannot_be_read_are_an_error_and_not_a_guess(terms):
    with pytest.raises(UnknownFact, match="write"):
        ask(rules(TERMS + HALF_TERMLY), "windows", "meeting", {"terms": terms})


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("October", "in October"),
        ("Summer", "in the Summer term"),
        ("Summer term", "in the Summer term"),
        ("Term 3", "in Term 3"),
        ("last half term", "in the last half term"),
        ("Spring term, first half", "in the Spring term, first half"),
    ],
)
def test_a_place_in_the_year_is_said_as_a_school_says_it(words, said):
    assert calendar.in_words(words) == said


def test_the_windows_of_an_example_may_be_written_by_their_names():
    c = rules(TERMS + HALF_TERMLY)
    names = ["Autumn term, first half", "Autumn term, second half", "Spring term, first half"]
    found = ask(c, "windows", "meeting", {"terms": YEAR_2023}).value
    assert agree(names, found[:3])
    assert not agree(names, found[1:4])


def test_a_misspelt_part_of_a_term_is_an_error_and_no_missing_break():
    autumn = {
        "name": "Autumn",
        "first": on("2023-09-04"),
        "last": on("2023-12-21"),
        "brake": days("2023-10-30"),
    }
    with pytest.raises(UnknownFact, match='a term has no "brake"; did you mean "break"'):
        ask(rules(TERMS + HALF_TERMLY), "windows", "meeting", {"terms": [autumn]})
