"""The constitution's pages: the handbook a clause to a page, its editions by date, and the way to a new one."""

import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from membership.actions.handbook import print_handbook, printed
from membership.models import Edition
from membership.queries import kept
from records import jobs
from records.models import AuditEntry, Document, Job
from tests.membership import cast
from tests.membership.pages import many, sign_in, words_of

HERE = "/marlbeck/constitution/"
NEW, EDITIONS = f"{HERE}new/", f"{HERE}editions/"
pytestmark = pytest.mark.django_db


def amended(*changes: tuple[str, str]) -> str:
    """Next year's edition, by default with nothing else changed and in force from September."""
    text = cast.knowsley()
    for old, new in (('edition       = "2023/24"', 'edition       = "2024/25"'),
                     ("in_force_from = 2023-09-01", "in_force_from = 2024-09-01"), *changes):  # fmt: skip
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


FIFTY = (
    'at_least   = "60%"\nof         = "affiliated schools"',
    'at_least   = "50%"\nof         = "affiliated schools"',
)
WORDS = ("as soon as feasible", "within a week")


def draft(browser, text: str) -> Edition:
    """A file that was put in and kept."""
    answer = browser.post(NEW, {"text": text})
    assert answer.status_code == 302, words_of(answer)
    return Edition.objects.get(number=answer.url.rstrip("/").rpartition("/")[2])


def adopting(browser, kept: Edition, **changes) -> object:
    """The form of adoption, every remark ticked."""
    page = browser.get(f"{HERE}drafts/{kept.number}/")
    ticks = [value for value, _ in page.context["form"].fields["seen"].choices]
    given = {"in_force_on": "2024-09-01", "resolution": "R-2024-007 of 13 June 2024", "seen": ticks} | changes
    return browser.post(f"{HERE}drafts/{kept.number}/", given)


# The handbook ---------------------------------------------------------------------------------------


@pytest.mark.clause("K15.3")
def test_the_contents_have_every_part_and_clause_by_its_number(nadia):
    said = words_of(nadia.get(HERE))
    assert "Central Collaborative Knowsley · edition 2023/24, in force from 1 September 2023" in said
    for line in ("1 Our Collaborative Pledge", "6.1 Quorum 3 rules", "15.2 Termination words only"):
        assert line in said


@pytest.mark.clause("K15.3", "X3")
def test_what_the_document_says_stands_beside_the_rule_that_is_kept(nadia):
    said = words_of(nadia.get(f"{HERE}6.1/"))
    assert "this equates to Full Group meetings = 21 member schools" in said
    assert "Quorum of the Full Group" in said
    for row in ("At least 60%", "Of affiliated schools", "Rounded up", "If not met discuss only"):
        assert row in said
    assert "'at least' leaves only up, and the printed figures agree. A reading" in said


@pytest.mark.clause("X3", "K6.1")
def test_a_quorum_says_what_it_comes_to_today_and_what_would_change_it(group, nadia):
    many(group, 34)
    kept.forget()
    said = words_of(nadia.get(f"{HERE}6.1/"))
    assert "Why 21? 21 schools are needed on Thursday 14 March 2024." in said
    assert "35 affiliated schools on 14 March 2024" in said
    assert "34 affiliated schools: still 21 36 affiliated schools: 22" in said


@pytest.mark.clause("X3")
def test_terms_of_office_notice_fees_and_issue_days_say_why_too(group, cabinet, nadia):
    offices = words_of(nadia.get(f"{HERE}6.2/"))
    assert "Why 31 August 2024? The term of Amina Clarke, Chair, ends on Saturday 31 August 2024." in offices
    contract = words_of(nadia.get(f"{HERE}5.1/"))
    assert (
        "Why 1 April 2024? To leave on Thursday 31 July 2025, notice is given by Monday 1 April 2024."
        in contract
    )
    fees = words_of(nadia.get(f"{HERE}4.1/"))
    assert "Why £1,500? A Bronze school pays £1,500." in fees
    assert "Why 15 April 2024? Bronze invoices go out on Monday 15 April 2024." in fees


@pytest.mark.clause("K15.3")
def test_worked_examples_show_that_they_agree(nadia):
    said = words_of(nadia.get(f"{HERE}6.1/"))
    assert "Quorum: schools 36. 22 Agrees" in said
    assert "examples agree" in said


