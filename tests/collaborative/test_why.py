"""`manage.py why`: every question from the command line, with facts given or read from the records (X3)."""

import io
import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from constitution import Finding, questions
from membership.models import Body
from membership.queries.facts import answer
from membership.queries.members import Membership
from records.tenancy import scoped
from tests.membership import cast

DAY = "2024-03-14"
NAMES = ("Alder", "Beech", "Cedar", "Dale", "Elm")
pytestmark = pytest.mark.django_db


def why(*words: str) -> str:
    out = io.StringIO()
    call_command("why", *words, stdout=out)
    return out.getvalue()


def found(*words: str) -> dict:
    return json.loads(why(*words, "--json"))


def refused(*words: str) -> str:
    with pytest.raises(CommandError) as error:
        call_command("why", *words, stdout=io.StringIO())
    assert error.value.returncode == 1
    return str(error.value)


def batch(tmp_path, *lines: object) -> list[dict]:
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines))
    return [json.loads(line) for line in why("marlbeck", "--batch", str(file)).splitlines()]


@pytest.fixture
def group(marlbeck):
    """Marlbeck under the Knowsley constitution: five schools, a Chair, a Treasurer, a manager."""
    with scoped(marlbeck):
        cast.adopt(marlbeck, cast.knowsley())
        cast.enter_years(marlbeck)
        schools = [cast.school(marlbeck, f"{name} Primary") for name in NAMES]
        heads = [cast.head(school, f"Head of {school.name}") for school in schools]
        cast.hold(marlbeck, "chair", heads[0], date(2023, 9, 1))
        cast.hold(marlbeck, "treasurer", heads[1], date(2023, 9, 1))
        cast.hold(marlbeck, "som", cast.commissioned(marlbeck, "Sol Marchetti"), date(2023, 9, 1))
    return marlbeck


@pytest.fixture
def seats_group(tarnside):
    """Tarnside under the Bristol terms of reference: one of its seats is filled."""
    with scoped(tarnside):
        cast.adopt(tarnside, cast.bristol())
        body = Body.objects.get(code="group")
        cast.sit(body, "Catholic Diocese", cast.person("Ines Quill"), date(2016, 11, 1))
    return tarnside


# Facts read from the records ------------------------------------------------------------------------


@pytest.mark.clause("X3", "K6.1")
def test_the_quorum_of_the_day_counts_the_schools_on_the_roll(group):
    finding = found("marlbeck", "quorum", "full-group", "--on", DAY)
    assert (finding["value"], finding["inputs"]["schools"]) == (3, 5)
    assert finding["clause"] == ["Quorum"]
    assert finding["because"][0].startswith("at least 60% of 5 affiliated schools")


@pytest.mark.clause("X3", "B2.1")
def test_a_third_of_sixteen_seats_is_six_though_most_of_them_are_vacant(seats_group):
    finding = found("tarnside", "quorum", "group", "--on", "2017-03-14")
    assert finding["value"] == 6
    assert (finding["inputs"]["seats"], finding["inputs"]["filled"]) == (16, 1)


def test_the_members_of_a_body_are_read_from_the_register(group):
    names = found("marlbeck", "members on", "management-group", "--on", DAY)["value"]
    assert sorted(names) == ["Head of Alder Primary", "Head of Beech Primary", "Sol Marchetti"]


def test_a_term_of_office_is_counted_from_the_day_its_holder_began(group):
    assert found("marlbeck", "tenure", "chair", "--on", DAY)["value"]["last_day"] == "2025-08-31"


def test_the_windows_of_the_year_are_those_of_the_terms_that_are_entered(group):
    windows = found("marlbeck", "windows", "full-meeting", "--on", DAY)["value"]
    assert (len(windows), windows[0]["first"]) == (6, "2023-09-04")


def test_whether_an_act_can_be_done_asks_everybody_in_office(group):
    assert found("marlbeck", "authority", "issue-invoice", "--on", DAY)["value"] is True
    approving = refused("marlbeck", "authority", "approve-payment", "--on", DAY)
    assert approving == 'The question "authority" needs the fact "by".'


