"""What a group shows to everybody: its public page, one notice to pass on, and the feed (K10.9, B6.1)."""

from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from membership.actions.news import publish_news, take_down, write_news
from membership.actions.terms import enter_terms
from membership.models import Announcement, DutyRecord
from membership.queries.events import duty_on
from membership.queries.kept import facts_on
from tests.membership import cast, pages
from tests.membership.pages import NOON, words_of

PUBLIC = "/marlbeck/public/"
ATOM = "{http://www.w3.org/2005/Atom}"
AT_MOST = 15
SIX = (
    (date(2023, 9, 4), date(2023, 10, 20)), (date(2023, 10, 30), date(2023, 12, 15)),
    (date(2024, 1, 2), date(2024, 2, 9)), (date(2024, 2, 19), date(2024, 3, 22)),
    (date(2024, 4, 8), date(2024, 5, 24)), (date(2024, 6, 3), date(2024, 7, 23)),
)  # fmt: skip


@pytest.fixture
def office(group, today):
    person = cast.commissioned(group, "Marian Teale")
    cast.hold(group, "som", person, date(2023, 9, 1))
    cast.head(cast.school(group, "Birchenholt Primary School"), "Nadia Farrow")
    return person


@pytest.fixture
def publish(group, office):
    def published(title: str, **changes) -> Announcement:
        told = {"text": f"About: {title}", "audience": "public"} | changes
        news = write_news(collaborative=group, title=title, by=office, on=cast.DAY, **told)
        publish_news(news=news, by=office, at=NOON)
        return news

    return published


@pytest.mark.clause("K10.9", "X2")
@pytest.mark.parametrize("where", ["", "feed/", "1/"])
def test_a_group_that_has_published_nothing_to_everybody_is_not_there(client, group, office, publish, where):
    publish("For members", audience="everybody")
    assert client.get(f"{PUBLIC}{where}").status_code == 404


@pytest.mark.clause("K10.9", "B6.1")
def test_anybody_reads_notices_bulletins_aims_and_member_schools_and_no_name_of_a_person(client, publish):
    publish("Open evening")
    publish("Spring bulletin", kind="bulletin")
    publish("For members", audience="everybody")
    answer = client.get(PUBLIC)
    said = words_of(answer)
    for words in ("Open evening", "Spring bulletin", "Birchenholt Primary School", "Vision and shared aims"):
        assert words in said
    assert not any(words in said for words in ("For members", "Marian Teale", "Nadia Farrow"))


@pytest.mark.clause("K10.9")
def test_one_notice_is_passed_on_by_its_link_and_a_notice_to_members_is_not(client, publish):
    public, private = publish("Open evening"), publish("For members", audience="everybody")
    assert "About: Open evening" in words_of(client.get(f"{PUBLIC}{public.pk}/"))
    assert client.get(f"{PUBLIC}{private.pk}/").status_code == 404


@pytest.mark.clause("K10.9")
def test_what_was_taken_down_is_gone_from_the_page_its_link_and_the_feed(client, office, publish):
    publish("Spring bulletin", kind="bulletin")
    news = publish("Open evening")
    take_down(news=news, because="wrong day", by=office, at=NOON)
    assert client.get(f"{PUBLIC}{news.pk}/").status_code == 404
    for where in (PUBLIC, f"{PUBLIC}feed/"):
        assert "Open evening" not in client.get(where).content.decode()


def test_the_only_notice_taken_down_takes_the_page_with_it(client, office, publish):
    take_down(news=publish("Open evening"), because="wrong day", by=office, at=NOON)
    assert client.get(PUBLIC).status_code == 404


@pytest.mark.clause("K10.9")
def test_a_notice_is_shown_until_its_day_and_the_page_stays(client, publish, monkeypatch):
    from records import clock

    publish("Open evening", until_on=cast.DAY)
    assert "Open evening" in words_of(client.get(PUBLIC))
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=1))
    assert "Nothing new" in words_of(client.get(PUBLIC))


@pytest.mark.clause("K10.9", "B6.1")
def test_the_feed_is_atom_with_a_link_to_each(client, publish):
    news = publish("Open <evening>")
    publish("Spring bulletin", kind="bulletin")
    answer = client.get(f"{PUBLIC}feed/")
    assert answer["Content-Type"].startswith("application/atom+xml")
    entries = ElementTree.fromstring(answer.content).findall(f"{ATOM}entry")
    assert [each.find(f"{ATOM}title").text for each in entries] == ["Spring bulletin", "Open <evening>"]
    assert entries[1].find(f"{ATOM}link").get("href") == f"http://testserver{PUBLIC}{news.pk}/"
    assert entries[0].find(f"{ATOM}category").get("term") == "Bulletin"


@pytest.mark.clause("K10.9")
@pytest.mark.parametrize("where", ["", "feed/"])
def test_caches_keep_it_for_strangers_alone_and_search_engines_do_not(client, group, office, publish, where):
    publish("Open evening")
    answer = client.get(f"{PUBLIC}{where}")
    assert answer["Cache-Control"] == "public, max-age=300"
    assert answer["X-Robots-Tag"] == "noindex"
    signed_in = pages.sign_in(type(client)(), group, office)
    assert "private" in signed_in.get(f"{PUBLIC}{where}")["Cache-Control"]


def test_the_page_asks_little_and_the_same_for_many_schools(client, group, publish):
    publish("Open evening")
    numbers = []
    for more in (3, 30):
        pages.many(group, more)
        publish(f"Notice {more}")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(PUBLIC).status_code == 200
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] <= AT_MOST


@pytest.fixture
def ottilie(seats_group, today):
    return cast.commissioned(seats_group, "Ottilie Marsh", kind="clerk")


def bulletin(group, by, **changes) -> Announcement:
    told = {
        "title": "Spring bulletin",
        "text": "Our work.",
        "audience": "public",
        "kind": "bulletin",
    } | changes
    news = write_news(collaborative=group, by=by, on=cast.DAY, **told)
    publish_news(news=news, by=by, at=NOON)
    return news


@pytest.mark.clause("B6.1")
def test_a_group_by_seats_says_its_purpose(client, seats_group, ottilie):
    bulletin(seats_group, ottilie)
    assert "Purpose of Excellence in Schools Group" in words_of(client.get(PUBLIC))


@pytest.mark.clause("B6.1")
def test_the_bulletin_of_the_term_is_done_with_the_first_that_is_published_in_it(seats_group, ottilie):
    terms = [
        {"name": f"Term {each}", "first": first, "last": last} for each, (first, last) in enumerate(SIX, 1)
    ]
    enter_terms(collaborative=seats_group, school_year="2023-24", terms=terms, by=None, on=cast.DAY)
    due = duty_on(facts_on(seats_group, cast.DAY), "bulletin", cast.DAY)
    assert (due.slot, due.done) == ("2023-24/term-4", None)
    bulletin(seats_group, ottilie, kind="news")
    assert not DutyRecord.objects.exists()
    for title in ("Spring bulletin", "A second one"):
        bulletin(seats_group, ottilie, title=title)
    [record] = DutyRecord.objects.all()
    assert (record.slot, record.done_on, record.outcome) == (
        "2023-24/term-4", cast.DAY, "Published: Spring bulletin",
    )  # fmt: skip
    assert duty_on(facts_on(seats_group, cast.DAY), "bulletin", cast.DAY).done


@pytest.mark.clause("B6.1")
def test_without_term_dates_a_bulletin_goes_out_all_the_same(client, seats_group, ottilie):
    bulletin(seats_group, ottilie)
    assert "Spring bulletin" in words_of(client.get(PUBLIC))
