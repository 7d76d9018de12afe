"""When absence becomes a concern (K9.5, K9.7, K9.8)."""

import pytest

from constitution import UnknownFact, ask
from constitution.attendance import read_attended
from tests.constitution.assemblies import answer, heads
from tests.constitution.paper import knowsley

KNOWSLEY = knowsley()
TALK = ("The SOM or the Chair discusses it with the headteacher.",)
CARE = """
[attendance.heads]
clause  = "Rules"
concern = [
  { missed = 2, in_a_row = true, unless = "apologies accepted", then = "a call" },
  { missed = 3, then = "a letter" },
  { attended_under = "60%", in = "school year", then = "a visit" },
]
"""
there, missed, excused = True, False, "apologies accepted"


@pytest.mark.clause("K9.8")
@pytest.mark.parametrize(
    ("attended", "follows"),
    [
        ([there, there, missed, there], ()),
        ([there, there, there, missed, missed], TALK),
        ([there, missed, there, missed, there], ()),
        ([there, missed, there, missed, there, missed], TALK),
        ([], ()),
        ([missed, missed, missed], TALK),
    ],
)
def test_two_missed_in_a_row_or_under_sixty_percent_is_a_concern(attended, follows):
    assert answer(KNOWSLEY, "attendance", "full-group", attended=attended) == follows


@pytest.mark.clause("K9.7", "K9.8")
@pytest.mark.parametrize(
    ("attended", "follows"),
    [
        ([there] * 5 + [missed, missed], ("a call",)),
        ([there] * 5 + [missed, excused], ()),
        ([there] * 5 + [missed, excused, missed], ("a letter",)),
        ([missed, excused, missed, there], ("a letter", "a visit")),
        ([{"attended": False, "apologies_accepted": True}, missed] + [there] * 4, ()),
        (["present", "absent", "apologies", "attended", "attended", "late"], ("a call",)),
    ],
)
def test_accepted_apologies_excuse_where_the_rule_says_so(attended, follows):
    assert answer(heads(CARE), "attendance", "heads", attended=attended) == follows


@pytest.mark.clause("K9.5")
def test_the_steps_count_the_meetings():
    steps = ask(
        KNOWSLEY, "attendance", "full-group", {"attended": [there, missed, there, missed, there]}
    ).steps
    assert steps == (
        "3 of 5 meetings attended",
        "1 missed in a row: 2 would be a concern",
        "60% attended: not under 60%",
    )


def test_a_word_that_means_nothing_is_refused():
    with pytest.raises(ValueError, match=r"a meeting was attended \(true\), missed \(false\) or one of"):
        answer(KNOWSLEY, "attendance", "full-group", attended=["perhaps"])


def test_a_misspelt_part_of_a_meeting_is_an_error_and_no_absence():
    fact = {"attended": False, "apologies_acepted": True}
    with pytest.raises(UnknownFact, match="a meeting was attended"):
        read_attended(fact)
