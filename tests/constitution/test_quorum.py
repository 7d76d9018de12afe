"""How many must be present: K6.1, K6.2, B2.1 and the quorums of other kinds of body."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import constitution
from constitution import ask
from tests.constitution.assemblies import answer, board, decision, heads, quorum
from tests.constitution.paper import bristol, knowsley

KNOWSLEY, BRISTOL = knowsley(), bristol()


# The two documents --------------------------------------------------------------------------------------


@pytest.mark.clause("K6.1")
@pytest.mark.parametrize(("schools", "needed"), [(35, 21), (34, 21), (36, 22), (1, 1), (5, 3)])
def test_quorum_of_the_full_group_is_sixty_percent_of_the_schools(schools, needed):
    assert answer(KNOWSLEY, "quorum", "full-group", schools=schools) == needed


@pytest.mark.clause("K6.2")
@pytest.mark.parametrize(("members", "needed"), [(5, 3), (6, 4), (4, 3), (3, 3), (10, 6)])
def test_quorum_of_the_management_group_is_never_fewer_than_three(members, needed):
    assert answer(KNOWSLEY, "quorum", "management-group", members=members) == needed


@pytest.mark.clause("K6.2")
def test_both_sentences_and_the_one_that_decided_are_said():
    found = ask(KNOWSLEY, "quorum", "management-group", {"members": 6})
    assert found.steps == (
        "at least 60% of 6 members = 3.6, so 4 [Quorum]",
        "at least 3 [Appendix 1]",
        "the greater is 4",
    )
    assert found.clause == ("Quorum", "Appendix 1")
    assert found.readings == ("Both sentences hold: the appendix is a floor, the share is the rule.",)


@pytest.mark.clause("B2.1")
def test_a_third_of_sixteen_seats_is_six_vacant_or_not():
    assert answer(BRISTOL, "quorum", "group") == 6
    assert answer(BRISTOL, "quorum", "group", vacant=1) == 6
    assert ask(BRISTOL, "quorum", "group").steps == ("at least one third of 16 seats = 5.33, so 6",)


@pytest.mark.clause("B2.1")
def test_on_another_base_a_third_is_five():
    in_post = bristol_with('of       = "seats"', 'of       = "posts filled"')
    assert answer(in_post, "quorum", "group", vacant=1) == 5


def bristol_with(before: str, after: str) -> constitution.Constitution:
    text = BRISTOL.source
    assert text.count(before) == 1
    return constitution.load(text.replace(before, after))


# Ways of saying a number ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "members", "needed"),
    [
        ("at_least = 3", 12, 3),
        ("more_than = 3", 12, 4),
        ('at_least = "half"\nof = "members"', 12, 6),
        ('more_than = "half"\nof = "members"', 12, 7),
        ('more_than = "half"\nof = "members"', 11, 6),
        ('at_least = "all"\nof = "members"', 11, 11),
        ('at_least = "one third"\nof = "members"\nrounded = "down"', 11, 3),
        ('at_least = "one third"\nof = "members"\nrounded = "nearest"', 11, 4),
        ('at_least = "one third"\nof = "members"\nrounded = "nearest"', 10, 3),
        ('at_least = "half"\nof = "members"\nrounded = "nearest"', 5, 3),
        ('at_least = "one third"\nof = "members"\nrounded = "down"', 2, 1),
        ('more_than = "half"\nof = "members"\nrounded = "down"', 12, 7),
        ('table = { "10" = 6, "11" = 6, "12" = 7 }\nof = "members"', 12, 7),
        ('table = { "10" = 6, "11" = 6, "12" = 7 }\nof = "members"', 9, "ask"),
        ("all_present = true", 12, 1),
        ('greater_of = [{ at_least = "1/3", of = "members" }, { at_least = 3 }]', 7, 3),
        ('greater_of = [{ at_least = "1/3", of = "members" }, { at_least = 3 }]', 10, 4),
        ('lesser_of = [{ at_least = "1/3", of = "members" }, { at_least = 3 }]', 10, 3),
        ('of = "members"\ngreater_of = [{ at_least = "1/3" }, { at_least = "25%" }, { at_least = 2 }]', 12, 4),
        ('greater_of = [{ table = { "5" = 3 }, of = "members" }, { at_least = 2 }]', 9, "ask"),
    ],
)  # fmt: skip
def test_a_number_is_said_in_one_way(number, members, needed):
    assert answer(board(quorum(number)), "quorum", "board", members=members) == needed


def test_the_steps_say_strictly_more_and_the_lesser():
    strict = ask(board(quorum('more_than = "half"\nof = "members"')), "quorum", "board", {"members": 12})
    assert strict.steps == ("more than half of 12 members = more than 6, so 7",)
    number = 'lesser_of = [{ at_least = "1/3", of = "members" }, { at_least = 3 }]'
    assert ask(board(quorum(number)), "quorum", "board", {"members": 10}).steps[-1] == "the lesser is 3"


def test_rounding_that_the_file_does_not_name_is_a_default_only_where_it_rounds():
    c = board(quorum('at_least = "1/3"\nof = "members"'))
    rounded = ("rounded up: the file does not say; the default",)
    assert ask(c, "quorum", "board", {"members": 10}).defaults == rounded
    assert ask(c, "quorum", "board", {"members": 12}).defaults == ()


def test_a_reading_of_rounding_is_shown_only_where_it_rounds():
    c = board(quorum('at_least = "1/3"\nof = "members"\nrounded = "up"\nreading.rounded = "Up is stricter."'))
    assert ask(c, "quorum", "board", {"members": 10}).readings == ("Up is stricter.",)
    assert ask(c, "quorum", "board", {"members": 12}).readings == ()


# What it is counted on ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "facts", "needed"),
    [
        ("seats", {}, 5),
        ("seats", {"seats": 20}, 10),
        ("posts filled", {"vacant": 2}, 4),
        ("posts filled", {"filled": 7}, 4),
        ("members", {"members": 8}, 4),
        ("members", {"filled": 8}, 4),
        ("members entitled to vote", {"entitled": 6, "members": 10}, 3),
        ("members entitled to vote", {"members": 10}, 5),
        ("members", {}, "ask"),
    ],
)
def test_each_base_takes_its_own_count(of, facts, needed):
    c = board(quorum(f'at_least = "half"\nof = "{of}"'))
    assert answer(c, "quorum", "board", **facts) == needed


def test_seats_without_a_word_on_vacancies_are_taken_as_filled_and_that_is_said():
    c = board(quorum('at_least = "half"\nof = "posts filled"'))
    found = ask(c, "quorum", "board", {"seats": 9})
    assert found.value == 5
    assert "no vacancy was given, so every seat is taken as filled" in found.defaults


def test_a_count_that_is_not_given_is_named():
    found = ask(heads(quorum('at_least = "60%"\nof = "affiliated schools"', "heads")), "quorum", "heads")
    assert found.steps == ("how many affiliated schools there are is not given",)


def test_those_left_out_are_taken_off_the_base():
    c = board(quorum('at_least = "half"\nof = "members"\nleaving_out = ["suspended", "disqualified"]'))
    found = ask(c, "quorum", "board", {"members": 12, "suspended": 1, "disqualified": 2})
    assert found.value == 5
    assert found.steps == (
        "at least half of 9 members (12, leaving out 1 suspended and 2 disqualified) = 4.5, so 5",
    )


@pytest.mark.parametrize(
    "facts",
    [{"members": 0}, {"filled": 0}, {"vacant": 10}, {"members": 3, "suspended": 3}],
)
def test_a_body_without_members_is_never_quorate(facts):
    c = board(quorum('at_least = "half"\nof = "members"\nleaving_out = "suspended"'))
    assert answer(c, "quorum", "board", **facts) == "never quorate"
    assert answer(c, "quorate", "board", present=0, **facts) is False


# Cases, and a figure that was raised ------------------------------------------------------------------------


COUNCIL = quorum(
    """