@pytest.mark.clause("X3")
def test_where_a_rule_is_used_is_told_by_what_is_recorded(group, cabinet, nadia):
    offices = words_of(nadia.get(f"{HERE}6.2/"))
    assert "Where it is used Chair: Amina Clarke Since 1 September 2022 to 31 August 2024" in offices


def test_rules_without_a_clause_stand_together_with_their_readings(nadia):
    said = words_of(nadia.get(f"{HERE}silent/"))
    assert "Where the document is silent" in said
    assert "A reading" in said


def test_a_part_leads_to_its_first_clause_and_a_rule_to_its_place(nadia):
    assert nadia.get(f"{HERE}6/").url == f"{HERE}6.1/"
    assert nadia.get(f"{HERE}rule/office.chair/").url == f"{HERE}6.2/#office.chair"


@pytest.mark.parametrize("address", ["99.1/", "6.99/", "rule/office.king/", "editions/99/", "drafts/99/"])
def test_what_is_not_there_is_not_found(nadia, address):
    assert nadia.get(HERE + address).status_code == 404


def test_clauses_are_found_by_their_words(nadia):
    said = words_of(nadia.get(HERE, {"q": "honorarium"}))
    assert "7.2 Chair" in said
    assert "1.1 Pledge" not in said
    assert "No clause has these words" in words_of(nadia.get(HERE, {"q": "zeppelin"}))


@pytest.mark.clause("K15.1")
def test_a_page_on_another_day_shows_the_edition_of_that_day(group, nadia):
    cast.adopt(group, amended(FIFTY).partition("[[examples]]")[0], date(2024, 9, 1))
    kept.forget()
    assert "At least 60%" in words_of(nadia.get(f"{HERE}6.1/"))
    then = nadia.get(f"{HERE}6.1/?on=2024-10-01")
    assert "At least 50%" in words_of(then)
    assert f'href="{HERE}6.2/?on=2024-10-01"' in then.content.decode()


def test_before_the_first_edition_the_page_says_when_that_was(nadia):
    said = words_of(nadia.get(f"{HERE}?on=2019-03-14"))
    assert "No edition was in force on this day" in said
    assert "Friday 1 September 2023" in said


# A structure that ends --------------------------------------------------------------------------------


@pytest.fixture
def ines(client, seats_group, monkeypatch, settings):
    """Ines Quill's browser, on a day that the test sets: she sits for the Catholic Diocese from 2016 on."""
    from membership.actions import posts
    from membership.models import Body, Partner
    from records import clock
    from tests.membership.pages import NOON

    settings.DEMONSTRATION = True
    person = cast.person("Ines Quill")
    diocese = Partner.objects.create(collaborative=seats_group, name="Catholic Diocese", kind="diocese")
    began = {"starts_on": date(2016, 11, 1), "by": None, "on": date(2016, 11, 1)}
    posts.begin_post(
        collaborative=seats_group, person=person, kind="local authority officer", partner=diocese, **began
    )
    cast.sit(Body.objects.get(code="group"), "Catholic Diocese", person, date(2016, 11, 1))
    browser = sign_in(client, seats_group, person)

    def on(day: date):
        monkeypatch.setattr(clock, "now", lambda: NOON + (day - NOON.date()))
        return browser

    return on


@pytest.mark.clause("K15.3")
def test_a_document_without_parts_lists_its_clauses(ines):
    page = ines(date(2018, 3, 14)).get(f"{HERE}3/")
    said = words_of(page)
    assert "3 Decision making and delegation" in said
    assert page.content.decode().count('aria-current="page"') >= 2
    assert "12 Review" in words_of(ines(date(2018, 3, 14)).get(HERE))


@pytest.mark.clause("B3.6")
def test_while_it_holds_the_constitution_says_until_when(ines):
    said = words_of(ines(date(2018, 10, 31)).get(HERE))
    assert "It holds until 31 October 2018 unless it is renewed." in said
    assert "lapsed" not in said


