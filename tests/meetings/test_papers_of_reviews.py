"""The yearly review of the model goes to the full group: it can be laid there as a paper (K1.5)."""

from datetime import date, timedelta

import pytest

from meetings.actions.papers import lay_offered
from meetings.queries.papers import occasion_of
from membership.actions.duties import record_event
from membership.models import Body
from records import papers
from tests.meetings import cast, pdfs
from tests.membership import cast as members

pytestmark = pytest.mark.django_db

DAY = members.DAY
THEN = cast.NINE - timedelta(days=3)


@pytest.fixture
def review(group, marian):
    return record_event(
        collaborative=group,
        code="model-review",
        slot="2022-23/summer",
        done_on=date(2023, 7, 3),
        outcome="The model serves.",
        impact="Twelve schools have worked together.",
        recommendation="Keep the two tiers.",
        by=marian,
        on=DAY,
    )


def offered(item):
    return [
        each
        for each in papers.offered(item.collaborative, occasion_of(item, THEN.date()))
        if "review" in each.code
    ]


@pytest.mark.clause("K1.5")
def test_the_review_is_laid_before_the_full_group_with_its_evaluation_of_impact(group, marian, review):
    cast.schools(group, 3)
    item = cast.item(cast.meeting(group))
    (offer,) = offered(item)
    assert offer.title == "Review of the collaborative model 2022/23"
    assert offer.name == "review and its evaluation of impact"
    paper = lay_offered(item=item, code=offer.code, by=marian, at=THEN)
    said = " ".join(pdfs.words_in(paper.document.file.read()))
    for words in ("The model serves.", "Twelve schools have worked together.", "Keep the two tiers."):
        assert words in said


@pytest.mark.clause("K1.5")
def test_it_is_laid_before_all_and_not_before_those_who_manage(group, marian, review):
    meeting = cast.meeting(group, "management-group")
    assert Body.objects.get(code="management-group") == meeting.body
    assert offered(cast.item(meeting)) == []


@pytest.mark.clause("K1.5")
def test_before_it_is_recorded_there_is_nothing_to_lay(group, marian):
    cast.schools(group, 3)
    assert offered(cast.item(cast.meeting(group))) == []