greater_of = [{ at_least = "one third", of = "members" }, { at_least = 3 }]
instead = [
  { when = { meeting = "reconvened" }, all_present = true },
  { when.disqualified_more_than = "1/3", at_least = "one third", of = "members", leaving_out = "disqualified" },
  { when = { decision = "dissolution" }, at_least = "three quarters", of = "members" },
]
"""
)
COUNCIL += decision("dissolution", "")


@pytest.mark.parametrize(
    ("facts", "needed"),
    [
        ({}, 5),
        ({"meeting": "ordinary"}, 5),
        ({"meeting": "reconvened"}, 1),
        ({"disqualified": 5, "seats": 15}, 5),
        ({"disqualified": 6, "seats": 15}, 3),
        ({"decision": "dissolution"}, 12),
        ({"decision": "dissolution", "meeting": "reconvened"}, 1),
    ],
)
def test_the_first_case_that_applies_replaces_the_number(facts, needed):
    assert answer(board(COUNCIL), "quorum", "board", members=15, **facts) == needed


def test_a_kind_of_decision_that_is_not_declared_is_no_fact():
    with pytest.raises(
        constitution.UnknownFact, match='no kind of decision called "disolution"; did you mean'
    ):
        ask(board(COUNCIL), "quorum", "board", {"members": 15, "decision": "disolution"})


@pytest.mark.parametrize(("raised", "needed"), [(7, 7), (5, 5), (2, 3)])
def test_a_raised_figure_holds_and_the_rule_is_its_floor(raised, needed):
    c = board(quorum('at_least = 3\nmay_be_raised_by = "board"'))
    assert answer(c, "quorum", "board", members=12, raised_to=raised) == needed


def test_nobody_raises_what_may_not_be_raised():
    assert answer(board(quorum("at_least = 3")), "quorum", "board", members=12, raised_to=9) == 3


def test_a_rule_is_asked_for_by_its_own_name_when_it_has_one():
    rule = '\n[quorum.finance]\nclause = "Rules"\nbody = "board"\nat_least = 4\n'
    assert answer(board(rule), "quorum", "finance", members=9) == 4
    assert answer(board(rule), "quorum", "board", members=9) == 4


def test_a_body_without_a_rule_is_asked_about():
    found = ask(board(), "quorum", "board", {"members": 9})
    assert (found.value, found.steps) == ("ask", ("the constitution sets no quorum for the Board",))


# What happens when it is not met ---------------------------------------------------------------------------


def test_without_a_word_in_the_file_a_meeting_without_quorum_only_discusses():
    found = ask(board(quorum("at_least = 3")), "when not quorate", "board")
    assert found.value == "discuss only"
    assert found.defaults == ("nothing decided without a quorum: the file does not say; the default",)


def test_a_meeting_that_members_called_closes_and_another_adjourns():
    rule = """at_least = 3
