"""The document's words, its points, what it records, and when it lapses (K1.1, K3.2, B3.1, B3.6)."""

import pytest

from constitution import questions
from constitution.loading import Refused, load
from constitution.questions import ask
from constitution.text import aims_of, items_of
from constitution.variables import replaced
from tests.constitution.paper import HEAD, bristol, knowsley, on, rules

PLEDGE = """
[[clauses]]
title = "Pledge"
words = '''
We will

- Work in partnership
- Attend meetings, and
  send apologies in good time
- Review our model each year
'''

[text.pledge]
clause = "Pledge"
agreed_by    = "headteacher"
agreed_every = "school year"

[text.conduct]
clause = "Pledge"
items  = ["Questions through the Chair", "Telephones off"]

[recorded.by-kind]
clause = "Rules"
what   = "member schools"
counts = { "primary / infant" = 31, "special" = 2, "pupil referral unit" = 1, "secondary" = 1 }
total  = 35
"""


def count(path: str) -> int:
    return ask(rules(PLEDGE), "count", path).value


@pytest.mark.clause("K1.1")
def test_the_points_of_a_text_are_the_bullets_of_its_clause():
    assert items_of(rules(PLEDGE), "pledge") == (
        "Work in partnership",
        "Attend meetings, and send apologies in good time",
        "Review our model each year",
    )
    assert count("text.pledge.items") == count("text.pledge") == 3


def test_a_text_may_have_points_of_its_own():
    assert count("text.conduct.items") == 2


@pytest.mark.clause("K3.2", "B3.1")
def test_what_is_recorded_by_kind_is_counted_together():
    assert count("recorded.by-kind") == count("recorded.by-kind.counts") == 35
    assert count("recorded.by-kind.total") == 35


def test_what_cannot_be_counted_is_an_error():
    with pytest.raises(
        questions.UnknownQuestion, match=r'"recorded\.by-kid" leads to nothing that can be counted'
    ):
        count("recorded.by-kid")


def document(more: str) -> str:
    return HEAD.replace("in_force_from = 2023-09-01", f"in_force_from = 2016-11-01\n{more}")


@pytest.mark.clause("B3.6")
def test_a_structure_for_two_years_lapses_on_its_day():
    assert load(document('in_force_for = "2 years"')).constitution.last_day() == on("2018-10-31")
    later = load(document('in_force_for = "2 years"')).constitution.last_day(on("2017-01-01"))
    assert later == on("2018-12-31")
    assert load(document("in_force_until = 2018-10-31")).constitution.last_day() == on("2018-10-31")
    assert load(document("")).constitution.last_day() is None


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ('in_force_until = 2018-10-31\nin_force_for = "2 years"', "say at most one of: in_force_until"),
        ("in_force_until = 2016-10-31", "its last day is before the day it comes into force"),
        ('in_force_until = "2018-10-31"', "write a day without quotes"),
        ('run_by = "treasurer"', 'nobody is called "treasurer" in this constitution'),
    ],
)
def test_a_document_whose_days_or_people_are_wrong_is_refused(keys, message):
    with pytest.raises(Refused, match=message):
        load(document(keys))


def test_words_may_quote_a_rule_that_stands_alone_where_there_could_be_several():
    decision = '[decision.big]\nclause = "Big"\ncarried_by = { at_least = "two thirds", of = "votes cast" }\n'
    clause = (
        '[[clauses]]\ntitle = "Big"\nwords = "It takes {decision.big.carried_by.at_least} of the votes."\n'
    )
    c = rules(clause + decision)
    assert replaced(c, c.clauses[1].words) == "It takes two thirds of the votes."


# The aims -----------------------------------------------------------------------------------------------


@pytest.mark.clause("K2.1")
def test_the_aims_of_the_document_are_its_ten_points():
    first, *others, last = aims_of(knowsley())
    assert len(others) == 8
    assert first.startswith("To provide the best quality of education for all pupils")
    assert last == "To look beyond our locality to work alongside the most relevant and appropriate partners"


@pytest.mark.clause("K2.1", "B1.1")
def test_a_document_without_aims_is_for_its_purpose_or_for_nothing_it_names():
    assert len(aims_of(bristol())) == 5
    assert aims_of(bristol())[-1] == "Represent all phases in the school-led system (0-16)"
    assert aims_of(rules(PLEDGE)) == ()
