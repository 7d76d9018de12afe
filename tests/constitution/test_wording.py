"""Rules in words: their headings, the people they name in passing, and remarks that do not repeat themselves."""

import pytest

from constitution import check, handbook, load
from tests.constitution.paper import SAMPLES

KNOWSLEY = (SAMPLES / "central-collaborative-knowsley-2023.toml").read_text()


@pytest.fixture(scope="module")
def rules():
    book = handbook(load(KNOWSLEY))
    shown = [rule for part in book.parts for clause in part.clauses for rule in clause.rules]
    return {rule.path: rule for rule in shown}


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("quorum.full-group", "Quorum of the Full Group"),
        ("leaving.silver", "Leaving Silver"),
        ("calling.other-meeting", "A further meeting, face to face or remote"),
        ("authority.approve-payment", "To approve a payment"),
        ("office.chair", "Chair"),
        ("recorded.schools-by-kind", "Schools by kind"),
        ("membership", "Membership"),
        ("tier.silver", "Silver subscription"),
        ("retention.accounts", "Keeping accounts"),
    ],
)
def test_a_rule_is_headed_by_what_people_call_it(rules, path, title):
    assert rules[path].title == title


def test_offices_are_named_wherever_a_rule_speaks_of_people(rules):
    assert ("To", "Chair and Strategic Operations Manager") in rules["deadline.agenda-items"].rows
    assert ("Instructed by", "Strategic Operations Manager") in rules["authority.approve-payment"].rows


def test_the_act_of_an_authority_is_its_heading_and_no_row(rules):
    assert "Act" not in dict(rules["authority.approve-payment"].rows)


def test_a_rule_shows_the_very_words_it_rests_on(rules):
    assert rules["quorum.full-group"].says == ("at least 60% of affiliated members",)


@pytest.mark.clause("K15.3")
def test_a_default_that_many_rules_share_is_one_remark_that_names_them_all():
    remarks = [str(remark) for remark in check(KNOWSLEY).remarks]
    holders = [remark for remark in remarks if "one holder at a time" in remark]
    assert len(holders) == 1
    assert "[office.chair]" in holders[0]
    assert "[office.treasurer]" in holders[0]
    assert len(remarks) < 15