@pytest.mark.clause("B3.6")
def test_on_the_day_after_every_page_says_that_it_lapsed(ines):
    browser = ines(date(2018, 11, 1))
    for address in (HERE, f"{HERE}silent/", EDITIONS):
        page = browser.get(address)
        if page.status_code == 200:
            assert "The structure of this group lapsed after 31 October 2018" in words_of(page)
    assert "It holds until" not in words_of(browser.get(HERE))


# On paper -------------------------------------------------------------------------------------------


@pytest.fixture
def short(group):
    """An edition of a few clauses, so that printing takes a moment."""
    text = cast.knowsley()
    head = text[: text.index("[[clauses]]")].replace(
        "in_force_from = 2023-09-01", "in_force_from = 2024-01-01"
    )
    office = '[office.som]\\nclause = "Quorum"\\nname = "Manager"\\nheld_by = ["commissioned post"]\\n'
    body = """
[[clauses]]
part = "1. Meetings"
title = "Quorum"
words = '''
At least 60% of the schools are needed.
- and the Chair
'''

[body.full-group]
clause = "Quorum"
name = "Full Group"
counted_by = "school"
one_vote_per = "school"
members = [{ every = "member school", by = ["headteacher"] }]

[quorum.full-group]
clause = "Quorum"
says = "At least 60% of the schools"
at_least = "60%"
of = "affiliated schools"
rounded = "up"
reading.rounded = "Up is the stricter."
"""
    head = (
        head[: head.index("[calendar]")]
        + '[calendar]\nclause = "Quorum"\nterms = ["Autumn", "Spring", "Summer"]\n'
    )
    edition = cast.adopt(group, head + office.replace("\\n", "\n") + body, date(2024, 1, 1))
    kept.forget()
    return edition


