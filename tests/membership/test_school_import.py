"""Schools from the national register or any spreadsheet (K3.5): preview, all or nothing, one history."""

import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from constitution.membership import eligible
from membership.actions.school_import import ImportRefused, import_schools
from membership.imports.kinds import kind_of
from membership.imports.schools import preview_schools
from membership.imports.tables import Unreadable, read_table
from membership.models import School, SchoolDetail
from membership.queries.kept import facts_on
from membership.queries.roll import detail_of, roll_on
from records.models import AuditEntry
from tests.membership import cast

pytestmark = [pytest.mark.django_db, pytest.mark.clause("K3.5")]

FILES = Path(__file__).parent / "files"
REGISTER, LINKS = (FILES / "register.csv").read_bytes(), (FILES / "links.csv").read_bytes()
DAY = date(2024, 3, 14)
SMALL = "URN,EstablishmentName,Phase,NumberOfPupils\r\n900001,Alder Primary,Primary,210\r\n"


def bring_in(group, data: bytes | str, on: date = DAY, links: bytes | None = None):
    data = data.encode() if isinstance(data, str) else data
    return import_schools(collaborative=group, data=data, by=None, on=on, links=links)


def errors(group, text: str) -> list[str]:
    return [str(error) for error in preview_schools(group, text.encode(), DAY).errors]


def test_real_rows_of_the_register_come_in_with_their_kinds(group):
    preview = bring_in(group, REGISTER)
    assert len(preview.new) == 12
    kinds = dict(SchoolDetail.objects.values_list("urn", "kind"))
    assert (kinds[104418], kinds[104420]) == ("pupil referral unit", "primary")
    assert {"secondary", "special"} <= set(kinds.values())
    meadow = SchoolDetail.objects.get(urn=104418)
    assert (meadow.name, meadow.pupils, meadow.from_on) == ("Meadow Park School", 50, date(1994, 9, 1))
    assert School.objects.filter(name="North Star 82°").exists()
    assert "Postcode" in preview.left_out


@pytest.mark.clause("K3.1")
@pytest.mark.parametrize(
    ("row", "kind", "member"),
    [
        ({"type": "Community school", "phase": "Primary"}, "primary", True),
        ({"type": "Voluntary aided school", "phase": "Primary", "high_age": "7"}, "infant", True),
        ({"type": "Academy converter", "group": "Academies", "phase": "Secondary"}, "secondary", True),
        ({"type": "Community special school", "phase": "Not applicable"}, "special", True),
        ({"type": "Pupil referral unit", "phase": "Not applicable"}, "pupil referral unit", True),
        (
            {"type": "Other independent school", "group": "Independent schools", "high_age": "11"},
            "independent",
            False,
        ),
        ({"type": "Other independent special school", "group": "Special schools"}, "independent", False),
        ({"type": "Local authority nursery school", "phase": "Nursery"}, "nursery", False),
    ],
)
def test_a_row_of_the_register_is_of_a_kind_that_may_or_may_not_be_a_member(group, row, kind, member):
    assert kind_of(row).kind == kind
    assert eligible(facts_on(group, DAY).rules, kind).value is member


def test_a_preview_writes_nothing(group):
    assert len(preview_schools(group, REGISTER, DAY).new) == 12
    assert not School.objects.exists()