def test_the_fee_of_one_school_by_its_own_kind(group):
    with scoped(group):
        cast.school(group, "Fir Road", kind="special", tier="bronze")
    finding = found("marlbeck", "fee", "bronze", "--school", "fir road", "--on", DAY)
    assert finding["inputs"]["kind"] == "special"


# Facts given ----------------------------------------------------------------------------------------


@pytest.mark.clause("X3", "K6.1")
@pytest.mark.parametrize(("schools", "needed"), [(34, 21), (35, 21), (36, 22)])
def test_a_fact_that_is_given_stands_before_the_records(group, schools, needed):
    assert found("marlbeck", "quorum", "full-group", f"schools={schools}")["value"] == needed


def test_a_size_that_is_given_takes_the_place_of_every_other_size(group):
    inputs = found("marlbeck", "quorum", "full-group", "members=36", "--on", DAY)
    assert (inputs["value"], inputs["inputs"]["members"]) == (22, 36)
    assert "schools" not in inputs["inputs"]


@pytest.mark.clause("X3", "K5.3")
def test_silver_notice_for_july_2025_falls_on_the_first_of_april_2024(group):
    finding = found("marlbeck", "last day for notice", "silver", "to_leave_on=2025-07-31")
    assert finding["value"] == "2024-04-01"


@pytest.mark.clause("X3", "K5.5")
def test_notice_a_day_late_leaves_a_year_later_and_names_the_day_it_missed(group):
    finding = found("marlbeck", "leaving date", "silver", "given_on=2024-04-02")
    assert finding["value"] == "2026-07-31"
    assert "notice was needed by Monday 1 April 2024" in " ".join(finding["because"])


def test_words_days_lists_and_tables_are_written_as_toml_and_plain_words_need_no_quotes(group):
    assert found("marlbeck", "fee", "bronze", "kind=primary")["value"]
    assert found("marlbeck", "support", "red", "tier=silver", 'status="academy"')["value"]
    people = 'by=[{name="A", office="signatory"}, {name="B", office="signatory"}]'
    assert found("marlbeck", "authority", "approve-payment", people)["value"] is True
    assert found("marlbeck", "rates after a change", "change=+10%")["value"]


def test_options_may_stand_anywhere_and_a_long_question_needs_no_quotes(group):
    words = ("marlbeck", "last", "day", "for", "notice", "--on", DAY, "silver", "to_leave_on=2025-07-31")
    assert found(*words)["value"] == "2024-04-01"


# What is printed ------------------------------------------------------------------------------------


@pytest.mark.clause("X3")
def test_people_are_told_the_answer_the_clause_the_steps_the_facts_and_the_edition(group):
    lines = why("marlbeck", "quorum", "full-group", "schools=36").splitlines()
    assert lines[0] == "22"
    assert lines[1] == "Clause: 6.1 Quorum"
    assert lines[2] == "  at least 60% of 36 affiliated schools = 21.6, so 22"
    assert "Given: schools 36" in lines
    assert lines[-1].startswith("Edition: 2023/24, in force from 1 September 2023 (")


@pytest.mark.clause("B3.6")
def test_an_answer_for_a_lapsed_structure_says_so(seats_group):
    lapsed = "The structure of this group lapsed after 31 October 2018 and has not been renewed."
    assert lapsed in why("tarnside", "quorum", "group", "--on", "2018-11-01")
    assert lapsed not in why("tarnside", "quorum", "group", "--on", "2018-10-31")


def test_long_facts_are_counted_and_not_printed(group):
    words = why("marlbeck", "windows", "full-meeting", "--on", DAY)
    assert "terms (6 entries)" in words
    assert max(map(len, words.splitlines())) < 250


@pytest.mark.clause("X3")
def test_the_json_has_the_keys_that_are_promised(group):
    assert list(found("marlbeck", "quorum", "full-group")) == [
        "value", "clause", "because", "readings", "defaults", "inputs", "edition",
    ]  # fmt: skip


# A batch --------------------------------------------------------------------------------------------


