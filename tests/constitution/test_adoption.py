"""Three verdicts on a file: refused, not adopted, adoptable with remarks (format section 7)."""

import pytest

import constitution
from constitution.examples import agree
from tests.constitution.heath import HEATH, changed, line_of

BOARD = """
[body.board]
clause  = "Meetings"
name    = "Board"
maximum = 6
members = [
  { office = "chair" },
  { category = "parent", seats = 2, class = "parent" },
  { category = "co-opted", seats = 3 },
]

[quorum.board]
clause   = "Meetings"
at_least = 3
tested   = "opening"
if_not_met = { then = "close" }
"""


def report_on(text: str) -> constitution.Report:
    report = constitution.check(text)
    assert not report.refusals, report
    return report


def failures(text: str) -> list[str]:
    return [str(problem) for problem in report_on(text).failures]


def remarks(text: str) -> list[str]:
    return [str(problem) for problem in report_on(text).remarks]


def new_remarks(text: str) -> list[str]:
    """The remarks that Heath itself does not give, without their lines."""
    known = {remark.partition(": ")[2] for remark in remarks(HEATH)}
    return [each for each in (remark.partition(": ")[2] for remark in remarks(text)) if each not in known]


def test_heath_can_be_adopted():
    report = report_on(HEATH + BOARD)
    assert report.verdict == "adoptable", report
    assert (report.holding, len(report.examples)) == (2, 2)


def test_a_refused_file_says_why_and_goes_no_further():
    text, line = changed('rounded  = "up"', 'roundde = "up"')
    report = constitution.check(text)
    assert report.verdict == "refused"
    assert report.constitution is None
    assert [problem.line for problem in report.refusals] == [line]


def test_a_constitution_already_loaded_can_be_checked():
    assert constitution.check(constitution.load(HEATH)).verdict == "adoptable"


# Not adopted -------------------------------------------------------------------------------------------


def test_an_example_that_comes_out_differently_shows_both_answers_and_the_steps():
    text, line = changed("answer = 21", "answer = 22")
    report = report_on(text)
    (problem,) = report.failures
    assert report.verdict == "not adopted"
    assert problem.line == line - 5
    assert problem.message == (
        "the example 'quorum of group' says 22; the rules give 21: at least 60% of 35 affiliated schools = 21"
    )


def test_a_quorum_that_the_full_body_could_not_meet():
    text = HEATH + BOARD.replace("at_least = 3", "at_least = 7")
    assert failures(text) == [
        f"line {line_in(text, '[quorum.board]')}: [quorum.board] nobody could meet this quorum: "
        "it asks for 7, and the full body has 6"
    ]


def test_a_condition_that_asks_for_more_of_a_class_than_has_seats():
    present = 'present = [{ class = "parent", at_least = 3 }]\ntested   = "opening"'
    text = (HEATH + BOARD).replace('tested   = "opening"', present)
    assert failures(text) == [
        f"line {line_in(text, 'present = [')}: [quorum.board] nobody could meet this: "
        "it asks for 3 of parent, and 2 have seats"
    ]


TWO_CLAUSES = """greater_of = [
  { at_least = "60%", of = "affiliated schools", rounded = "up", clause = "Meetings" },
  { at_least = 3, clause = "Pledge" },
]
"""


def two_clauses(reading: str = "") -> str:
    single = 'at_least = "60%"\nof       = "affiliated schools"\nrounded  = "up"\n'
    return HEATH.replace(single, TWO_CLAUSES + reading)


def test_two_clauses_in_one_rule_need_a_reading_that_says_which_is_followed():
    text = two_clauses()
    assert failures(text) == [
        f"line {line_in(text, 'greater_of')}: [quorum.group] Meetings and Pledge both speak here, "
        "and no reading says which is followed"
    ]
    assert not failures(two_clauses('reading.greater_of = "Both hold."\n'))


def test_seats_above_the_maximum():
    text = HEATH + BOARD.replace("maximum = 6", "maximum = 5")
    assert failures(text) == [
        f"line {line_in(text, 'maximum = 5')}: [body.board] its members have 6 seats, above its maximum of 5"
    ]


