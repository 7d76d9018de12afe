"""News to members: whom it reaches, published once, corrected and taken down; as verbs and as pages (K10.7)."""

import csv
import io
import re
from datetime import date, timedelta

import pytest

from membership.actions import grants
from membership.actions.news import (
    AlreadyOut,
    DayGone,
    NobodyReached,
    correct_news,
    discard_news,
    publish_news,
    rewrite_news,
    take_down,
    write_news,
)
from membership.models import Announcement, Body
from membership.permissions import NotAllowed, viewer_for
from membership.permissions.audience import newest_for, reached
from membership.queries.kept import facts_on
from membership.queries.news import audiences, earlier, standing
from records.models import AuditEntry, Draft, Message
from records.refusals import Conflict, NotNow, Refusal
from tests.membership import build, cast, pages
from tests.membership.pages import NOON, words_of

NEWS = "/marlbeck/news/"
DAY = cast.DAY


@pytest.fixture
def office(group, today):
    person = cast.commissioned(group, "Marian Teale")
    cast.hold(group, "som", person, date(2023, 9, 1))
    return person


@pytest.fixture
def members(group, office):
    """A Silver and a Bronze school with their heads, a business manager, and a cluster of the Bronze one."""
    silver = cast.school(group, "Birchenholt Primary School")
    bronze = cast.school(group, "Copsewell School", tier="bronze")
    people = {
        "office": office,
        "nadia": cast.head(silver, "Nadia Farrow"),
        "omar": cast.head(bronze, "Omar Quill"),
        "bea": cast.head(bronze, "Bea Stroud", kind="business manager"),
    }
    north = Body.objects.create(
        collaborative=group, code="north", kind="cluster", name="North cluster", opened_on=cast.LONG_AGO
    )
    build.body_member(north, school=bronze)
    return people | {"north": north}


def wrote(group, by, **changes) -> Announcement:
    told = {"title": "Term dates", "text": "They are out.", "audience": "everybody"}
    return write_news(collaborative=group, by=by, on=DAY, **told | changes)


def names(news) -> list[str]:
    return [person.name for person in reached(news, facts_on(news.collaborative, DAY))]


# Whom it reaches --------------------------------------------------------------------------------------


@pytest.mark.clause("K10.7")
@pytest.mark.parametrize(
    ("audience", "code", "who"),
    [
        ("everybody", "", ["Bea Stroud", "Marian Teale", "Nadia Farrow", "Omar Quill"]),
        ("public", "", ["Bea Stroud", "Marian Teale", "Nadia Farrow", "Omar Quill"]),
        ("tier", "silver", ["Nadia Farrow"]),
        ("tier", "bronze", ["Bea Stroud", "Omar Quill"]),
        ("role", "headteacher", ["Nadia Farrow", "Omar Quill"]),
        ("role", "business manager", ["Bea Stroud"]),
        ("role", "som", ["Marian Teale"]),
    ],
)
def test_news_reaches_those_it_is_for(group, members, audience, code, who):
    assert names(wrote(group, members["office"], audience=audience, code=code)) == who


@pytest.mark.clause("K10.7", "K10.5")
def test_news_to_a_cluster_reaches_the_people_of_its_schools(group, members):
    assert names(wrote(group, members["office"], audience="body", body=members["north"])) == [
        "Bea Stroud",
        "Omar Quill",
    ]


@pytest.mark.clause("K10.7")
def test_who_is_told_is_who_may_read_it(group, members):
    for audience, code in [("everybody", ""), ("tier", "silver"), ("role", "headteacher")]:
        news = wrote(group, members["office"], audience=audience, code=code)
        publish_news(news=news, by=members["office"], at=NOON)
        readers = [
            person.name
            for person in (members["bea"], members["nadia"], members["omar"])
            if Announcement.objects.visible(viewer_for(person, group, DAY)).filter(pk=news.pk).exists()
        ]
        assert readers == [name for name in names(news) if name != "Marian Teale"]


@pytest.mark.clause("K10.7")
def test_whom_it_can_be_for_is_what_the_group_has(group, members):
    found = {heading: [words for _, words in choices] for heading, choices in audiences(facts_on(group, DAY))}
    assert found["Schools of a tier"] == ["Bronze schools", "Silver schools"]
    assert {"Headteachers", "Business managers", "Chair"} <= set(found["Those in a role"])
    assert "North cluster" in found["Clusters, networks and bodies"]


# Publishing -------------------------------------------------------------------------------------------


@pytest.mark.clause("K10.7")
def test_each_person_is_told_once_however_often_it_is_published(group, members):
    news = wrote(group, members["office"], audience="tier", code="bronze")
    assert publish_news(news=news, by=members["office"], at=NOON) == 2
    with pytest.raises(AlreadyOut):
        publish_news(news=news, by=members["office"], at=NOON)
    assert sorted(Message.objects.values_list("person__name", flat=True)) == ["Bea Stroud", "Omar Quill"]
    told = Message.objects.first()
    assert (told.kind, told.subject, told.text) == ("news", "Term dates", "They are out.")


