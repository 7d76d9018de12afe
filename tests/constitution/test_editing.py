"""One value of a file changed in place, and a percentage on the rates carried through (K15.2, K4.4)."""

import datetime
from decimal import Decimal
from pathlib import Path

import pytest

import constitution
from constitution import editing
from constitution.questions import UnknownFact
from constitution.repricing import new_amounts, repriced

SAMPLES = Path(constitution.__file__).parent / "samples"
FILE = """format = 1 # of the file
[quorum.group] # who must come
at_least = "60%" # a share
of       = "members"
fee = [
  { amount = "£1,500", per = "pupil" }, # first
  { amount = "£20" },
]
tested = ["opening", 'each decision']
words = '''
As long as £1,500 is # no comment
'''
"""


def knowsley() -> str:
    return (SAMPLES / "central-collaborative-knowsley-2023.toml").read_text()


@pytest.mark.parametrize(
    ("path", "value", "line"),
    [
        (("quorum", "group", "at_least"), "50%", 'at_least = "50%" # a share'),
        (("format",), 2, "format = 2 # of the file"),
        (("quorum", "group", "fee", 0, "amount"), Decimal("1545.5"), '  { amount = "£1,545.50", per = "pupil" }, # first'),
        (("quorum", "group", "fee", 1, "amount"), Decimal(30), '  { amount = "£30" },'),
        (("quorum", "group", "tested", 1), "closing", 'tested = ["opening", "closing"]'),
        (("quorum", "group", "of"), True, "of       = true"),
        (("quorum", "group", "of"), datetime.date(2024, 9, 1), "of       = 2024-09-01"),
    ],
)  # fmt: skip
def test_only_the_one_value_changes_and_every_comment_stays(path, value, line):
    changed = editing.change(FILE, {path: value})
    pairs = zip(FILE.splitlines(), changed.splitlines(), strict=True)
    assert [new for old, new in pairs if old != new] == [line]


def test_several_values_change_at_once_wherever_they_stand():
    changed = editing.change(FILE, {("quorum", "group", "fee", 1, "amount"): 7, ("format",): 10})
    assert changed == FILE.replace('"£20"', "7").replace("format = 1", "format = 10")


@pytest.mark.parametrize(
    "path", [("quorum", "group", "rounded"), ("quorum", "group"), ("quorum", "group", "fee")]
)
def test_what_is_not_written_or_is_no_plain_value_is_not_changed(path):
    with pytest.raises(editing.NotWritten):
        editing.change(FILE, {path: 1})


def test_a_key_that_was_not_written_is_put_beneath_its_heading():
    changed = editing.put(FILE, ("quorum", "group", "rounded"), "up")
    assert changed == FILE.replace("# who must come\n", '# who must come\nrounded = "up"\n')
    assert editing.put(FILE, ("quorum", "group", "of"), "seats") == FILE.replace('"members"', '"seats"')
    with pytest.raises(editing.NotWritten):
        editing.put(FILE, ("quorum", "nobody", "of"), "seats")


@pytest.mark.clause("K4.4")
def test_three_per_cent_go_through_the_tables_the_words_and_the_examples():
    c = constitution.load(knowsley())
    assert new_amounts(c, "3%") == {
        Decimal(1500): Decimal("1545.00"),
        Decimal("3785.25"): Decimal("3898.81"),
    }
    text = repriced(knowsley(), "3%")
    assert constitution.check(text).verdict == "adoptable"
    assert constitution.ask(constitution.load(text), "fee", "bronze").value == Decimal("1545.00")
    assert (
        "contributing £3898.81 + agreed % of delegated School Improvement Funding (currently agreed at 40%)"
        in text
    )
    assert not [word for word in ("£1,500", "£1500", "£3,785.25", "£3785.25") if word in text]
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        line for line in knowsley().splitlines() if line.startswith("#")
    ]


@pytest.mark.clause("K4.4")
def test_no_percentage_changes_no_rate():
    assert repriced(knowsley(), "no change") == knowsley()
    with pytest.raises(UnknownFact, match="write the change as"):
        repriced(knowsley(), "a bit more")