def test_more_meetings_than_the_calendar_has_room_for():
    text, line = changed('every  = "half term"', 'every  = "term"\ntimes_a_year = 6')
    (told,) = failures(text)
    assert told.startswith(f"line {line + 1}: [event.meeting] six a year and once every term")


def test_an_event_in_a_term_that_does_not_exist():
    text, line = changed('every  = "half term"', 'every = "school year"\nin = "Lent term"')
    (told,) = failures(text)
    assert told.startswith(f"line {line + 1}: [event.meeting] ")
    assert '"Lent term"' in told


RECORDED = """
[recorded.by-kind]
clause = "Pledge"
what   = "member schools"
counts = { primary = 20, special = 10 }
total  = 30
year   = "2024/25"

[recorded.by-status]
clause = "Pledge"
what   = "member schools"
counts = { maintained = 21, academy = 9 }
year   = "2024-25"
"""


def test_recorded_counts_that_do_not_add_up():
    assert not failures(HEATH + RECORDED)
    text = HEATH + RECORDED.replace("total  = 30", "total  = 31")
    assert failures(text) == [
        f"line {line_in(text, 'total  = 31')}: [recorded.by-kind] the counts come to 30, not 31"
    ]


def test_two_recorded_counts_of_one_thing_that_disagree():
    text = HEATH + RECORDED.replace("academy = 9", "academy = 8")
    assert failures(text) == [
        f"line {line_in(text, '[recorded.by-status]')}: [recorded.by-status] "
        "29 member schools here, and 30 in [recorded.by-kind]"
    ]


# Remarks -----------------------------------------------------------------------------------------------


def test_two_clauses_that_differ_are_told_with_the_first_size_at_which_they_do():
    told = new_remarks(two_clauses('reading.greater_of = "Both hold."\n'))
    assert "[quorum.group] two clauses differ, first at a size of 1: 1 [Meetings] and 3 [Pledge]" in told


def test_a_quorum_out_of_reach_below_a_certain_number():
    assert "[quorum.board] out of reach for a body of fewer than 3" in new_remarks(HEATH + BOARD)


def test_a_share_that_looks_like_a_rounded_third():
    text = HEATH.replace('at_least = "60%"', 'at_least = "67%"').replace("At least 60%", "At least 67%")
    text = text.replace("answer = 21", "answer = 24")
    remark = '"67%" looks like two thirds, rounded; write "two thirds" if that is meant'
    line = line_of('at_least = "60%"')
    assert f"line {line}: [quorum.group] {remark}" in remarks(text)


def test_notice_counted_from_another_day_than_the_invoice():
    subscription = '\n[subscription]\nclause = "Subscription"\nissued_on = "1 May"\n'
    told = new_remarks(HEATH + subscription)
    assert "[leaving.silver] notice is counted from 1 April; the invoice is issued on 1 May" in told


def test_no_casting_vote():
    voting = '\n[voting.group]\nclause = "Meetings"\ncarried_by = { more_than = "half", of = "votes cast" }\n'
    assert "[voting.group] no casting vote: a tie falls" in new_remarks(HEATH + voting)


def test_a_tier_without_a_rule_for_leaving():
    bronze = '\n[tier.bronze]\nclause = "Subscription"\nname = "Bronze"\nfee = { amount = "£5" }\n'
    assert "[tier.bronze] has no rule for leaving" in new_remarks(HEATH + bronze)


def test_a_category_and_tier_without_support():
    more = (
        '\n[category.red]\nclause = "Meetings"\nname = "Red"\n'
        '\n[category.green]\nclause = "Meetings"\nname = "Green"\n'
        '\n[support.red]\nclause = "Meetings"\ncategory = "red"\ntier = "silver"\ngets = "network"\n'
    )
    told = new_remarks(HEATH + more)
    assert told == ["[category.green] no support is named for a Silver school of this category"]