@pytest.mark.clause("K15.3")
def test_the_handbook_is_printed_once_with_contents_and_clause_numbers(short, nadia):
    asked = nadia.get(f"{HERE}handbook.pdf")
    assert asked.status_code == 202
    assert "It takes about a minute." in words_of(asked)
    job = Job.objects.get(kind="print-handbook")
    nadia.get(f"{HERE}handbook.pdf")
    assert Job.objects.filter(kind="print-handbook").count() == 1

    assert jobs.run_next(job.queued_at).state == "done"
    pdf = nadia.get(f"{HERE}handbook.pdf")
    assert pdf["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(pdf.getvalue()))
    text = " ".join("\n".join(page.extract_text() for page in reader.pages).split())
    for words in ("Constitution and handbook", "Contents", "1.1 Quorum", "At least 60% of the schools are needed.",
                  "Quorum of the Full Group: at least 60% of affiliated schools, rounded up.",
                  "A reading. Up is the stricter."):  # fmt: skip
        assert words in text
    assert reader.metadata.title.startswith("Central Collaborative Knowsley")


@pytest.mark.clause("K15.3")
def test_printing_again_gives_out_the_same_copy(short):
    first = print_handbook(edition=short, by=None, on=cast.DAY)
    again = print_handbook(edition=short, by=None, on=cast.DAY + timedelta(days=400))
    assert (again, Document.objects.count()) == (first, 1)
    assert printed(short).edition_sha == short.sha256


@pytest.mark.clause("K15.3", "B3.6")
def test_the_same_text_renewed_from_another_day_is_printed_again_with_its_day(short, group):
    print_handbook(edition=short, by=None, on=cast.DAY)
    renewed = cast.adopt(group, short.source, date(2026, 1, 1))
    assert printed(renewed) is None
    assert print_handbook(edition=renewed, by=None, on=cast.DAY).subject == "in force from 1 January 2026"


def test_the_page_that_waits_says_when_the_copy_is_there(short, nadia):
    assert nadia.get(f"{HERE}handbook/printing/").status_code == 404
    nadia.get(f"{HERE}handbook.pdf")
    assert "being set" in words_of(nadia.get(f"{HERE}handbook/printing/"))
    Job.objects.update(state="done")
    assert "Open the handbook (PDF)" in words_of(nadia.get(f"{HERE}handbook/printing/"))


# Editions -------------------------------------------------------------------------------------------


@pytest.mark.clause("K15.1")
def test_each_edition_has_the_days_on_which_it_was_in_force(group, nadia):
    cast.adopt(group, amended(WORDS), date(2024, 9, 1))
    said = words_of(nadia.get(EDITIONS))
    assert "2024/25 To come 1 September 2024" in said
    assert "2023/24 In force 1 September 2023 31 August 2024" in said


@pytest.mark.clause("K15.1")
def test_an_edition_says_how_it_was_adopted_and_gives_its_file(group, nadia):
    said = words_of(nadia.get(f"{EDITIONS}1/"))
    assert "Agreed by the founding schools." in said
    assert Edition.objects.get().sha256 in said
    assert nadia.get(f"{EDITIONS}1/file/").content.decode() == cast.knowsley()


@pytest.mark.clause("K15.1")
def test_two_editions_are_compared_in_words(group, nadia):
    cast.adopt(group, amended(WORDS, FIFTY).partition("[[examples]]")[0], date(2024, 9, 1))
    page = nadia.get(f"{HERE}compare/?old=1&new=2")
    said = words_of(page)
    assert "Quorum of the Full Group, at least Before 60% Now 50%" in said
    assert "<del>as soon as feasible)\n</del><ins>within a week)\n</ins>" in page.content.decode()
    assert "{leaving" not in said


def test_with_one_edition_there_is_nothing_to_compare(nadia):
    assert "There is one edition" in words_of(nadia.get(f"{HERE}compare/"))


def test_an_edition_compared_with_itself_says_the_same(group, nadia):
    cast.adopt(group, amended(), date(2024, 9, 1))
    assert "The two say the same" in words_of(nadia.get(f"{HERE}compare/?old=2&new=2"))


# Putting in a new one --------------------------------------------------------------------------------


@pytest.mark.clause("K15.1")
def test_a_file_that_is_refused_comes_back_with_its_lines_and_what_was_typed(marian):
    text = amended(('rounded    = "up"', 'roundde    = "up"'), ("[leaving.bronze]", "[leeving.bronze]"))
    answer = marian.post(NEW, {"text": text})
    said = words_of(answer)
    assert answer.status_code == 422
    assert Edition.objects.count() == 1
    assert "One thing to put right" in said
    assert "Unknown key &quot;roundde&quot;; did you mean &quot;rounded&quot;?" in said
    assert answer.context["form"]["text"].value() == text
    first = next(each for each in answer.context["wrong"] if "roundde" in each.message)
    assert (first.text, first.table) == ('roundde    = "up"', "quorum.full-group")
    assert text.splitlines()[first.number - 1] == first.text


def test_an_uploaded_file_is_read_and_comes_back_as_text_when_it_is_refused(marian):
    file = io.BytesIO(b"\xef\xbb\xbfformat = 1\n[constitution]\nnam = 'x'\n")
    file.name = "marlbeck.toml"
    answer = marian.post(NEW, {"file": file})
    assert answer.status_code == 422
    assert "[constitution]" in answer.context["form"]["text"].value()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Choose a file, or paste the text of one."),
        ({"text": "   \n"}, "Choose a file, or paste the text of one."),
        ({"file": b"\xff\xfe\x00\x01"}, "The file is not UTF-8 text."),
        ({"file": b"x" * 2_000_001}, "The file is larger than 2 MB"),
    ],
)
def test_what_is_no_text_at_all_is_told_how_to_be_one(marian, given, sentence):
    if "file" in given:
        given = {"file": io.BytesIO(given["file"])}
        given["file"].name = "marlbeck.toml"
    answer = marian.post(NEW, given)
    assert answer.status_code == 422
    assert sentence in words_of(answer)


@pytest.mark.clause("K15.1")
def test_a_failing_example_keeps_it_a_draft_and_shows_both_answers(marian):
    found = draft(marian, amended(FIFTY))
    said = words_of(marian.get(f"{HERE}drafts/{found.number}/"))
    assert "It cannot be adopted yet." in said
    assert "says 21; the rules give 18: at least 50% of 35 affiliated schools = 17.5, so 18" in said
    assert "Quorum of the Full Group, at least Before 60% Now 50%" in said
    assert "Adopt the edition" not in said
    answer = marian.post(f"{HERE}drafts/{found.number}/", {"in_force_on": "2024-09-01", "resolution": "R-1"})
    assert (answer.status_code, Edition.objects.filter(state="adopted").count()) == (200, 1)