def test_only_the_office_writes_and_publishes(group, members):
    with pytest.raises(NotAllowed):
        wrote(group, members["nadia"])
    news = wrote(group, members["office"])
    with pytest.raises(NotAllowed):
        publish_news(news=news, by=members["nadia"], at=NOON)
    assert not Message.objects.exists()


def test_news_without_words_is_refused(group, office):
    with pytest.raises(Refusal, match="title and a text"):
        wrote(group, office, text="  ")


def test_news_that_reaches_nobody_is_refused(group, members):
    news = wrote(group, members["office"], audience="role", code="governor")
    with pytest.raises(NobodyReached):
        publish_news(news=news, by=members["office"], at=NOON)


def test_news_whose_day_is_over_is_refused(group, members):
    news = wrote(group, members["office"], until_on=DAY - timedelta(days=1))
    with pytest.raises(DayGone):
        publish_news(news=news, by=members["office"], at=NOON)


def test_what_was_looked_at_is_what_is_published(group, members):
    news = wrote(group, members["office"])
    rewrite_news(
        news=Announcement.objects.get(), version=1, by=members["office"], on=DAY, title="Other", text="words"
    )
    with pytest.raises(Conflict):
        publish_news(news=news, by=members["office"], at=NOON, version=1)
    with pytest.raises(Conflict):
        rewrite_news(news=news, version=1, by=members["office"], on=DAY, title="Mine", text="words")


@pytest.mark.clause("X5")
def test_the_trail_says_what_was_written_and_how_many_it_reached(group, members):
    news = wrote(group, members["office"])
    publish_news(news=news, by=members["office"], at=NOON)
    last = AuditEntry.objects.order_by("-seq").first()
    assert (last.act, last.by, last.detail.after["reached"]) == ("publish-notice", members["office"], 4)


# Putting right ----------------------------------------------------------------------------------------


@pytest.mark.clause("K10.7")
def test_a_correction_stands_in_the_place_of_what_it_corrects(group, members):
    office, every = members["office"], Announcement.objects.all()
    news = wrote(group, office)
    publish_news(news=news, by=office, at=NOON)
    draft = correct_news(news=news, by=office, on=DAY)
    assert correct_news(news=news, by=office, on=DAY) == draft
    assert list(standing(every, DAY)) == [news]
    publish_news(news=draft, by=office, at=NOON)
    assert list(standing(every, DAY)) == [draft]
    assert list(earlier(every, DAY)) == [news]
    subjects = Message.objects.filter(state="queued").values_list("subject", flat=True)
    assert set(subjects) == {"Corrected: Term dates"}
    with pytest.raises(NotNow, match="correct the correction"):
        correct_news(news=news, by=office, on=DAY)


@pytest.mark.clause("K10.7")
def test_what_is_taken_down_is_shown_no_more_and_its_mail_stays(group, members):
    office = members["office"]
    news = wrote(group, office)
    with pytest.raises(NotNow):
        take_down(news=news, because="wrong day", by=office, at=NOON)
    publish_news(news=news, by=office, at=NOON)
    with pytest.raises(Refusal, match="Say why"):
        take_down(news=news, because=" ", by=office, at=NOON)
    take_down(news=news, because="wrong day", by=office, at=NOON)
    assert not standing(Announcement.objects.all(), DAY).exists()
    assert set(Message.objects.values_list("state", flat=True)) == {"suppressed"}
    with pytest.raises(NotNow):
        take_down(news=news, because="again", by=office, at=NOON)


def test_a_draft_is_thrown_away_and_what_is_published_is_not(group, members):
    news = wrote(group, members["office"])
    discard_news(news=wrote(group, members["office"]), by=members["office"], on=DAY)
    publish_news(news=news, by=members["office"], at=NOON)
    with pytest.raises(AlreadyOut):
        discard_news(news=news, by=members["office"], on=DAY)
    assert list(Announcement.objects.all()) == [news]


def test_news_until_a_day_stands_on_that_day_and_not_after(group, members):
    news = wrote(group, members["office"], until_on=DAY)
    publish_news(news=news, by=members["office"], at=NOON)
    assert list(standing(Announcement.objects.all(), DAY)) == [news]
    assert not standing(Announcement.objects.all(), DAY + timedelta(days=1)).exists()