def test_a_batch_answers_one_question_a_line_and_goes_on_after_an_error(group, tmp_path):
    answers = batch(
        tmp_path,
        {"ask": "quorum", "of": "full-group", "given": {"schools": 36}},
        "not json",
        {"ask": "quorum", "of": "full-grup"},
        {"ask": "leaving date", "of": "silver", "given": {"given_on": "2024-04-02"}, "on": DAY},
        {"ask": "quorum", "of": "full-group", "on": "14 March"},
        {"ask": "quorum", "of": "full-group", "on": DAY},
    )
    assert [answer.get("value") for answer in answers] == [22, None, None, "2026-07-31", None, 3]
    assert answers[1]["error"].startswith("Not a line of JSON")
    assert answers[2]["error"].startswith('There is no body called "full-grup"; did you mean "full-group"?')
    assert answers[4] == {"error": '"14 March" is not a day; write one as 2024-03-14.'}


@pytest.mark.parametrize(
    "line", [[], {"of": "full-group"}, {"ask": "quorum", "given": 3}, {"ask": "q", "fo": 1}]
)
def test_a_line_of_another_shape_says_so(group, tmp_path, line):
    assert list(batch(tmp_path, line)[0]) == ["error"]


def test_a_batch_reads_each_day_once(group, tmp_path, django_assert_max_num_queries):
    lines = [{"ask": "quorum", "of": "full-group", "on": DAY}] * 20
    with django_assert_max_num_queries(30):
        assert len(batch(tmp_path, *lines)) == 20


# Refusals -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("nowhere", "quorum"), 'There is no collaborative "nowhere"; there are: marlbeck.'),
        (("marlbeck", "quorom", "full-group"), 'There is no question "quorom"; did you mean "quorum"?'),
        (("marlbeck", "quorum"), 'The question "quorum" is asked of a body; this constitution has:'),
        (("marlbeck", "quorum", "full-group", "school=3"), 'The question "quorum" knows no fact "school"; it knows:'),
        (("marlbeck", "quorum", "full-group", "schools=many"), 'The fact "schools" is a whole number, not "many".'),
        (("marlbeck", "quorum", "full-group", "schools=1", "schools=2"), 'The fact "schools" is given twice.'),
        (("marlbeck", "quorum", "a", "b"), 'The question "quorum" is asked of one thing, not of a and b.'),
        (("marlbeck", "quorum", "full-group", "--on", "yesterday"), '"yesterday" is not a day; write one as 2024'),
        (("marlbeck", "quorum", "full-group", "--on", "2019-01-01"), "No edition of the constitution was in force"),
        (("marlbeck", "vote", "full-group", "present=[3"), 'The fact "present" is not a TOML value: [3.'),
        (("marlbeck", "fee", "silver", "--school", "Nowhere"), 'No school is called "Nowhere".'),
        (("marlbeck",), "Ask a question, such as: why knowsley quorum full-group."),
        (("marlbeck", "--batch", "nowhere.jsonl"), "Nowhere.jsonl cannot be read: No such file or directory."),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_ends_with_one_sentence(group, words, sentence):
    told = refused(*words)
    assert told.startswith(sentence)
    assert "\n" not in told


def test_another_group_is_asked_from_its_own_records(group, seats_group):
    assert found("marlbeck", "quorum", "full-group", "--on", DAY)["inputs"]["schools"] == 5
    assert refused("tarnside", "quorum", "full-group", "--on", "2017-03-14").startswith("There is no body")


def every_question(facts: Membership):
    """What comes of each question asked of each rule, with no fact given: a finding, or the sentence."""
    for asked in questions.REGISTRY.values():
        for of in asked.names(facts.rules):
            try:
                yield answer(asked.name, of, {}, facts)
            except questions.Unanswerable as sentence:
                yield sentence


@pytest.mark.clause("X3")
def test_every_question_of_every_rule_is_answered_or_says_what_it_lacks(group, seats_group):
    for whose, day in ((group, date(2024, 3, 14)), (seats_group, date(2017, 3, 14))):
        with scoped(whose):
            facts = Membership(whose, day)
            results = list(every_question(facts))
        findings = [each for each in results if isinstance(each, Finding)]
        lacking = [str(each) for each in results if not isinstance(each, Finding)]
        assert {finding.edition for finding in findings} == {facts.rules.sha256}
        assert [words for words in lacking if "needs" not in words and "names" not in words] == []
        assert len(findings) > len(lacking)