def test_run_again_changes_nothing(group):
    bring_in(group, REGISTER)
    before = list(SchoolDetail.objects.values()), AuditEntry.objects.count()
    again = bring_in(group, REGISTER, on=date(2024, 5, 1))
    assert again.changes_nothing
    assert len(again.unchanged) == 12
    assert (list(SchoolDetail.objects.values()), AuditEntry.objects.count()) == before


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_letters_are_read_however_the_file_was_saved(encoding):
    table = read_table("URN,EstablishmentName\n900001,École Saint’s\n".encode(encoding))
    assert table.lines[0].cells["EstablishmentName"] == "École Saint’s"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_columns_are_found_by_name_whatever_separates_them(group, separator, ending):
    rows = [["Phase", "NumberOfPupils", "Nonsense", "EstablishmentName", "URN"]]
    rows += [["Primary", "210", "x", "Alder Primary", "900001"]]
    text = ending.join(separator.join(row) for row in rows)
    preview = preview_schools(group, text.encode(), DAY)
    (row,) = preview.new[0]
    assert (row.urn, row.name, row.kind, row.pupils) == (900001, "Alder Primary", "primary", 210)
    assert preview.left_out == ("Nonsense",)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("31-08-2019", date(2019, 8, 31)),
        ("31/08/2019", date(2019, 8, 31)),
        ("2019-08-31", date(2019, 8, 31)),
        ("01-01-1900", None),
        ("", None),
    ],
)
def test_days_in_the_forms_that_registers_and_spreadsheets_use(group, written, day):
    text = f"URN,EstablishmentName,Phase,OpenDate\n900001,Alder Primary,Primary,{written}\n"
    assert preview_schools(group, text.encode(), DAY).new[0][0].opened_on == day


def test_a_workbook_is_read_like_a_csv_file(group):
    book = openpyxl.Workbook()
    book.active.append(["EstablishmentName", "URN", "Phase", "OpenDate", "NumberOfPupils"])
    book.active.append(["Alder Primary", 900001, "Primary", date(2019, 8, 31), 210])
    saved = io.BytesIO()
    book.save(saved)
    (row,) = preview_schools(group, saved.getvalue(), DAY).new[0]
    assert (row.urn, row.opened_on, row.pupils) == (900001, date(2019, 8, 31), 210)


def test_a_formula_in_a_workbook_is_refused_and_not_run(group):
    book = openpyxl.Workbook()
    book.active.append(["URN", "EstablishmentName", "Phase"])
    book.active.append([900001, '=HYPERLINK("http://example.invalid")', "Primary"])
    saved = io.BytesIO()
    book.save(saved)
    (error,) = preview_schools(group, saved.getvalue(), DAY).errors
    assert (error.line, error.column) == (2, "EstablishmentName")
    assert "looks like a formula" in error.words


def test_every_error_is_named_by_line_and_column(group):
    text = (
        "URN,EstablishmentName,Phase,OpenDate,NumberOfPupils\n"
        ",Alder Primary,Primary,,\n"
        "900002,,Primary,,\n"
        "900003,=1+1,Primary,,\n"
        "900004,Beech Primary,Primary,31-02-2020,\n"
        "900005,Cedar Primary,Primary,,lots\n"
        "900006,Dale Primary,Primary,,\n"
        "900006,Dale Again,Primary,,\n"
        "12,Elm Primary,Primary,,\n"
    )
    assert errors(group, text) == [
        "Line 2, URN: The URN is missing.",
        "Line 3, EstablishmentName: The name of the school is missing.",
        "Line 4, EstablishmentName: '=1+1' looks like a formula; type the words themselves.",
        "Line 5, OpenDate: '31-02-2020' is not a day of the calendar.",
        "Line 6, NumberOfPupils: 'lots' is not a whole number.",
        "Line 8, URN: The URN 900006 stands on line 7 already.",
        "Line 9, URN: '12' is not a URN: it has five to seven figures.",
    ]


def test_one_bad_row_and_nothing_is_imported(group):
    text = SMALL + "900001,Another Primary,Primary,180\r\n"
    with pytest.raises(ImportRefused, match=r"Nothing was imported\. Line 3, URN"):
        bring_in(group, text)
    assert not School.objects.exists()
    assert not AuditEntry.objects.filter(act="import-schools").exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"Name,Town\nAlder,Here\n", "no column called URN"),
        (b"URN,URN,EstablishmentName\n1,1,x\n", "Two columns are called URN"),
        (b'URN,EstablishmentName\n900001,"Alder\n', "quotation mark is not closed"),
        (b"PK\x03\x04 not really", "cannot be opened"),
        (b"\x00\x01\x02,\x00", "not a CSV file"),
    ],
)
def test_what_is_no_table_of_schools_is_told_so(group, data, words):
    with pytest.raises(Unreadable, match=words):
        preview_schools(group, data, DAY)