if_not_met = { then = "adjourn", wait = "15 minutes", when_called_by_members = "close", after = "7 days" }"""
    c = board(quorum(rule))
    assert answer(c, "when not quorate", "board") == "adjourn"
    assert answer(c, "when not quorate", "board", called_by="members") == "close"
    assert "15 minutes are waited for a quorum" in ask(c, "when not quorate", "board").steps


# Slips ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ('at_least = "60%"', '"60%" of what? say of, as one of: \'affiliated schools\''),
        ('greater_of = [{ at_least = "60%" }, { at_least = 3 }]', '"60%" of what?'),
        ('at_least = 3\nmore_than = "half"\nof = "members"', "say exactly one of: at_least, more_than"),
        ('of = "members"', "say exactly one of: at_least, more_than"),
        ('table = { ten = 6 }\nof = "members"', 'a line of a table begins with a whole number'),
        ("at_least = 0", "a number is whole and at least 1"),
        ('at_least = 3\ninstead = [{ at_least = 2 }]', 'needs the key "when"'),
        ('at_least = 3\nif_not_met = { then = "ajourn" }', '"ajourn" is not one of'),
    ],
)  # fmt: skip
def test_a_slip_in_a_number_is_told_with_what_would_be_right(number, words):
    with pytest.raises(constitution.Refused) as refused:
        board(quorum(number))
    assert words in str(refused.value)


# Properties ----------------------------------------------------------------------------------------------------

SHARES = [
    ("1%", Fraction(1, 100)),
    ("one third", Fraction(1, 3)),
    ("60%", Fraction(3, 5)),
    ("all", Fraction(1)),
]
BY_SHARE = {
    (share, rounded): board(quorum(f'at_least = "{share}"\nof = "members"\nrounded = "{rounded}"'))
    for share, _ in SHARES
    for rounded in ("up", "down", "nearest")
}
sizes = st.integers(1, 2000)
rules_by_share = st.sampled_from(sorted(BY_SHARE))


@given(rules_by_share, sizes)
def test_the_quorum_of_a_share_is_never_above_its_base(rule, members):
    assert 1 <= answer(BY_SHARE[rule], "quorum", "board", members=members) <= members


@given(rules_by_share, sizes, sizes)
def test_the_quorum_of_a_share_never_falls_as_the_body_grows(rule, fewer, more):
    few, many = (answer(BY_SHARE[rule], "quorum", "board", members=n) for n in sorted((fewer, more)))
    assert few <= many


@given(st.sampled_from(SHARES), sizes)
def test_rounded_up_it_is_the_least_number_that_reaches_the_share(share, members):
    spelling, fraction = share
    needed = answer(BY_SHARE[spelling, "up"], "quorum", "board", members=members)
    assert Fraction(needed, members) >= fraction > Fraction(needed - 1, members)


# Other kinds of body -------------------------------------------------------------------------------------------


FORUM = 'at_least = "40%"\nof = "posts filled"\nrounded = "up"'
GOVERNORS = 'at_least = "half"\nof = "posts filled"\nleaving_out = "suspended"\nrounded = "up"'
PARISH = 'greater_of = [{ at_least = "one third", of = "seats", rounded = "up" }, { at_least = 3 }]'
TRUST = 'greater_of = [{ at_least = "one third", of = "posts filled", rounded = "up" }, { at_least = 3 }]'


@pytest.mark.parametrize(
    ("number", "facts", "needed"),
    [
        (FORUM, {"seats": 20, "vacant": 3}, 7),
        (FORUM, {"filled": 15}, 6),
        (GOVERNORS, {"seats": 12, "vacant": 1}, 6),
        (GOVERNORS, {"filled": 12, "suspended": 1}, 6),
        (GOVERNORS, {"filled": 11, "suspended": 1}, 5),
        (PARISH, {"seats": 7}, 3),
        (PARISH, {"seats": 13, "vacant": 4}, 5),
        (TRUST, {"filled": 8}, 3),
        (TRUST, {"filled": 11}, 4),
    ],
)
def test_quorums_of_a_forum_governors_a_parish_council_and_a_trust(number, facts, needed):
    assert answer(board(quorum(number)), "quorum", "board", **facts) == needed
