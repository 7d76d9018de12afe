"""The one door: a question is put by its name, of something, with facts that it knows."""

import contextlib
import datetime
import itertools
from decimal import Decimal
from pathlib import Path

import pytest

import constitution
from constitution import Finding, UnknownFact, UnknownQuestion, ask, facts, questions
from constitution.finding import Working
from tests.constitution.heath import HEATH
from tests.constitution.paper import bristol, knowsley, on

FILES = Path(__file__).parent / "files"


@pytest.fixture(scope="module")
def heath():
    return constitution.load(HEATH)


def test_a_question_is_answered_with_its_reasons(heath):
    finding = ask(heath, "quorum", "group", {"schools": 35})
    assert finding.value == 21
    assert finding.clause == ("Meetings",)
    assert finding.rule == "quorum.group"
    assert finding.edition == heath.sha256
    assert finding.inputs["schools"] == 35


def test_a_day_may_be_iso_text_as_json_has_it(heath):
    for day in (datetime.date(2026, 7, 31), "2026-07-31"):
        finding = ask(heath, "last day for notice", "silver", {"to_leave_on": day})
        assert finding.value == datetime.date(2025, 4, 1)
    assert finding.readings == ("Counted from the first of April.",)


@pytest.mark.parametrize(
    ("question", "of", "given", "sentence"),
    [
        ("quorm", "group", {}, 'there is no question "quorm"; did you mean "quorum"?'),
        (
            "quorum",
            "gruop",
            {},
            'there is no body called "gruop"; did you mean "group"?; this constitution has: group',
        ),
        ("quorum", None, {}, 'the question "quorum" is asked of a body; this constitution has: group'),
        ("may hold", None, {}, 'the question "may hold" is asked of an office; this constitution has: chair'),
        ("support", "red", {}, 'there is no category called "red"; this constitution has none'),
    ],
)
def test_what_cannot_be_asked_is_said(heath, question, of, given, sentence):
    with pytest.raises(UnknownQuestion) as caught:
        ask(heath, question, of, given)
    assert str(caught.value) == sentence


def test_the_whole_constitution_is_asked_of_nothing(heath):
    with pytest.raises(UnknownQuestion, match="asked of the whole constitution"):
        ask(heath, "rates after a change", "silver", {"change": "5%"})


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, 'the question "last day for notice" needs the fact "to_leave_on"'),
        (
            {"to_leave": 1},
            'the question "last day for notice" knows no fact "to_leave"; it knows: to_leave_on',
        ),
        ({"to_leave_on": 1}, 'the fact "to_leave_on" is a day such as 2024-03-14, not 1'),
        ({"to_leave_on": True}, 'the fact "to_leave_on" is a day such as 2024-03-14, not true'),
        ({"to_leave_on": "soon"}, 'the fact "to_leave_on" is a day such as 2024-03-14, not "soon"'),
    ],
)
def test_a_fact_that_is_unknown_missing_or_of_another_kind_is_said(heath, given, sentence):
    with pytest.raises(UnknownFact) as caught:
        ask(heath, "last day for notice", "silver", given)
    assert str(caught.value) == sentence


def test_true_is_no_count(heath):
    with pytest.raises(UnknownFact, match="a whole number, not true"):
        ask(heath, "quorum", "group", {"schools": True})


@pytest.mark.parametrize(
    ("value", "wanted", "read"),
    [
        ("£1,500", Decimal, Decimal("1500")),
        (1500.5, Decimal, Decimal("1500.5")),
        (3, int | None, 3),
        (["2024-01-01"], list, [datetime.date(2024, 1, 1)]),
        ({"first": "2024-02-01"}, dict, {"first": datetime.date(2024, 2, 1)}),
        ("2024-13-01", str | datetime.date, "2024-13-01"),
        (True, bool, True),
        (1, bool, facts.NOTHING),
        (datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC), datetime.date, facts.NOTHING),
    ],
)
def test_facts_are_read_as_the_kinds_that_the_question_declares(value, wanted, read):
    assert facts.read(value, wanted) == read


# Findings -----------------------------------------------------------------------------------------------


def test_a_finding_goes_into_json_and_back(heath):
    finding = ask(heath, "last day for notice", "silver", {"to_leave_on": "2026-07-31"})
    kept = finding.as_json()
    assert kept["value"] == "2025-04-01"
    assert kept["because"] == list(finding.steps)
    assert kept["inputs"] == {"to_leave_on": "2026-07-31"}
    assert set(kept) == {"value", "clause", "because", "readings", "defaults", "inputs", "edition", "rule"}
    assert Finding.from_json(kept).as_json() == kept


def test_only_yes_is_a_yes():
    assert Finding(True)
    assert not Finding(False)
    assert not Finding("unknown")
    assert not Finding("ask")
    assert not Finding(None)
    assert Finding(21)


def test_a_finding_cannot_be_changed():
    finding = Finding(21, inputs={"schools": 35})
    with pytest.raises(AttributeError):
        finding.value = 22
    with pytest.raises(TypeError):
        finding.inputs["schools"] = 36


def test_words_are_said_once_in_the_order_of_the_reasoning(heath):
    rule = heath.leaving["silver"]
    w = Working(heath, "leaving.silver").use(rule, "before").use(rule, "before", "counts_when")
    finding = w.step("one").step("two").rest_on("Meetings", "Subscription").answer(1)
    assert finding.clause == ("Subscription", "Meetings")
    assert finding.steps == ("one", "two")
    assert finding.readings == ("Counted from the first of April.",)
    assert len(finding.defaults) == 1


def test_a_finding_rests_on_another():
    first = Finding(3, clause=("A",), steps=("three",), inputs={"n": 3})
    finding = Working(None, "x").include(first).rest_on("B").step("so four").answer(4)
    assert (finding.clause, finding.steps, finding.inputs["n"]) == (("A", "B"), ("three", "so four"), 3)


JUNK = [
    None, True, -1, 10**12, 2.5, "", "x", "2024-02-30", on("2024-02-29"), datetime.date.max,
    [], ["x"], [1], [["x"]], [{}], [None], [{"name": 3}], [{"since": "x"}], [True, None],
    {}, {"a": 1}, {"x": {"y": 1}}, {"parent": True}, {"parent": 10**12}, {"Autumn": [on("2024-09-01")]},
]  # fmt: skip


@pytest.mark.parametrize("question", sorted(questions.REGISTRY))
def test_no_fact_however_wrong_makes_a_question_fall_over(question):
    """Every fact of every question, wrong in many ways: an answer or a sentence, and soon."""
    asked = questions.REGISTRY[question]
    for c, of, given in _examples_of(question):
        for fact, wrong in itertools.product(asked.facts, JUNK):
            with contextlib.suppress(questions.Unanswerable):
                ask(c, question, of, {**given, fact: wrong})


def _examples_of(question):
    """One example of each paper for each kind of thing that the question is asked of."""
    papers = (
        knowsley(),
        bristol(),
        *map(constitution.load, (path.read_text() for path in sorted(FILES.glob("*.toml")))),
    )
    for c in papers:
        found = {each.of: each for each in c.examples if each.ask == question}
        yield from ((c, of, each.given) for of, each in list(found.items())[:2])