def test_a_recorded_year_that_is_not_the_editions():
    text = HEATH + RECORDED.replace("2024-25", "2023/24")
    assert new_remarks(text) == [
        "[recorded.by-status] what is recorded is of 2023/24, and the edition is 2024/25"
    ]


def test_an_office_that_outlasts_the_one_it_follows():
    past = '\n[office.past-chair]\nclause = "Meetings"\nfollows = "chair"\nterm = "3 years"\nholders = 1\n'
    told = new_remarks(HEATH + past)
    assert told == ["[office.past-chair] lasts 3 years, longer than the 2 years of the office it follows"]


def test_seats_below_the_maximum():
    told = new_remarks(HEATH + BOARD.replace("maximum = 6", "maximum = 8"))
    assert "[body.board] its members have 6 seats, below its maximum of 8" in told


def test_every_default_that_matters_is_told_and_none_that_does_not():
    text, _ = changed('rounded  = "up"\n', "")
    assert new_remarks(text) == ["[quorum.group] rounded up: the file does not say; the default"]
    exact = text.replace('at_least = "60%"', 'more_than = "half"').replace("answer = 21", "answer = 18")
    assert new_remarks(exact) == []


def test_a_default_is_told_where_the_whole_table_is_missing():
    bare = """
format = 1
[constitution]
name = "A board"
in_force_from = 2024-09-01
[[clauses]]
title = "Board"
words = "The board meets."
[body.board]
clause = "Board"
members = [{ category = "governor", seats = 9 }]
[quorum.board]
clause = "Board"
at_least = 3
[event.meeting]
clause = "Board"
every = "school year"
"""
    told = "\n".join(remarks(bare))
    for words in (
        "[body.board] interests are declared and no more",
        "[body.board] a guest neither counts nor votes",
        "[body.board] whoever sits counts for the quorum",
        "[body.board] whoever sits votes",
        "[body.board] carried by more than half of the votes cast",
        "[body.board] no casting vote, so a tie falls",
        "[quorum.board] nothing decided without a quorum",
        "[constitution] the school year begins on 1 September",
        "[constitution] the financial year begins on 1 April",
    ):
        assert words in told


def test_what_is_kept_for_ever_is_counted_from_no_day():
    keep = '\n[retention.charter]\nclause = "Pledge"\nwhat = "charter"\nkeep = "{}"\n'
    assert new_remarks(HEATH + keep.format("for ever")) == []
    assert new_remarks(HEATH + keep.format("6 years")) == [
        "[retention.charter] counted from the day itself: the file does not say; the default"
    ]


def test_one_default_in_two_keys_of_a_table_is_told_once():
    bars = '\n[interests.group]\nclause = "Meetings"\nmay_vote = false\n'
    assert not [words for words in new_remarks(HEATH + bars) if "so too in [interests.group]" in words]


def line_in(text: str, passage: str) -> int:
    return text.count("\n", 0, text.index(passage)) + 1


# Answers that agree ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "found", "same"),
    [
        (21, 21, True),
        (21, 22, False),
        (True, 1, False),
        (1, True, False),
        ("nothing", None, True),
        (0, None, False),
        ({"last_day": 1}, {"last_day": 1, "review": 2}, True),
        ({"last_day": 1, "renewals": 3}, {"last_day": 1}, False),
        ([1, 2], (1, 2), True),
        ([1, 2], (1, 2, 3), False),
        ([], (), True),
        ("carried", "not carried", False),
    ],
)
def test_a_printed_answer_agrees_with_what_was_found(written, found, same):
    assert agree(written, found) is same


def test_a_sum_agrees_however_it_is_written():
    given = 'given = { amounts = { "delegated funding" = "£1,000" } }'
    fee = f'\n[[examples]]\nask = "fee"\nof = "silver"\n{given}\n'
    for answer in ('"£2,400"', '"£2,400.00"', "2400"):
        assert not failures(f"{HEATH}{fee}answer = {answer}\n")
    assert failures(f'{HEATH}{fee}answer = "£2,401"\n')