def test_a_changed_number_on_roll_is_a_new_detail_from_the_day_and_the_past_stays(group):
    bring_in(group, SMALL)
    preview = bring_in(group, SMALL.replace("210", "230"), on=date(2024, 9, 2))
    (change,) = preview.changed
    assert dict(change.was) == {"pupils": 210}
    school = School.objects.get()
    assert [detail_of(school, day).pupils for day in (date(2024, 9, 1), date(2024, 9, 2))] == [210, 230]


def test_what_the_file_does_not_give_stays_as_it_was(group):
    bring_in(group, "URN,EstablishmentName,Phase,Trust\n900001,Alder Primary,Primary,Fell Trust\n")
    preview = bring_in(group, SMALL, on=date(2024, 9, 2))
    assert dict(preview.changed[0].was) == {"pupils": None}
    assert detail_of(School.objects.get(), date(2024, 9, 2)).trust == "Fell Trust"


def test_an_academy_with_a_new_urn_keeps_its_history_and_its_contract(group):
    bring_in(group, REGISTER)
    prescot = SchoolDetail.objects.get(urn=104425).school
    cast.join(prescot)
    academy = (
        "URN,EstablishmentName,TypeOfEstablishment (name),PhaseOfEducation (name),OpenDate\n"
        "151259,Prescot Primary School,Academy converter,Primary,01-11-2024\n"
    )
    after = date(2024, 11, 4)
    preview = bring_in(group, academy, on=after, links=LINKS)
    (change,) = preview.changed
    assert change.school == prescot
    assert change.new_urn
    assert (detail_of(prescot, date(2024, 10, 31)).urn, detail_of(prescot, after).urn) == (104425, 151259)
    assert detail_of(prescot, after).status == "academy"
    assert [row.school for row in roll_on(group, after)] == [prescot]
    assert bring_in(group, academy, on=after, links=LINKS).changes_nothing


def test_both_urns_in_one_file_make_one_school(group):
    both = (
        "URN,EstablishmentName,PhaseOfEducation (name),OpenDate,CloseDate\n"
        "151259,Prescot Primary School,Primary,01-11-2024,\n"
        "104425,Prescot Primary School,Primary,01-09-1990,31-10-2024\n"
    )
    bring_in(group, both, on=date(2024, 11, 4), links=LINKS)
    school = School.objects.get()
    assert list(school.details.values_list("urn", flat=True)) == [104425, 151259]
    assert bring_in(group, both, on=date(2024, 11, 5), links=LINKS).changes_nothing


def test_schools_that_merged_are_not_tied_by_themselves(group):
    bring_in(
        group, "URN,EstablishmentName,Phase\n104580,Sudley Junior,Primary\n104596,Sudley Infant,Primary\n"
    )
    preview = preview_schools(
        group, b"URN,EstablishmentName,Phase\n150149,Sudley Primary School,Primary\n", DAY, LINKS
    )
    assert len(preview.new) == 1
    assert "took over Sudley Junior and Sudley Infant" in " ".join(preview.notes)


def test_a_closed_school_is_said_and_not_added(group):
    text = "URN,EstablishmentName,Phase,CloseDate\n900001,Alder Primary,Primary,31-08-2022\n"
    preview = preview_schools(group, text.encode(), DAY)
    assert preview.new == []
    assert "closed on 31 August 2022 and is not added" in preview.notes[0]


def test_it_costs_no_query_per_school(group, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        preview_schools(group, REGISTER, DAY, LINKS)
