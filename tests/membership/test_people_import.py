"""People and posts from a file: first what it would change, then all of it or nothing, and run again nothing (X6)."""

import csv
import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from membership.actions.people_import import import_people
from membership.actions.school_import import ImportRefused
from membership.imports.people import COLUMNS, preview_people
from membership.imports.tables import Unreadable
from membership.imports.terms import read_terms
from membership.models import Post
from membership.permissions import NotAllowed
from membership.queries.kept import facts_on
from membership.queries.terms import school_year
from records import spreadsheets
from records.models import AuditEntry, Person
from tests.membership import cast, pages
from tests.membership.pages import words_of

DAY = cast.DAY
PAGE = "/marlbeck/people/import/"


@pytest.fixture
def office(group, today):
    person = cast.commissioned(group, "Marian Teale")
    cast.hold(group, "som", person, date(2023, 9, 1))
    return person


@pytest.fixture
def marian(client, group, office):
    return pages.sign_in(client, group, office)


@pytest.fixture
def schools(group, office):
    birchenholt = cast.school(group, "Birchenholt Primary School", urn=900001)
    cast.head(birchenholt, "Nadia Farrow")
    cast.school(group, "Copsewell School", urn=900002)
    return birchenholt


def file(*rows) -> bytes:
    return spreadsheets.as_csv(COLUMNS, rows)


def preview(group, *rows):
    return preview_people(facts_on(group, DAY), file(*rows))


def bring_in(group, office, *rows):
    return import_people(collaborative=group, data=file(*rows), by=office, on=DAY, source="people.csv")


OMAR = ("Omar Quill", "omar@copsewell.example", "Headteacher", "copsewell school", "", date(2024, 1, 8), None)
BEA = ("Bea Stroud", "", "business manager", "900002", "", None, None)


@pytest.mark.clause("X6")
def test_people_come_in_with_their_posts_and_again_nothing_changes(group, office, schools):
    done = bring_in(group, office, OMAR, BEA)
    assert (len(done.new), len(done.begin)) == (2, 2)
    omar = Post.objects.get(person__name="Omar Quill")
    assert (omar.kind, omar.school.name, omar.starts_on) == (
        "headteacher",
        "Copsewell School",
        date(2024, 1, 8),
    )
    assert Post.objects.get(person__name="Bea Stroud").starts_on == DAY
    entries = AuditEntry.objects.count()
    assert bring_in(group, office, OMAR, BEA).changes_nothing
    assert AuditEntry.objects.count() == entries


@pytest.mark.clause("X6")
def test_somebody_on_two_lines_is_one_person(group, office, schools):
    second = (*OMAR[:3], "Birchenholt Primary School", "", date(2024, 1, 8), None)
    assert len(bring_in(group, office, OMAR, second).new) == 1
    assert Post.objects.filter(person__email="omar@copsewell.example").count() == 2


@pytest.mark.clause("X6")
def test_a_post_ends_with_its_last_day(group, office, schools):
    leaving = ("Nadia Farrow", "", "headteacher", "Birchenholt Primary School", "", None, date(2024, 8, 31))
    done = bring_in(group, office, leaving)
    assert (len(done.begin), len(done.end)) == (0, 1)
    assert Post.objects.get(person__name="Nadia Farrow").ends_before == date(2024, 9, 1)
    assert bring_in(group, office, leaving).changes_nothing


@pytest.mark.clause("X6")
@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (("", "", "headteacher", "Copsewell School", "", None, None), "Name", "missing"),
        (
            ("Omar", "omar", "headteacher", "Copsewell School", "", None, None),
            "Email",
            "not an email address",
        ),
        (("Omar", "", "wizard", "Copsewell School", "", None, None), "Post", "no post called 'wizard'"),
        (("Omar", "", "headteacher", "Nowhere", "", None, None), "School", "no school called 'Nowhere'"),
        (("Omar", "", "headteacher", "", "Nobody", None, None), "Partner", "no partner called 'Nobody'"),
        (("Omar", "", "headteacher", "", "", None, None), "School", "Say where"),
        (("Omar", "", "headteacher", "Copsewell School", "", "soon", None), "From", "not a day"),
        (
            ("Omar", "", "headteacher", "Copsewell School", "", date(2024, 9, 1), DAY),
            "Until",
            "cannot end before",
        ),
        (("Nadia Farrow", "", "headteacher", "900001", "", DAY, None), "From", "since 1 September 2020"),
        (
            ("Nadia Farrow", "n@b.example", "deputy headteacher", "900001", "", DAY, None),
            "Email",
            "without an address",
        ),
    ],
)
def test_what_is_wrong_is_said_by_line_and_column_and_nothing_comes_in(
    group, office, schools, row, column, words
):
    before = Post.objects.count()
    with pytest.raises(ImportRefused) as refused:
        bring_in(group, office, OMAR, row)
    [error] = [each for each in refused.value.preview.errors if words in each.words]
    assert (error.line, error.column) == (3, column)
    assert Post.objects.count() == before
    assert not Person.objects.filter(name="Omar Quill").exists()