@pytest.mark.clause("K10.7")
def test_the_first_page_shows_the_newest_two_that_stand_and_are_for_the_reader(group, members):
    office = members["office"]
    for title, told in [
        ("Old", {}), ("Over", {"until_on": DAY}), ("Bronze", {"audience": "tier", "code": "bronze"}),
        ("Silver", {"audience": "tier", "code": "silver"}), ("New", {"audience": "public"}),
    ]:  # fmt: skip
        publish_news(news=wrote(group, office, title=title, **told), by=office, at=NOON)
    draft = correct_news(news=Announcement.objects.get(title="New"), by=office, on=DAY)
    publish_news(news=draft, by=office, at=NOON)
    take_down(news=Announcement.objects.get(title="Bronze"), because="wrong", by=office, at=NOON)
    facts = facts_on(group, DAY + timedelta(days=1))
    seen = newest_for(viewer_for(members["omar"], group, DAY), facts)
    assert [news.pk for news in seen] == [draft.pk, Announcement.objects.get(title="Old").pk]


# Pages ------------------------------------------------------------------------------------------------


@pytest.fixture
def marian(client, group, members):
    return pages.sign_in(type(client)(), group, members["office"])


@pytest.fixture
def omar(client, group, members):
    return pages.sign_in(type(client)(), group, members["omar"])


@pytest.mark.clause("K10.7")
def test_the_office_writes_looks_whom_it_reaches_and_publishes(marian, omar):
    form = {"title": "Snow", "text": "Bring boots.", "kind": "news", "to": "tier:bronze", "do": "look"}
    answer = marian.post(f"{NEWS}write/", form, follow=True)
    said = words_of(answer)
    assert "2 people will be told by mail, each once. For: Bronze schools." in said
    assert "Bea Stroud no email address" in said
    assert not Message.objects.exists()
    news = answer.context["news"]
    assert omar.get(f"{NEWS}{news.pk}/").status_code == 404
    said = words_of(marian.post(f"{NEWS}{news.pk}/publish/", {"version": news.version}, follow=True))
    assert "Published: 2 people will be told by mail." in said
    assert "Bring boots." in words_of(omar.get(f"{NEWS}{news.pk}/"))
    assert "Snow" in words_of(omar.get(NEWS))


@pytest.mark.clause("K10.7")
def test_news_to_another_tier_is_not_there(marian, omar):
    form = {"title": "Snow", "text": "Bring boots.", "kind": "news", "to": "tier:silver", "do": "look"}
    news = marian.post(f"{NEWS}write/", form, follow=True).context["news"]
    marian.post(f"{NEWS}{news.pk}/publish/")
    assert omar.get(f"{NEWS}{news.pk}/").status_code == 404
    assert "Snow" not in words_of(omar.get(NEWS))


def offered(client) -> list[str]:
    """What the list of news can be narrowed to."""
    listed = re.search(r'<select[^>]*id="id_to".*?</select>', client.get(NEWS).content.decode(), re.DOTALL)
    return re.findall(r'value="([^"]+)"', listed[0]) if listed else []


@pytest.mark.clause("K10.7")
def test_the_list_is_narrowed_to_what_its_reader_may_read_and_by_whoever_publishes_to_anything(
    group, members, marian, omar
):
    north = f"body:{members['north'].pk}"
    of_omar = offered(omar)
    assert {"everybody", "public", "tier:bronze", "role:headteacher", north} <= set(of_omar)
    assert not {"tier:silver", "role:som", "role:chair", "role:business manager"} & set(of_omar)
    assert {"tier:silver", "role:som", "role:business manager", north} <= set(offered(marian))


@pytest.mark.clause("K10.7")
def test_whoever_is_let_in_for_a_time_has_nothing_to_choose(group, members, client):
    auditor = cast.person("Leonora Finch")
    grants.grant(
        collaborative=group, person=auditor, role="auditor", starts_on=DAY, last_day=date(2024, 7, 31), by=None, on=DAY,
        slot="fy2023", resolution="R-1",
    )  # fmt: skip
    assert offered(pages.sign_in(type(client)(), group, auditor)) == []


def test_a_draft_is_kept_and_comes_back(marian):
    form = {"title": "Snow", "text": "Bring boots.", "kind": "news", "to": "everybody", "do": "keep"}
    said = words_of(marian.post(f"{NEWS}write/", form, follow=True))
    assert "The draft is kept. Nobody has been told." in said
    assert "Bring boots." in said
    assert "Being written" in words_of(marian.get(NEWS))


def test_a_form_without_a_title_comes_back_with_what_was_typed(marian):
    answer = marian.post(f"{NEWS}write/", {"text": "Bring boots.", "kind": "news", "to": "everybody"})
    assert answer.status_code == 422
    assert "Give it a title." in words_of(answer)
    assert "Bring boots." in words_of(answer)


def test_a_list_without_news_says_what_would_be_there(omar):
    assert "No news yet" in words_of(omar.get(NEWS))
    assert "No news matches" in words_of(omar.get(f"{NEWS}?q=boots"))


