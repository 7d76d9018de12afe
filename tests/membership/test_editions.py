"""Adopting an edition and the days of a school year: the same checks as the command line (K15.1)."""

import re
from datetime import date

import pytest

from membership.actions.editions import (
    AlreadyInForce,
    NoReason,
    NotAdoptable,
    adopt_edition,
    discard_draft,
    keep_draft,
)
from membership.actions.terms import BadTerms, enter_terms
from membership.models import Body, Edition, Place, Span
from membership.permissions import NotAllowed
from membership.queries.editions import NoEdition, contract_rules, edition_on, editions_of
from membership.queries.terms import school_year, terms_of
from records.models import AuditEntry
from records.refusals import NotNow
from tests.membership import cast

pytestmark = pytest.mark.django_db

DAY = date(2024, 3, 14)
NOTE = "Agreed by the founding schools in June 2023."


def founded(group, source: str | None = None):
    return adopt_edition(
        collaborative=group, source=source or cast.knowsley(), by=None, on=DAY, founding_note=NOTE
    )


def amended() -> str:
    """One headteacher rep instead of two, without the worked examples that would say so."""
    rules = cast.knowsley().partition("[[examples]]")[0]
    return re.sub(r"(holders\s+= )2", r"\g<1>1", rules, count=1)


@pytest.mark.clause("K15.1")
def test_a_group_is_founded_with_a_note_and_gets_its_bodies_and_places(in_marlbeck):
    edition = founded(in_marlbeck)
    assert (edition.state, edition.in_force_on, edition.name) == ("adopted", date(2023, 9, 1), "2023/24")
    assert edition.report["verdict"] == "adoptable"
    held, all_of_them = edition.report["examples"]
    assert held == all_of_them > 100
    assert set(Body.objects.values_list("code", flat=True)) >= {"full-group", "management-group"}
    assert Place.objects.filter(code="headteacher-rep").count() == 2
    assert Place.objects.filter(body__code="signatory").count() == 4
    entry = AuditEntry.objects.get(act="adopt-edition")
    assert entry.detail.after["sha256"] == edition.sha256


@pytest.mark.clause("K15.1")
def test_adopting_the_same_file_again_changes_nothing(in_marlbeck):
    first = founded(in_marlbeck)
    places = list(Place.objects.values())
    assert founded(in_marlbeck) == first
    assert list(Place.objects.values()) == places
    assert AuditEntry.objects.filter(act="adopt-edition").count() == 1


def test_a_file_with_a_failing_example_is_not_adopted_and_says_which(in_marlbeck):
    wrong = cast.bristol().replace("answer = 6", "answer = 7", 1)
    with pytest.raises(NotAdoptable) as refused:
        founded(in_marlbeck, wrong)
    assert refused.value.report.verdict == "not adopted"
    assert not Edition.objects.exists()


def test_such_a_file_may_be_kept_as_a_draft_and_a_refused_one_may_not(in_marlbeck):
    wrong = cast.bristol().replace("answer = 6", "answer = 7", 1)
    draft = keep_draft(collaborative=in_marlbeck, source=wrong, by=None, on=DAY)
    assert (draft.state, draft.report["verdict"]) == ("draft", "not adopted")
    with pytest.raises(NotAdoptable, match="unknown key"):
        keep_draft(
            collaborative=in_marlbeck,
            source=cast.bristol().replace("rounded ", "roundde ", 1),
            by=None,
            on=DAY,
        )
    discard_draft(edition=draft, by=None, on=DAY)
    assert not Edition.objects.exists()


def test_a_draft_becomes_the_edition_and_is_then_not_discarded(in_marlbeck):
    draft = keep_draft(collaborative=in_marlbeck, source=cast.bristol(), by=None, on=DAY)
    edition = founded(in_marlbeck, cast.bristol())
    assert edition == draft
    with pytest.raises(NotNow):
        discard_draft(edition=edition, by=None, on=DAY)


