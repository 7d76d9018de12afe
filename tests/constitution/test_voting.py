"""What carries, what a tie does, who votes, and how many votes the hands are (K6.4 to K6.7, K9.3)."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import constitution
from constitution import ask
from constitution.voters import voters
from tests.constitution.assemblies import (
    ADA,
    BEA,
    DAN,
    ESI,
    GUS,
    MAX,
    answer,
    board,
    decision,
    heads,
    quorum,
    voting,
)
from tests.constitution.paper import bristol, knowsley, on

KNOWSLEY, BRISTOL = knowsley(), bristol()
MAJORITY = 'carried_by = { more_than = "half", of = "votes cast" }\n'


# What carries ------------------------------------------------------------------------------------------------


@pytest.mark.clause("K6.7")
@pytest.mark.parametrize(
    ("votes", "result"),
    [
        ({"for_": 12, "against": 9}, "carried"),
        ({"for_": 9, "against": 12}, "not carried"),
        ({"for_": 10, "against": 10}, "not carried"),
        ({"for_": 1}, "carried"),
        ({}, "not carried"),
        ({"abstain": 21}, "not carried"),
        ({"for_": 5, "against": 4, "abstain": 13}, "carried"),
    ],
)
def test_more_than_half_of_the_votes_cast_carries_in_the_full_group(votes, result):
    assert answer(KNOWSLEY, "vote", "full-group", quorate=True, **votes) == result


@pytest.mark.clause("K6.7")
def test_a_tie_says_that_this_constitution_has_no_casting_vote():
    found = ask(KNOWSLEY, "vote", "full-group", {"for": 10, "against": 10, "quorate": True})
    assert found.steps == (
        "10 for, 10 against",
        "more than half of 20 votes cast = more than 10, so 11",
        "10 for: not enough, 11 needed",
        "a tie; this constitution has no casting vote, so it falls",
    )
    assert found.defaults == ("no casting vote, so a tie falls: the file does not say; the default",)


@pytest.mark.clause("K6.4")
def test_nothing_is_decided_without_a_quorum():
    assert answer(KNOWSLEY, "vote", "full-group", for_=20, quorate=False) == "no decision"
    assert answer(KNOWSLEY, "vote", "full-group", for_=20, present=20, schools=35) == "no decision"
    assert answer(KNOWSLEY, "vote", "full-group", for_=20, present=21, schools=35) == "carried"


@pytest.mark.parametrize(
    ("carried_by", "facts", "result"),
    [
        ('{ at_least = "two thirds", of = "votes cast" }', {"for_": 8, "against": 4}, "carried"),
        ('{ at_least = "two thirds", of = "votes cast" }', {"for_": 7, "against": 4}, "not carried"),
        ('{ at_least = "67%", of = "votes cast" }', {"for_": 8, "against": 4}, "not carried"),
        ('{ at_least = "75%", of = "votes cast" }', {"for_": 3, "against": 1}, "carried"),
        ('{ more_than = "half", of = "members present" }', {"for_": 6, "against": 4, "present": 12}, "not carried"),
        ('{ more_than = "half", of = "members present" }', {"for_": 7, "present": 12}, "carried"),
        ('{ more_than = "half", of = "members present" }', {"for_": 6, "abstain": 6}, "not carried"),
        (
            '{ more_than = "half", of = "members present", leaving_out = "abstaining" }',
            {"for_": 4, "against": 3, "abstain": 5, "present": 12},
            "carried",
        ),
        ('{ at_least = "two thirds", of = "members" }', {"for_": 6, "members": 9}, "carried"),
        ('{ at_least = "two thirds", of = "members" }', {"for_": 5, "members": 9}, "not carried"),
        ('{ more_than = "half", of = "posts filled" }', {"for_": 5, "vacant": 1}, "carried"),
        ('{ more_than = "half", of = "posts filled" }', {"for_": 5}, "ask"),
        ('{ at_least = "all", of = "members present" }', {"for_": 5, "abstain": 1}, "not carried"),
        ("{ at_least = 4 }", {"for_": 4, "against": 5}, "carried"),
        ('{ table = { "9" = 7 }, of = "members" }', {"for_": 6, "members": 9}, "not carried"),
        ("{ all_present = true }", {"for_": 5, "present": 6}, "not carried"),
    ],
)  # fmt: skip
def test_the_votes_for_are_measured_against_the_exact_share(carried_by, facts, result):
    assert answer(board(voting(f"carried_by = {carried_by}")), "vote", "board", **facts) == result


def test_several_thresholds_must_all_be_met():
    both = """carried_by = [
  { at_least = "two thirds", of = "votes cast" }, { more_than = "half", of = "members" }]"""
    c = board(voting(both))
    assert answer(c, "vote", "board", for_=6, against=2, members=9) == "carried"
    assert answer(c, "vote", "board", for_=4, against=1, members=9) == "not carried"
    assert answer(c, "vote", "board", for_=5, against=4, members=9) == "not carried"


def test_one_route_is_enough_and_a_route_may_be_closed():
    routes = """carried_by_any_of = [
  { more_than = "half", of = "votes cast", only_if = "notice was given" },
  { at_least = "two thirds", of = "votes cast" }]"""
    c = board(voting(routes))
    assert answer(c, "vote", "board", for_=6, against=4) == "not carried"
    assert answer(c, "vote", "board", for_=6, against=4, notice_given=True) == "carried"
    assert answer(c, "vote", "board", for_=6, against=4, holds="notice was given") == "carried"
    assert answer(c, "vote", "board", for_=7, against=3) == "carried"


@pytest.mark.clause("B2.3")
def test_without_a_voting_rule_a_majority_of_votes_cast_is_a_default():
    found = ask(board(), "vote", "board", {"for": 4, "against": 3})
    assert found.value == "carried"
    assert found.defaults == (
        "carried by more than half of the votes cast: the file does not say; the default",
    )
    assert answer(BRISTOL, "vote", "group", for_=3, against=3) == "not carried"


@given(st.integers(0, 60), st.integers(0, 60), st.sampled_from(["1/3", "half", "60%", "two thirds", "75%"]))
def test_a_share_of_votes_is_never_rounded(for_, against, share):
    cast = for_ + against
    wanted = constitution.values.Share.parse(share).fraction
    result = answer(EXACT[share], "vote", "board", for_=for_, against=against)
    assert (result == "carried") == (for_ > 0 and Fraction(for_, cast) >= wanted)


EXACT = {
    share: board(voting(f'carried_by = {{ at_least = "{share}", of = "votes cast" }}'))
    for share in ("1/3", "half", "60%", "two thirds", "75%")
}


# A tie --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "facts", "result"),
    [
        ("{}", {}, "casting vote: person presiding"),
        ("{}", {"casting": "for"}, "carried"),
        ("{}", {"casting": "against"}, "not carried"),
        ("{}", {"casting": "not used"}, "not carried"),
        ("{ must_be_used = true }", {"casting": "not used"}, "casting vote: person presiding"),
        ('{ by = "chair of governors" }', {}, "casting vote: chair of governors"),
        ('{ only_if = "elected" }', {"presiding": {"class": "parent"}}, "casting vote: person presiding"),
        ('{ only_if = "elected" }', {"presiding": "elected", "casting": "for"}, "carried"),
        ('{ only_if = "parent" }', {"presiding": {"class": "staff"}, "casting": "for"}, "not carried"),
        ('{ only_if = "parent", otherwise = "staff" }', {"presiding": "co-opted"}, "casting vote: staff"),
        (
            '{ only_if = "parent", otherwise = "staff" }',
            {"presiding": "co-opted", "casting": "for"},
            "carried",
        ),
    ],
)
def test_a_casting_vote_settles_a_tie(rule, facts, result):
    c = board(voting(MAJORITY + f"casting_vote = {rule}"))
    assert answer(c, "vote", "board", for_=4, against=4, **facts) == result


def test_a_casting_vote_is_for_ties_alone():
    c = board(voting(MAJORITY + "casting_vote = {}"))
    assert answer(c, "vote", "board", for_=4, against=5, casting="for") == "not carried"
    assert answer(c, "vote", "board", abstain=4, casting="for") == "not carried"


def test_where_one_vote_more_would_not_carry_there_is_no_tie_to_settle():
    c = board(voting('carried_by = { at_least = "two thirds", of = "votes cast" }\ncasting_vote = {}'))
    assert answer(c, "vote", "board", for_=4, against=4, casting="for") == "not carried"


def test_whoever_has_only_a_casting_vote_has_one():
    c = board(voting(MAJORITY + 'chair_votes = "only a casting vote"'))
    assert answer(c, "vote", "board", for_=4, against=4) == "casting vote: person presiding"


def test_the_casting_vote_of_a_chair_is_no_default():
    c = board(voting(MAJORITY + 'chair_votes = "only a casting vote"'))
    assert ask(c, "vote", "board", {"for": 3, "against": 3}).defaults == ()
    assert "no casting vote: a tie falls" not in [each.message for each in constitution.check(c).remarks]


def test_a_chair_who_votes_when_it_changes_the_result():
    c = board(voting(MAJORITY + 'chair_votes = "only when it changes the result"'))
    waiting = {"chair_has_not_voted": True}
    assert answer(c, "vote", "board", for_=4, against=4, **waiting) == "casting vote: person presiding"
    assert answer(c, "vote", "board", for_=4, against=4, casting="for", **waiting) == "carried"
    assert answer(c, "vote", "board", for_=5, against=4, casting="against", **waiting) == "not carried"
    assert answer(c, "vote", "board", for_=6, against=4, **waiting) == "carried"


def test_a_casting_vote_is_for_against_or_not_used():
    with pytest.raises(
        constitution.UnknownFact, match='the fact "casting" is "for", "against" or "not used"'
    ):
        answer(board(), "vote", "board", for_=1, against=1, casting="yes")


# Kinds of decision ---------------------------------------------------------------------------------------------


AMENDMENT = decision("amendment", 'carried_by = { at_least = "two thirds", of = "members" }\nneeds = 7')
AMENDMENT += decision("minutes", "")
BY_MAJORITY = voting(MAJORITY + 'casting_vote = { by = "governor" }')


def test_a_decision_has_its_own_rule_and_inherits_the_rest():
    c = board(BY_MAJORITY + AMENDMENT)
    assert answer(c, "vote", "board", for_=5, against=3, members=9, decision="amendment") == "not carried"
    assert answer(c, "vote", "board", for_=6, against=3, members=9, decision="amendment") == "carried"
    assert answer(c, "vote", "board", for_=4, against=4, decision="minutes") == "casting vote: governor"


def test_the_rule_of_the_body_is_cited_only_for_what_a_decision_leaves_to_it():
    read = voting(MAJORITY + 'reading = "Nobody has ever voted here."')
    c = board(read + decision("special", 'carried_by = { at_least = "75%", of = "votes cast" }'))
    assert ask(c, "vote", "board", {"for": 3, "against": 1, "decision": "special"}).readings == ()
    assert ask(c, "vote", "board", {"for": 3, "against": 1}).readings == ("Nobody has ever voted here.",)


def test_how_many_carry_and_how_many_take_it_up():
    c = board(BY_MAJORITY + AMENDMENT + quorum("at_least = 4"))
    assert answer(c, "how many carry", "amendment", members=9) == 6
    assert answer(c, "how many carry", "board", members=9, decision="amendment") == 6
    assert answer(c, "how many carry", "board", present=8) == 5
    assert answer(c, "how many carry", "board", present=8, abstain=3) == 3
    assert answer(c, "how many carry", "board") == "ask"
    assert answer(c, "how many to take it up", "amendment", members=9) == 7
    assert answer(c, "how many to take it up", "minutes", members=9) == 4


@pytest.mark.clause("K6.7")
def test_eleven_of_twenty_one_votes_carry_in_the_full_group():
    assert answer(KNOWSLEY, "how many carry", "full-group", present=21) == 11


def test_a_decision_taken_while_its_case_of_quorum_fails_is_none():
    case = 'at_least = 3\ninstead = [{ when = { decision = "amendment" }, at_least = 8 }]'
    c = board(BY_MAJORITY + AMENDMENT + quorum(case))
    assert answer(c, "vote", "board", for_=7, present=7, members=9, decision="amendment") == "no decision"
    assert answer(c, "vote", "board", for_=7, present=7, members=9, decision="minutes") == "carried"


# Who votes ---------------------------------------------------------------------------------------------------------


@pytest.mark.clause("K6.5", "K6.6")
@pytest.mark.parametrize(
    ("person", "votes"),
    [
        ({"as": "headteacher", "school": "Alder Primary"}, True),
        ({"as": "acting headteacher", "school": "Alder Primary"}, True),
        ({"as": "deputy headteacher", "school": "Alder Primary"}, True),
        ({"as": "assistant headteacher", "school": "Alder Primary"}, True),
        ({"as": "other representative", "school": "Alder Primary"}, False),
        ({"as": "business manager", "school": "Alder Primary"}, False),
        ({"as": "local authority officer"}, False),
        ({"school": "Alder Primary"}, True),
        ({"office": "som"}, True),
        ({"guest": True}, False),
        ({"as": "headteacher", "school": "Alder Primary", "guest": True}, False),
    ],
)
def test_heads_those_acting_deputies_and_the_manager_vote_and_nobody_else(person, votes):
    person = {"name": "Ada Bell", **person}
    assert answer(KNOWSLEY, "may vote", "full-group", person=person) is votes


def test_a_seat_without_a_vote_and_a_post_that_never_votes():
    c = board(voting('never = ["staff"]'))
    assert answer(c, "may vote", "board", person={"name": "Ann Ash", "class": "observer"}) is False
    assert answer(c, "may vote", "board", person={"name": "Ann Ash", "class": "staff"}) is False
    assert answer(c, "may vote", "board", person={"name": "Ann Ash", "class": "parent"}) is True
    assert answer(c, "may vote", "board", person={"name": "Ann Ash", "as": "governor"}) is True


def test_a_class_of_the_seat_votes_on_its_own_kind_of_decision():
    c = board(decision("election", 'who = ["elected"]'))
    parent, co_opted = {"name": "Ann Ash", "class": "parent"}, {"name": "Ben Oak", "class": "co-opted"}
    assert answer(c, "may vote", "board", person=parent, decision="election") is True
    assert answer(c, "may vote", "board", person=co_opted, decision="election") is False
    assert answer(c, "may vote", "board", person=co_opted) is True


@pytest.mark.parametrize(
    ("word", "votes"),
    [("headteacher", True), ("manager", True), ("business manager", False), ("substitute", False)],
)
def test_a_word_by_which_rules_mean_people_is_whoever_that_is_and_not_a_name(word, votes):
    assert answer(heads(), "may vote", "heads", person=word) is votes


def test_a_category_alone_says_whose_seat_it_is():
    assert answer(board(), "may vote", "board", person="observer") is False
    assert answer(board(), "may vote", "board", person="parent") is True


def test_a_substitute_has_the_vote_of_the_member_and_no_other():
    rule = '[substitutes.board]\nclause = "Rules"\nwho = "substitute"\n'
    c = board(rule + decision("election", 'who = ["elected"]'))
    sub = {"name": "Sue Inch", "as": "substitute"}
    assert answer(c, "may vote", "board", person=sub | {"class": "parent"}, decision="election") is True
    assert answer(c, "may vote", "board", person=sub | {"class": "co-opted"}, decision="election") is False


@pytest.mark.clause("B5.1")
def test_an_interest_bars_the_vote_where_the_constitution_says_so():
    c = board('[interests.all]\nclause = "Rules"\nmay_vote = false\n')
    person = {"name": "Ann Ash", "class": "parent"}
    assert answer(c, "may vote", "board", person=person) is True
    assert answer(c, "may vote", "board", person=person | {"interest": True}) is False
    assert answer(BRISTOL, "may vote", "group", person={"name": "Cy Jones", "interest": True}) is True


@pytest.mark.clause("K6.5")
@pytest.mark.parametrize(
    ("hands", "votes"),
    [
        ([ADA, DAN], 1),
        ([DAN], 1),
        ([ADA, BEA, MAX], 3),
        ([ESI], 2),
        ([ADA, GUS], 1),
        ([ADA, ADA], 1),
        ([], 0),
        (7, 7),
    ],
)
def test_one_school_one_vote(hands, votes):
    deputies = '[substitutes.heads]\nclause = "Rules"\nwho = ["deputy headteacher"]\n'
    assert answer(heads(deputies), "votes to count", "heads", hands=hands) == votes


def test_a_second_vote_for_a_school_is_refused_and_said():
    two = [ADA, {"name": "Ali Bond", "school": "Alder Primary", "as": "acting headteacher"}]
    found = ask(heads(), "votes to count", "heads", {"hands": two})
    assert found.value == 1
    assert (
        "Alder Primary has voted already, by Ada Bell (Alder Primary): a second vote is refused"
        in found.steps
    )


def test_proxies_are_counted_up_to_the_most_that_one_person_may_hold():
    holder = {"name": "Ann Ash", "class": "parent", "proxies": 3}
    assert answer(board(voting("proxies = 2")), "votes to count", "board", hands=[holder]) == 3
    assert answer(board(), "votes to count", "board", hands=[holder]) == 1


@pytest.mark.clause("K6.6")
def test_a_roll_call_shows_who_may_vote_beside_each_name():
    roll = voters(KNOWSLEY, "full-group", [ADA, DAN, GUS, {"name": "Max Gray", "office": "som"}])
    assert [(entry.person.name, votes) for entry, votes in roll] == [
        ("Ada Bell", True),
        ("Dan Eyre", False),
        ("Gus Hart", False),
        ("Max Gray", True),
    ]


# In writing, a second time, and in time ------------------------------------------------------------------------------


WRITTEN = voting(
    'written = { carried_by = { at_least = "75%", of = "members entitled to vote" }, within = "28 days", '
    'who = ["governor"] }'
)


def test_how_many_agree_in_writing_and_who_may_sign():
    c = board(WRITTEN)
    assert answer(c, "how many in writing", "board", entitled=9) == 7
    assert answer(c, "how many in writing", "board", members=8) == 6
    assert answer(c, "may sign", "board", person={"name": "Ann Ash", "class": "parent"}) is True
    assert answer(c, "may sign", "board", person={"name": "Ann Ash", "class": "observer"}) is False
    assert answer(c, "may sign", "board", person={"name": "Ann Ash", "guest": True}) is False


def test_the_day_of_circulation_is_the_first_of_the_time_allowed():
    c = board(WRITTEN)
    assert answer(c, "written by", "board", circulated=on("2024-03-01")) == on("2024-03-28")
    monthly = board(voting('written = { within = "1 month" }'))
    assert answer(monthly, "written by", "board", circulated=on("2024-03-15")) == on("2024-04-14")
    weekly = board(voting('written = { within = "5 working days" }'))
    circulated = {"circulated": on("2024-03-28"), "bank_holidays": [on("2024-03-29"), on("2024-04-01")]}
    assert answer(weekly, "written by", "board", **circulated) == on("2024-04-05")


def test_where_nothing_is_decided_in_writing_nobody_signs():
    assert answer(board(), "how many in writing", "board", entitled=9) == "ask"
    assert answer(board(), "written by", "board", circulated=on("2024-03-01")) is None
    assert answer(board(), "may sign", "board", person={"name": "Ann Ash", "class": "parent"}) is False


CLOSING = decision(
    "closing",
    'confirmed = { after = "14 days", on_both_agendas = true, not_counting = ["bank holidays"] }\n'
    'takes_effect = "when confirmed"',
)


def test_a_second_vote_is_not_sooner_than_the_rule_allows():
    c = board(CLOSING)
    assert answer(c, "confirmed from", "closing", voted=on("2024-03-14"), bank_holidays=[]) == on(
        "2024-03-28"
    )
    easter = [on("2024-03-29"), on("2024-04-01")]
    later = {"voted": on("2024-03-20"), "bank_holidays": easter}
    assert answer(c, "confirmed from", "closing", **later) == on("2024-04-05")
    assert answer(c, "confirmed from", "board", voted=on("2024-03-14")) is None


@pytest.mark.parametrize(
    ("keys", "facts", "day"),
    [
        ("", {"voted": "2024-03-14"}, "2024-03-14"),
        (
            'takes_effect = "when registered"',
            {"voted": "2024-03-14", "registered": "2024-05-02"},
            "2024-05-02",
        ),
        ('takes_effect = "when registered"', {"voted": "2024-03-14"}, None),
        ('takes_effect = "next contract year"', {"voted": "2024-03-14"}, "2024-09-01"),
        ('takes_effect = "next contract year"', {"voted": "2024-09-01"}, "2025-09-01"),
        ('takes_effect = "when confirmed"', {"voted": "2024-03-14", "confirmed": "2024-04-20"}, "2024-04-20"),
        ('takes_effect = "when confirmed"', {"voted": "2024-03-14"}, None),
        ('confirmed = { after = "7 days" }', {"voted": "2024-03-14"}, None),
        (
            'confirmed = { after = "7 days" }',
            {"voted": "2024-03-14", "confirmed": "2024-04-20"},
            "2024-04-20",
        ),
    ],
)
def test_when_a_decision_takes_effect(keys, facts, day):
    c = board(decision("sale", keys))
    found = answer(c, "takes effect", "sale", **{fact: on(each) for fact, each in facts.items()})
    assert found == (on(day) if day else None)


def test_a_confirmation_that_is_too_early_confirms_nothing():
    early = {"voted": on("2024-03-14"), "confirmed": on("2024-03-27"), "bank_holidays": []}
    assert answer(board(CLOSING), "takes effect", "closing", **early) is None
    assert answer(board(CLOSING), "takes effect", "closing", **early | {"confirmed": on("2024-03-28")})


def test_the_day_of_the_vote_is_a_default_where_the_file_does_not_say():
    found = ask(board(decision("sale", "")), "takes effect", "sale", {"voted": on("2024-03-14")})
    assert found.defaults == ("takes effect on the vote: the file does not say; the default",)


@pytest.mark.clause("K4.4")
def test_new_rates_wait_for_the_next_contract_year():
    assert answer(KNOWSLEY, "takes effect", "rates", voted=on("2024-03-14")) == on("2024-09-01")


# A further meeting ------------------------------------------------------------------------------------------------------


@pytest.mark.clause("K9.3")
@pytest.mark.parametrize(("schools", "needed"), [(35, 18), (34, 18), (36, 19)])
def test_a_majority_of_member_schools_calls_a_further_meeting(schools, needed):
    assert answer(KNOWSLEY, "how many may call", "other-meeting", schools=schools) == needed


CALLING = """
[calling.special]
clause = "Rules"
body   = "board"
by     = { at_least = "one third", of = "members" }
by_if  = { "the chair refuses" = 2 }
call_within = "7 days"
"""


def test_another_number_calls_in_a_named_case():
    c = board(CALLING)
    assert answer(c, "how many may call", "special", members=10) == 4
    assert answer(c, "how many may call", "special", members=10, case="the chair refuses") == 2
    with pytest.raises(constitution.UnknownFact, match='there is no case "the chair refused"; did you mean'):
        answer(c, "how many may call", "special", members=10, case="the chair refused")
