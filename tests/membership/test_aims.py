"""The aims of the edition (K2.1): in the handbook, named by what serves them, and the year told by aim."""

import csv
import io
from datetime import date

import pytest

from constitution.text import aims_of
from membership.actions.aims import UnknownAim
from membership.actions.duties import record_event
from membership.actions.news import correct_news, publish_news, rewrite_news, write_news
from membership.models import Announcement, DutyRecord
from membership.queries.kept import facts_on
from records.models import AuditDetail
from tests.membership import cast, pages
from tests.membership.pages import NOON, words_of

AIMS = "/marlbeck/aims/"
CHECK = "/marlbeck/duties/2023-24/website-check/autumn/"
DAY = cast.DAY


@pytest.fixture
def aims(group) -> tuple[str, ...]:
    return aims_of(facts_on(group, DAY).rules)


@pytest.fixture
def office(client, cabinet, group, today):
    return pages.sign_in(type(client)(), group, cabinet["som"])


@pytest.fixture
def head(client, cabinet, group, today):
    school = cast.school(group, "Birchenholt Primary School")
    return pages.sign_in(type(client)(), group, cast.head(school, "Nadia Farrow"))


def checked(group, by, **changes):
    told = {
        "code": "website-check",
        "slot": "2023-24/autumn",
        "done_on": date(2023, 12, 1),
        "outcome": "All read.",
    }
    return record_event(collaborative=group, by=by, on=DAY, **told | changes)


def wrote(group, by, **changes) -> Announcement:
    told = {"title": "Reading together", "text": "Six schools.", "audience": "everybody"}
    return write_news(collaborative=group, by=by, on=DAY, **told | changes)


def by_aim(said: str) -> dict[int, str]:
    """What stands under each of the aims, by its number."""
    return {number: said.split(f" {number}. ")[1].split(f" {number + 1}. ")[0] for number in range(1, 11)}


@pytest.mark.clause("K2.1")
def test_the_aims_stand_in_the_handbook_word_by_word(office, aims):
    said = words_of(office.get("/marlbeck/constitution/2.1/"))
    assert "Vision and shared aims" in said
    assert len(aims) == 10
    assert [words for words in aims if words not in said] == []


@pytest.mark.clause("K2.1")
def test_a_duty_and_news_name_the_aim_they_serve(group, cabinet, office, aims):
    form = {"done_on": "2023-12-01", "outcome": "Every page was read.", "aim": aims[8]}
    assert f"The aim it serves: {aims[8]}" in words_of(office.post(CHECK, form, follow=True))
    assert DutyRecord.objects.get().aim == aims[8]
    assert AuditDetail.objects.filter(after__aim=aims[8]).count() == 1
    news = {
        "title": "Reading",
        "text": "Six schools.",
        "kind": "news",
        "to": "everybody",
        "aim": aims[1],
        "do": "keep",
    }
    office.post("/marlbeck/news/write/", news)
    draft = Announcement.objects.get()
    assert draft.aim == aims[1]
    publish_news(news=draft, by=cabinet["som"], at=NOON)
    assert f"The aim it serves: {aims[1]}" in words_of(office.get(f"/marlbeck/news/{draft.pk}/"))
    assert correct_news(news=draft, by=cabinet["som"], on=DAY).aim == aims[1]


@pytest.mark.clause("K2.1")
def test_words_that_are_no_aim_of_the_edition_are_refused(group, cabinet, office, aims):
    with pytest.raises(UnknownAim):
        checked(group, cabinet["som"], aim="To win the cup")
    with pytest.raises(UnknownAim):
        wrote(group, cabinet["som"], aim=aims[0].upper())
    draft = wrote(group, cabinet["som"])
    with pytest.raises(UnknownAim):
        rewrite_news(news=draft, version=1, by=cabinet["som"], on=DAY, title="-", text="-", aim="To win")
    answer = office.post(CHECK, {"done_on": "2023-12-01", "outcome": "Every page was read.", "aim": "To win"})
    assert (answer.status_code, DutyRecord.objects.count()) == (422, 0)
    assert "Every page was read." in answer.content.decode()


@pytest.mark.clause("K2.1")
def test_the_year_is_told_by_aim_with_the_aims_that_nothing_served(group, cabinet, head, aims):
    checked(group, cabinet["som"], aim=aims[9])
    publish_news(news=wrote(group, cabinet["som"], aim=aims[0]), by=cabinet["som"], at=NOON)
    said = words_of(head.get(AIMS))
    assert "Something was done for 2 of 10 aims." in said
    told = by_aim(said)
    assert "Reading together" in told[1]
    assert "Check of the website and the social account" in told[10]
    assert [number for number, words in told.items() if "Nothing recorded in this year" in words] == [
        *range(2, 10)
    ]
    assert "Something was done for 0 of 10 aims." in words_of(head.get(f"{AIMS}?year=2022-23"))
    assert head.get(f"{AIMS}?year=lately").status_code == 404


@pytest.mark.clause("K2.1", "X6")
def test_the_year_by_aim_comes_as_a_file(group, cabinet, head, aims):
    checked(group, cabinet["som"], aim=aims[9])
    told = head.get("/marlbeck/aims.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(told)))
    assert [row["Aim"] for row in rows] == list(aims)
    assert (rows[9]["What"], rows[9]["What came of it"]) == (
        "Check of the website and the social account",
        "All read.",
    )
    assert rows[0]["What"] == ""


@pytest.mark.clause("K2.1")
def test_the_annual_overview_reports_by_aim_on_the_year_before(office):
    page = office.get("/marlbeck/duties/2023-24/annual-overview/autumn/").content.decode()
    assert "The year 2022/23 by aim" in page
    assert f"{AIMS}?year=2022-23" in page


@pytest.mark.clause("K2.1")
def test_what_a_reader_may_not_see_serves_no_aim_for_them(group, cabinet, head, aims):
    """The engagement review is the management group's own affair, with its aim."""
    checked(group, cabinet["som"], code="engagement-review", slot="2023-24/spring", done_on=DAY, aim=aims[2])
    assert "Something was done for 0 of 10 aims." in words_of(head.get(AIMS))


@pytest.mark.clause("K2.1")
def test_what_was_done_for_an_aim_that_the_edition_no_longer_has_is_kept(group, cabinet, office, aims):
    checked(group, cabinet["som"])
    DutyRecord.objects.update(aim="To do what the first edition said")
    said = words_of(office.get(AIMS))
    assert "To do what the first edition said not among the aims of the constitution in force" in said
    assert "Something was done for 0 of 10 aims." in said
