"""The constitution as a book, and what differs between two editions."""

from pathlib import Path

import pytest

import constitution
from constitution.handbook import Bullets, Paragraph, blocks
from tests.constitution.heath import HEATH, changed

SAMPLES = Path(constitution.__file__).parent / "samples"


@pytest.fixture(scope="module")
def book():
    return constitution.handbook(constitution.load(HEATH))


def clause(book, title):
    return next(each for part in book.parts for each in part.clauses if each.title == title)


def test_parts_keep_their_printed_numbers_and_clauses_are_counted_within(book):
    assert (book.name, book.edition) == ("Heath Schools", "2024/25")
    assert [(part.number, part.title) for part in book.parts] == [("1", "The schools"), ("2", "How we work")]
    numbers = [(each.number, each.title) for part in book.parts for each in part.clauses]
    assert numbers == [("1.1", "Pledge"), ("1.2", "Subscription"), ("2.1", "Meetings")]


def test_words_are_paragraphs_and_lists_with_the_rules_figures_in_place(book):
    assert clause(book, "Pledge").blocks == (
        Paragraph("We give 12 months of notice."),
        Paragraph("We will"),
        Bullets(("be honest with each other", "be there")),
        Paragraph("And we will keep to it."),
    )


def test_a_list_divided_by_empty_lines_is_one_list():
    assert blocks("- one\n\n- two") == (Bullets(("one", "two")),)


def test_a_rule_stands_under_its_first_clause_with_a_sentence_and_rows(book):
    rules = {rule.path: rule for rule in clause(book, "Meetings").rules}
    quorum = rules["quorum.group"]
    assert quorum.name == "Group"
    assert quorum.sentence.startswith("Quorum of the Group: at least 60% of affiliated schools, rounded up")
    assert quorum.rows[:3] == (("At least", "60%"), ("Of", "affiliated schools"), ("Rounded", "up"))
    assert [(each.sentence, each.answer, each.holds) for each in quorum.examples] == [
        ("Quorum: schools 35.", "21", True)
    ]


def test_names_stand_for_identifiers(book):
    rules = {rule.path: rule for rule in clause(book, "Subscription").rules}
    assert dict(rules["tier.silver"].rows)["Rights"] == "The network"
    assert dict(rules["payment.chair"].rows)["Parts"] == "Autumn: £700; Spring: £700; Summer: £600"


def test_readings_are_shown_and_what_rests_on_no_clause_stands_at_the_end(book):
    rules = {rule.path: rule for rule in clause(book, "Subscription").rules}
    assert rules["leaving.silver"].readings == ("Counted from the first of April.",)
    assert [rule.path for rule in book.silent] == ["deadline.items"]


def test_a_rule_on_two_clauses_is_pointed_to_from_the_second():
    text, _ = changed('clause   = "Subscription"\nsays', 'clause = ["Subscription", "Pledge"]\nsays')
    shown = constitution.handbook(constitution.load(text))
    assert clause(shown, "Pledge").also == ("leaving.silver",)


def test_parts_without_numbers_are_counted():
    text = HEATH.replace('part  = "1. The schools"', 'part = "The schools"')
    parts = constitution.handbook(constitution.load(text)).parts
    assert [(part.number, part.title) for part in parts] == [("1", "The schools"), ("2", "How we work")]


def test_clauses_without_parts_are_counted_alone():
    text = "\n".join(line for line in HEATH.splitlines() if not line.startswith("part  ="))
    (part,) = constitution.handbook(constitution.load(text)).parts
    assert [each.number for each in part.clauses] == ["1", "2", "3"]


@pytest.mark.parametrize("file", sorted(SAMPLES.glob("*.toml")), ids=lambda file: file.stem)
def test_every_rule_of_a_sample_has_its_place_and_its_sentence(file):
    c = constitution.load(file.read_text())
    shown = constitution.handbook(c)
    rules = [rule for part in shown.parts for each in part.clauses for rule in each.rules]
    rules += shown.silent
    assert len({rule.path for rule in rules}) == len(rules) >= 20
    assert all(rule.sentence and rule.name for rule in rules)
    assert [each.title for part in shown.parts for each in part.clauses] == [each.title for each in c.clauses]


# Differences ---------------------------------------------------------------------------------------------


def differences(text: str) -> list[str]:
    return [str(each) for each in constitution.difference(constitution.load(HEATH), constitution.load(text))]


def test_an_edition_does_not_differ_from_itself():
    assert differences(HEATH) == []


def test_a_changed_key_is_told_with_both_values():
    text, _ = changed('notice   = "12 months"', 'notice = "6 months"')
    text = text.replace("answer = 2025-04-01", "answer = 2025-10-01")
    assert differences(text) == [
        "[leaving.silver] notice: 12 months before, 6 months now",
        "[examples] last day for notice of silver (to_leave_on Friday 31 July 2026): "
        "Tuesday 1 April 2025 before, Wednesday 1 October 2025 now",
    ]


def test_a_key_that_comes_or_goes_is_told_as_not_written():
    text, _ = changed('rounded  = "up"\n', "")
    assert differences(text) == ["[quorum.group] rounded: up before, not written now"]


def test_rules_and_clauses_that_come_and_go_are_named():
    text, _ = changed("And we will keep to it.", "And we keep to it.")
    text += '\n[office.clerk]\nclause = "Meetings"\nname = "Clerk"\n'
    assert differences(text) == ["[clauses] changed: Pledge", "[office.clerk] added: Clerk"]
    back = constitution.difference(constitution.load(text), constitution.load(HEATH))
    assert [str(each) for each in back] == ["[clauses] changed: Pledge", "[office.clerk] removed: Clerk"]