@pytest.mark.clause("K10.7")
def test_the_reader_of_what_was_taken_down_reads_why(group, members, marian, omar):
    news = wrote(group, members["office"])
    publish_news(news=news, by=members["office"], at=NOON)
    marian.post(f"{NEWS}{news.pk}/take-down/", {"because": "It was the wrong week."})
    said = words_of(omar.get(f"{NEWS}{news.pk}/"))
    assert "This was taken down: It was the wrong week." in said
    assert "They are out." not in said


@pytest.mark.clause("K10.7")
def test_the_page_of_what_was_corrected_leads_to_the_right_one(group, members, marian, omar):
    news = wrote(group, members["office"])
    publish_news(news=news, by=members["office"], at=NOON)
    form = marian.post(f"{NEWS}{news.pk}/correct/", follow=True)
    draft = form.context["news"]
    marian.post(f"{NEWS}{draft.pk}/change/", {"title": "Term dates, put right", "text": "Now.", "kind": "news",
                                              "to": "everybody", "version": draft.version})  # fmt: skip
    marian.post(f"{NEWS}{draft.pk}/publish/")
    assert "This was corrected: Term dates, put right" in words_of(omar.get(f"{NEWS}{news.pk}/"))
    assert "This corrects Term dates" in words_of(omar.get(f"{NEWS}{draft.pk}/"))


@pytest.mark.clause("K10.7", "X6")
def test_the_news_one_may_read_comes_as_a_file(group, members, omar):
    for tier in ("silver", "bronze"):
        news = wrote(group, members["office"], title=f"To {tier}", audience="tier", code=tier)
        publish_news(news=news, by=members["office"], at=NOON)
    answer = omar.get(f"{NEWS}list.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["Title"], row["For"]) for row in rows] == [("To bronze", "Bronze schools")]


# --- what is typed is not lost ------------------------------------------------------------------------


TYPED = {"title": "Snow", "text": "Bring bo", "kind": "news", "to": "everybody", "until_on": ""}


@pytest.mark.clause("K10.7")
def test_what_is_typed_is_kept_for_its_writer_and_comes_back_until_it_is_sent_or_thrown_away(marian):
    assert "Kept as you type" in words_of(marian.post(f"{NEWS}typing/", TYPED))
    back = marian.get(f"{NEWS}write/")
    assert "did not keep is back" in words_of(back)
    assert "Bring bo" in words_of(back)
    assert not Announcement.objects.exists()
    assert "did not keep" not in words_of(marian.post(f"{NEWS}typing/", {"do": "forget"}, follow=True))
    marian.post(f"{NEWS}typing/", TYPED)
    marian.post(f"{NEWS}write/", TYPED | {"text": "Bring boots.", "do": "keep"})
    assert not Draft.objects.exists()


def test_half_a_form_is_kept_as_well_and_nobody_else_reads_it(marian, omar):
    marian.post(f"{NEWS}typing/", {"text": "Bring", "title": ""})
    assert Draft.objects.get().text["text"] == "Bring"
    assert omar.post(f"{NEWS}typing/", TYPED).status_code == 403


@pytest.mark.clause("K10.7")
def test_whoever_would_write_over_somebody_elses_words_has_both_texts_before_them(group, marian):
    marian.post(f"{NEWS}write/", TYPED | {"text": "Bring boots.", "do": "keep"})
    news = Announcement.objects.get()
    other = news.by
    rewrite_news(news=news, version=news.version, title="Snow", text="School is closed.", audience="everybody",
                 kind="news", by=other, on=DAY)  # fmt: skip
    page, mine = f"{NEWS}{news.pk}/change/", TYPED | {"text": "Bring skis.", "do": "keep", "version": "1"}
    stale = marian.post(page, mine)
    assert stale.status_code == 422
    assert "School is closed." in words_of(stale)
    assert "Bring skis." in words_of(stale)
    news.refresh_from_db()
    assert news.text == "School is closed."
    marian.post(page, mine | {"over": str(news.version)})
    news.refresh_from_db()
    assert news.text == "Bring skis."


def test_what_was_typed_before_somebody_else_changed_the_draft_stands_beside_theirs(marian):
    marian.post(f"{NEWS}write/", TYPED | {"text": "Bring boots.", "do": "keep"})
    news = Announcement.objects.get()
    marian.post(f"{NEWS}{news.pk}/typing/", TYPED | {"text": "Bring skis.", "version": "1"})
    rewrite_news(news=news, version=1, title="Snow", text="School is closed.", audience="everybody", kind="news",
                 by=news.by, on=DAY)  # fmt: skip
    said = words_of(marian.get(f"{NEWS}{news.pk}/change/"))
    assert "Bring skis." in said
    assert "As it stands now" in said
    assert "School is closed." in said
