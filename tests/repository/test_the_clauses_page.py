"""docs/clauses.md says which test proves which clause, and is made from the tests themselves."""

import re

import pytest

from tests import clauses

# The foundation's own: each must be proved by some test.
FOUNDATION = [
    "K3.1", "K3.2", "K3.3", "K3.4", "K3.5", "K4.1", "K4.2", "K5.2", "K5.3", "K5.4",
    "K5.5", "K6.1", "K6.2", "K6.3", "K7.2", "K7.3", "K7.4", "K7.5", "K7.6", "K7.7",
    "K8.1", "K8.2", "K8.4", "K8.8", "K8.11", "K15.3", "B2.1", "B3.1", "B3.2", "B3.6",
    "B4.1", "X1", "X2", "X3", "X4", "X5", "X8",
]  # fmt: skip


def test_the_page_is_what_the_tests_say():
    assert clauses.PAGE.read_text() == clauses.page(), "run: python -m tests.clauses"


@pytest.mark.parametrize("clause", FOUNDATION)
def test_the_foundation_proves_its_clauses(clause):
    assert any(proof.clause == clause for proof in clauses.proofs())


def test_a_marker_names_a_clause_and_nothing_else():
    wrong = {p.clause for p in clauses.proofs() if not re.fullmatch(r"[KBX]\d+(\.\d+)?", p.clause)}
    assert wrong == set()