@pytest.mark.clause("K15.1")
def test_each_remark_is_ticked_before_it_is_adopted(marian):
    found = draft(marian, amended())
    answer = adopting(marian, found, seen=["0"])
    assert answer.status_code == 422
    assert "Tick each remark when you have seen it." in words_of(answer)
    assert answer.context["form"]["resolution"].value() == "R-2024-007 of 13 June 2024"
    assert Edition.objects.get(pk=found.pk).state == "draft"


@pytest.mark.clause("K15.1")
def test_adoption_freezes_the_text_and_gives_its_day_and_resolution(
    marian, django_capture_on_commit_callbacks
):
    found = draft(marian, amended(WORDS))
    answer = adopting(marian, found)
    assert answer.url == f"{EDITIONS}{found.number}/"
    said = words_of(marian.get(answer.url))
    assert "In force from 1 September 2024" in said
    assert "R-2024-007 of 13 June 2024" in said
    assert "Remarks seen when it was adopted" in said
    assert AuditEntry.objects.filter(act="adopt-edition").exists()
    assert Job.objects.filter(kind="print-handbook").exists()
    assert marian.get(f"{HERE}drafts/{found.number}/").url == answer.url
    assert "At least 60%" in words_of(marian.get(f"{HERE}6.1/"))


def test_two_editions_cannot_come_into_force_on_one_day(marian):
    found = draft(marian, amended(WORDS))
    answer = adopting(marian, found, in_force_on="2023-09-01")
    assert answer.status_code == 422
    assert "Another edition is already in force from that day." in words_of(answer)


def test_a_draft_is_changed_kept_once_and_discarded(marian):
    first = draft(marian, amended(FIFTY))
    assert draft(marian, amended(FIFTY)) == first
    page = marian.get(f"{NEW}?draft={first.number}")
    assert page.context["form"]["text"].value() == amended(FIFTY)
    answer = marian.post(f"{NEW}?draft={first.number}", {"text": amended(WORDS)})
    second = Edition.objects.get(state="draft")
    assert answer.url.endswith(f"/drafts/{second.number}/")
    assert not Edition.objects.filter(pk=first.pk).exists()
    marian.post(f"{HERE}drafts/{second.number}/discard/")
    assert Edition.objects.count() == 1


def test_an_adopted_edition_is_not_discarded(marian):
    answer = marian.post(f"{HERE}drafts/1/discard/", follow=True)
    assert "An adopted edition stays for ever." in words_of(answer)
    assert Edition.objects.count() == 1


# Who may --------------------------------------------------------------------------------------------


@pytest.mark.clause("K15.1", "X1")
def test_whoever_may_not_propose_finds_no_button_and_is_told_who_may(group, nadia):
    assert "new edition" not in words_of(nadia.get(HERE))
    for answer in (nadia.get(NEW), nadia.post(NEW, {"text": amended()})):
        assert answer.status_code == 403
        assert "Only the Chair or Strategic Operations Manager may do this." in words_of(answer)
    assert Edition.objects.count() == 1


def test_a_draft_is_seen_by_those_at_work_on_it_alone(marian, nadia):
    found = draft(marian, amended(WORDS))
    assert nadia.get(f"{HERE}drafts/{found.number}/").status_code == 404
    assert nadia.get(f"{EDITIONS}{found.number}/file/").status_code == 404
    assert "2024/25" not in words_of(nadia.get(EDITIONS))


def test_nothing_is_done_on_another_days_page(marian):
    assert marian.post(f"{NEW}?on=2024-10-01", {"text": amended()}).status_code == 403
    assert "Put in a new edition" not in words_of(marian.get(f"{EDITIONS}?on=2024-10-01"))


# What a page costs ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", ["", "4.1/", "5.1/", "6.1/", "6.2/", "7.1/", "editions/", "editions/1/", "compare/"]
)
def test_a_page_costs_at_most_fifteen_queries_however_many_schools(client, group, cabinet, today, address):
    sol = sign_in(client, group, cabinet["som"])

    def cost() -> int:
        kept.forget()
        sol.get(HERE + address)
        with CaptureQueriesContext(connection) as queries:
            assert sol.get(HERE + address).status_code == 200
        return len(queries)

    few = cost()
    many(group, 30)
    assert cost() == few
    assert few <= 15