def test_a_line_twice_and_a_name_that_two_bear_are_errors(group, office, schools):
    assert "on line 2 already" in str(preview(group, OMAR, OMAR).errors[0])
    for number in ("one", "two"):
        person = Person.objects.create_user(f"{number}@x.example", name="Alex Twin")
        Post.objects.create(collaborative=group, person=person, kind="clerk", school=schools, starts_on=DAY)
    row = ("Alex Twin", "", "deputy headteacher", "900001", "", None, None)
    assert "2 people here are called Alex Twin" in str(preview(group, row).errors[0])


def test_a_formula_is_an_error_and_a_file_of_something_else_is_not_read(group, office, schools):
    bad = b'Name,Post,School\n"=HYPERLINK(""x"")",headteacher,900001\n'
    assert "looks like a formula" in str(preview_people(facts_on(group, DAY), bad).errors[0])
    with pytest.raises(Unreadable, match="no column called Name or Post"):
        preview_people(facts_on(group, DAY), b"a,b\n1,2\n")


@pytest.mark.clause("X2", "X6")
def test_somebody_of_another_group_is_the_same_person_and_nothing_of_them_is_shown_first(
    group, office, schools
):
    elsewhere = Person.objects.create_user("omar@copsewell.example", name="Omar J. Quill")
    found = preview(group, OMAR)
    assert [(row.name, person) for row, person in found.begin] == [("Omar Quill", None)]
    bring_in(group, office, OMAR)
    assert Post.objects.get(kind="headteacher", school__name="Copsewell School").person == elsewhere
    assert Person.objects.get(pk=elsewhere.pk).name == "Omar J. Quill"


def test_only_the_office_brings_people_in(group, schools):
    with pytest.raises(NotAllowed):
        import_people(collaborative=group, data=file(OMAR), by=cast.person("Nadia Farrow"), on=DAY)


# The page ---------------------------------------------------------------------------------------------


@pytest.mark.clause("X6")
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_is_looked_at_on_the_page_then_taken(marian, schools, kind):
    as_file = {"csv": spreadsheets.as_csv, "xlsx": lambda *told: spreadsheets.as_xlsx("people", *told)}[kind]
    upload = SimpleUploadedFile(f"people.{kind}", as_file(COLUMNS, [OMAR]))
    said = words_of(marian.post(PAGE, {"do": "look", "file": upload}, follow=True))
    assert "Omar Quill new" in said
    assert not Person.objects.filter(name="Omar Quill").exists()
    said = words_of(marian.post(PAGE, {"do": "import"}, follow=True))
    assert "Imported: 1 new person, 1 post begun, 0 posts ended and 0 unchanged." in said
    assert "Omar Quill" in said


@pytest.mark.clause("X6")
def test_errors_stand_on_the_page_and_the_file_can_be_forgotten(marian, schools):
    upload = SimpleUploadedFile(
        "people.csv", file(("Omar", "", "wizard", "Copsewell School", "", None, None))
    )
    said = words_of(marian.post(PAGE, {"do": "look", "file": upload}, follow=True))
    assert "no post called 'wizard'" in said
    assert "Import 1 post" not in said
    assert "wizard" not in words_of(marian.post(PAGE, {"do": "forget"}, follow=True))


@pytest.mark.clause("X6")
def test_the_posts_that_go_out_come_in_again_and_change_nothing(marian, group, schools):
    answer = marian.get("/marlbeck/people/posts.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {(row["Name"], row["School"]) for row in rows} == {
        ("Nadia Farrow", "Birchenholt Primary School"), ("Marian Teale", "the group"),
    }  # fmt: skip
    found = preview_people(facts_on(group, DAY), answer.content)
    assert found.changes_nothing
    assert len(found.unchanged) == 2


@pytest.mark.clause("X6")
def test_the_term_dates_that_go_out_can_be_read_in_again(marian, group):
    answer = marian.get("/marlbeck/terms/list.csv")
    read = read_terms(answer.content, school_year(group, DAY))
    assert [(term["name"], term["first"]) for term in read.terms] == [
        ("Autumn", date(2023, 9, 4)), ("Spring", date(2024, 1, 3)), ("Summer", date(2024, 4, 15)),
    ]  # fmt: skip
    assert read.terms[1]["break"] == [date(2024, 2, 12), date(2024, 2, 16)]
