"""Term dates, an import of schools, people and partners: entered by the office, refused to others, nothing half."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from membership.models import Enrolment, Partner, Post, School, SchoolDetail, Span
from records.models import Draft, Person
from tests.membership import cast, pages
from tests.membership.pages import words_of

# --- term dates ---------------------------------------------------------------------------------------

YEAR = {
    "do": "save",
    "first_0": "2024-09-02", "break_first_0": "2024-10-28", "break_last_0": "2024-11-01", "last_0": "2024-12-20",
    "first_1": "2025-01-06", "break_first_1": "2025-02-17", "break_last_1": "2025-02-21", "last_1": "2025-04-04",
    "first_2": "2025-04-22", "break_first_2": "2025-05-26", "break_last_2": "2025-05-30", "last_2": "2025-07-22",
    "bank_holidays": "25/12/2024\n26/12/2024", "closures": "1 May 2025", "source": "the authority",
}  # fmt: skip
TERMS = "/marlbeck/terms/2024-25/"


def test_a_year_that_is_not_entered_says_what_waits_for_it(marian):
    said = words_of(marian.get("/marlbeck/terms/"))
    assert "2024/25 Not entered yet" in said
    assert "Enter the dates" in said


def test_the_bank_holidays_of_england_stand_in_the_form(marian):
    shown = marian.get(TERMS).content.decode()
    assert "25/12/2024" in shown
    assert "21/04/2025" in shown


def test_a_year_is_entered(marian):
    said = words_of(marian.post(TERMS, YEAR, follow=True))
    assert "The dates of 2024/25 are entered" in said
    assert "Monday 2 September 2024" in said
    assert Span.objects.get(kind="closure").starts_on == date(2025, 5, 1)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"first_1": "2024-12-01"}, "The Spring term begins before the Autumn term is over"),
        ({"last_2": "2025-09-30"}, "The Summer term does not lie in the school year 2024/25"),
        ({"break_last_0": ""}, "Give both ends of the break, or neither"),
        ({"bank_holidays": "Christmas"}, "'Christmas' is not a day"),
        ({"first_0": ""}, "Give the day"),
    ],
)
def test_dates_that_make_no_year_get_their_sentence_and_change_nothing(marian, typed, sentence):
    answer = marian.post(TERMS, YEAR | typed)
    assert answer.status_code == 422
    assert sentence in words_of(answer)
    assert 'value="2025-07-22"' in answer.content.decode() or "last_2" in typed
    assert not Span.objects.filter(school_year="2024-25").exists()


def file(text: str, name: str = "a.csv", encoding: str = "utf-8") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode(encoding))


ROWS = """area,school_year,kind,name,start,end
Knowsley,2024/25,term,Autumn,2024-09-02,2024-12-20
Knowsley,2024/25,half term break,Autumn,2024-10-28,2024-11-01
Knowsley,2024/25,term,Spring,2025-01-06,2025-04-04
Knowsley,2024/25,term,Summer,2025-04-22,2025-07-22
Knowsley,2023/24,term,Autumn,2023-09-04,2023-12-21
"""


def test_a_file_fills_the_form_in_and_saves_nothing(marian):
    answer = marian.post(TERMS, {"do": "read", "file": file(ROWS)})
    assert "Filled in from the file" in words_of(answer)
    assert 'value="2024-10-28"' in answer.content.decode()
    assert not Span.objects.filter(school_year="2024-25").exists()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (ROWS.replace("2025-01-06", "soon"), "Line 4: 'soon' is not a day"),
        (
            ROWS.replace("Knowsley,2024/25,term,Summer", "Bristol,2024/25,term,Summer"),
            "the dates of several areas",
        ),
        ("kind,name\nterm,Autumn\n", "There is no column called start or first"),
        (ROWS.replace("2024/25", "2022/23"), "The file has no dates of 2024/25"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(marian, text, sentence):
    answer = marian.post(TERMS, {"do": "read", "file": file(text)})
    assert answer.status_code == 422
    assert sentence in words_of(answer)


def test_a_year_that_is_none_is_not_found_and_a_headteacher_enters_none(marian, nadia):
    assert marian.get("/marlbeck/terms/2024-26/").status_code == 404
    assert marian.get("/marlbeck/terms/soon/").status_code == 404
    assert nadia.get("/marlbeck/terms/").status_code == 200
    assert nadia.post(TERMS, YEAR).status_code == 403
    assert not Span.objects.filter(school_year="2024-25").exists()


# --- import -------------------------------------------------------------------------------------------

IMPORT = "/marlbeck/members/import/"
GOOD = "URN;School name;Kind;Status;Number on roll\n900301;Ivelow Primary;primary;maintained;210\n"


def look(browser, text: str, **more):
    return browser.post(IMPORT, {"do": "look", "file": file(text, **more)}, follow=True)


@pytest.mark.clause("K3.5")
def test_a_file_is_looked_at_first_and_taken_when_one_says_so(marian, group):
    said = words_of(look(marian, GOOD, encoding="cp1252"))
    assert "Nothing is changed until you say so" in said
    assert "Ivelow Primary" in said
    assert not School.objects.exists()
    done = words_of(marian.post(IMPORT, {"do": "import"}, follow=True))
    assert "Imported: 1 new, 0 changed and 0 unchanged" in done
    assert SchoolDetail.objects.get().pupils == 210
    assert not Draft.objects.exists()
    assert "Nothing to do: the file says what is recorded already" in words_of(look(marian, GOOD))


@pytest.mark.clause("K3.5")
def test_the_page_can_be_left_and_comes_back_with_the_file(marian, group):
    look(marian, GOOD)
    assert "Ivelow Primary" in words_of(marian.get(IMPORT))
    marian.post(IMPORT, {"do": "forget"})
    assert "Ivelow Primary" not in words_of(marian.get(IMPORT))


@pytest.mark.clause("K3.5")
@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (GOOD + ";Wren School;primary;;\n", "3 URN The URN is missing"),
        (GOOD + "900301;Wren School;primary;;\n", "The URN 900301 stands on line 2 already"),
        (GOOD + "900302;=SUM(A1);primary;;\n", "looks like a formula"),
        (GOOD + "900302;Wren School;primary;;many\n", "'many' is not a whole number"),
    ],
)
def test_errors_stand_by_line_and_column_and_nothing_is_imported(marian, group, text, sentence):
    said = words_of(look(marian, text))
    assert "One thing to put right in the file" in said
    assert sentence in said
    marian.post(IMPORT, {"do": "import"})
    assert not School.objects.exists()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("a,b\n1,2\n", "There is no column called URN"), ("\x00\x01", "This is not a CSV file or a workbook")],
)
def test_what_is_no_table_of_schools_is_refused_in_the_form(marian, group, text, sentence):
    answer = look(marian, text)
    assert answer.status_code == 422
    assert sentence in words_of(answer)


@pytest.mark.clause("X6")
def test_the_empty_file_is_one_that_can_be_imported(marian, group):
    template = marian.get(f"{IMPORT}template.csv").content
    said = words_of(
        marian.post(IMPORT, {"do": "look", "file": SimpleUploadedFile("t.csv", template)}, follow=True)
    )
    assert "Example Primary School" in said
    assert "to put right" not in said


def test_a_headteacher_imports_nothing(nadia, group):
    assert nadia.get(IMPORT).status_code == 403
    assert nadia.post(IMPORT, {"do": "look", "file": file(GOOD)}).status_code == 403


# --- people and partners ------------------------------------------------------------------------------


def test_somebody_new_is_added_with_a_post_and_then_invited(marian, birchenholt):
    form = {"name": "Ruth Okafor", "email": "Ruth@Birchenholt.example", "kind": "deputy headteacher",
            "school": birchenholt.pk, "starts_on": "2024-03-01"}  # fmt: skip
    said = words_of(marian.post("/marlbeck/people/add/", form, follow=True))
    assert "Ruth Okafor is deputy headteacher at Birchenholt Primary School from 1 March 2024" in said
    assert "Invite to sign in" in said
    assert Person.objects.get(name="Ruth Okafor").email == "ruth@birchenholt.example"
    assert not Enrolment.objects.filter(person__name="Ruth Okafor").exists()


def test_somebody_known_by_the_address_is_the_same_person(marian, birchenholt):
    known = cast.person("Nadia Farrow")
    known.email = "nadia@birchenholt.example"
    known.save()
    form = {"name": "N. Farrow", "email": "nadia@birchenholt.example", "kind": "governor", "school": birchenholt.pk,
            "starts_on": "2024-03-01"}  # fmt: skip
    marian.post("/marlbeck/people/add/", form)
    assert Post.objects.filter(person=known).count() == 2
    assert Person.objects.get(pk=known.pk).name == "Nadia Farrow"


@pytest.mark.clause("K7.1")
def test_a_post_ends_and_the_page_says_what_hangs_on_it(marian, birchenholt, group):
    head = cast.person("Nadia Farrow")
    cast.hold(group, "treasurer", head, date(2023, 9, 1))
    page = f"/marlbeck/people/posts/{Post.objects.get(person=head).pk}/end/"
    assert "An office that rests on this post is flagged and falls vacant: Treasurer" in words_of(
        marian.get(page)
    )
    marian.post(page, {"last_day": "2024-03-13", "because": "moved away"})
    assert "no longer holds the post that the office rests on" in words_of(marian.get("/marlbeck/register/"))


def test_members_find_people_and_only_the_office_their_addresses(nadia, marian, birchenholt):
    assert "Sign-in" not in words_of(nadia.get("/marlbeck/people/"))
    assert "Add somebody" not in words_of(nadia.get("/marlbeck/people/"))
    assert "Email" not in nadia.get("/marlbeck/people/list.csv").content.decode()
    assert "Nadia Farrow" in words_of(marian.get("/marlbeck/people/?q=birchenholt"))
    assert (
        "Marian Teale"
        not in words_of(marian.get("/marlbeck/people/?q=birchenholt")).split("People and posts")[1]
    )
    assert nadia.post("/marlbeck/people/add/", {}).status_code == 403


def test_a_headteacher_records_no_post(nadia, birchenholt):
    page = f"/marlbeck/people/{cast.person('Nadia Farrow').pk}/"
    assert "A post begins" not in words_of(nadia.get(page))
    form = {"kind": "governor", "school": birchenholt.pk, "starts_on": "2024-03-01"}
    assert nadia.post(page, form).status_code == 403
    assert Post.objects.count() == 1


@pytest.mark.clause("K5.9")
def test_partners_are_kept_in_a_register(marian, nadia, group):
    form = {"name": "Fell Diocese", "kind": "diocese", "area": "the north"}
    assert "Fell Diocese is in the register" in words_of(
        marian.post("/marlbeck/partners/", form, follow=True)
    )
    assert "This partner is in the register already" in words_of(marian.post("/marlbeck/partners/", form))
    assert "Fell Diocese" in words_of(nadia.get("/marlbeck/partners/"))
    assert nadia.post("/marlbeck/partners/", form | {"name": "Other"}).status_code == 403
    assert Partner.objects.count() == 1


# --- queries ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["members/{school}/", "members/{school}/notice/", "members/{school}/pledge/",
                                  "members/{school}/figures/", "members/{school}/contract/", "members/add/",
                                  "people/{person}/", "people/add/", "partners/", "terms/2024-25/"])  # fmt: skip
def test_one_school_s_pages_ask_equally_often_however_many_schools(marian, birchenholt, group, path):
    address = path.format(school=birchenholt.pk, person=cast.person("Nadia Farrow").pk)
    counts = []
    for more in (3, 27):
        pages.many(group, more)
        marian.get(f"/marlbeck/{address}")
        with CaptureQueriesContext(connection) as asked:
            assert marian.get(f"/marlbeck/{address}").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 15