@pytest.mark.clause("K15.1")
def test_a_later_edition_needs_its_resolution_and_a_day_of_its_own(group, cabinet):
    later = {"collaborative": group, "source": amended(), "by": cabinet["som"], "on": DAY}
    with pytest.raises(NoReason):
        adopt_edition(in_force_on=date(2024, 9, 1), **later)
    with pytest.raises(AlreadyInForce):
        adopt_edition(resolution="R-2024-007", **later)
    with pytest.raises(NotAllowed):
        adopt_edition(resolution="R-2024-007", **later | {"by": cabinet["next"]})


@pytest.mark.clause("K15.1")
def test_each_edition_is_in_force_until_the_next_and_closes_the_places_it_drops(group):
    adopt_edition(
        collaborative=group,
        source=amended(),
        by=None,
        on=DAY,
        in_force_on=date(2024, 9, 1),
        resolution="R-2024-007",
    )
    days = (date(2023, 9, 1), date(2024, 8, 31), date(2024, 9, 1))
    assert [edition_on(group, day).number for day in days] == [1, 1, 2]
    dropped = {place.code: place.closed_before for place in Place.objects.exclude(closed_before=None)}
    assert dropped == {"headteacher-rep": date(2024, 9, 1)}


def test_before_the_founding_no_edition_was_in_force(group):
    with pytest.raises(NoEdition, match="No edition of the constitution was in force on Thursday 31 August"):
        edition_on(group, date(2023, 8, 31))


def test_a_group_that_has_adopted_nothing_is_told_so(in_marlbeck):
    with pytest.raises(NoEdition, match="has not adopted a constitution yet"):
        edition_on(in_marlbeck, DAY)


@pytest.mark.clause("K15.1")
def test_contract_terms_go_by_the_edition_of_the_contract_years_first_day(group):
    changed = cast.knowsley().replace('notice        = "4 months"', 'notice        = "5 months"')
    cast.adopt(group, changed, date(2024, 1, 1))
    editions = editions_of(group)
    notice = [str(contract_rules(editions, day).leaving["bronze"].notice) for day in (DAY, date(2024, 9, 1))]
    assert str(editions.rules_on(DAY).leaving["bronze"].notice) == "5 months"
    assert notice == ["4 months", "5 months"]


# The days of a school year --------------------------------------------------------------------------


def entered(group, terms, **more):
    return enter_terms(collaborative=group, school_year="2023-24", terms=terms, by=None, on=DAY, **more)


def test_the_terms_come_back_as_the_facts_that_the_rules_take(group):
    assert terms_of(group, "2023-24") == cast.YEARS["2023-24"]
    assert school_year(group, DAY).slot == "2023-24"


def test_entering_the_same_days_again_changes_nothing(group):
    before = AuditEntry.objects.count(), list(Span.objects.values_list("pk", flat=True))
    entered(group, cast.YEARS["2023-24"])
    assert (AuditEntry.objects.count(), list(Span.objects.values_list("pk", flat=True))) == before


def test_a_change_of_dates_keeps_the_old_ones_in_the_audit_trail(group):
    later = [term | {"last": date(2024, 7, 23)} if term["name"] == "Summer" else term
             for term in cast.YEARS["2023-24"]]  # fmt: skip
    entered(group, later, bank_holidays=[date(2024, 4, 1)])
    assert terms_of(group, "2023-24")[-1]["last"] == date(2024, 7, 23)
    entry = AuditEntry.objects.filter(act="enter-terms").last()
    assert ["term", "Summer", "2024-04-15", "2024-07-20"] in entry.detail.before["spans"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": "Michaelmas"}, "no term called Michaelmas; it has Autumn, Spring and Summer"),
        ({"last": date(2023, 9, 1)}, "ends before it begins"),
        ({"first": date(2023, 8, 1)}, "does not lie in the school year 2023/24"),
        ({"last": date(2024, 1, 8)}, "The Spring term begins before the Autumn term is over"),
        ({"break": [date(2024, 1, 1), date(2024, 1, 5)]}, "does not lie inside it"),
        ({"name": "Spring", "last": date(2023, 12, 20)}, "entered twice"),
    ],
)
def test_days_that_make_no_school_year_are_refused(group, change, words):
    autumn, *rest = cast.YEARS["2023-24"]
    before = list(Span.objects.values())
    with pytest.raises(BadTerms, match=words):
        entered(group, [autumn | change, *rest])
    assert list(Span.objects.values()) == before
