"""Every list comes as CSV and as a workbook, and no cell of one is a formula (X6)."""

import csv
import io

import openpyxl
import pytest
from django.urls import reverse

from membership.models import School, SchoolDetail
from records import audit
from records.models import Person
from records.tenancy import scoped
from tests.permissions.addresses import addresses
from tests.permissions.cast import OURS
from tests.permissions.conftest import undone
from tests.permissions.permission_table import OFFICE, TABLE, TREASURER

FORMULA = ("=", "+", "-", "@", "\t", "\r")
NAMED = "=1+1"
SHEETS = sorted(each.name for each in addresses() if "<slug:ending>" in each.route and each.name in TABLE)
# Those in which the school or its headteacher must stand, whatever else does.
OF_SCHOOLS_OR_PEOPLE = {
    "finance:debtors-sheet",
    "membership:members-sheet",
    "membership:people-sheet",
    "membership:posts-sheet",
    "reminders:sent-sheet",
}


@pytest.fixture
def renamed(in_world):
    """Our school and its headteacher are called by what a spreadsheet would run."""
    side = in_world.here
    with undone(), scoped(side.group):
        School.objects.filter(pk=side.schools[OURS].pk).update(name=NAMED)
        SchoolDetail.objects.filter(school=side.schools[OURS]).update(name=NAMED)
        Person.objects.filter(pk=side.people["headteacher"].pk).update(name=NAMED)
        audit.record(collaborative=side.group, act="edit-schools", subject=side.schools[OURS], by=None)
        yield side


def cells(content: bytes, ending: str) -> list:
    if ending == "csv":
        return [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for cell in row]
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row]


def said(cell) -> str:
    return cell if isinstance(cell, str) else str(cell.value or "")


def runs(cell) -> bool:
    """Whether a spreadsheet would take the cell for a formula; a negative number is a number."""
    if not isinstance(cell, str):
        return cell.data_type == "f" or (isinstance(cell.value, str) and cell.value.startswith(FORMULA))
    return cell.startswith(FORMULA) and not cell.lstrip("-").replace(".", "", 1).isdigit()


@pytest.mark.clause("X6")
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("name", SHEETS)
def test_a_list_comes_as_a_file_that_runs_nothing(renamed, clients, name, ending):
    row = TABLE[name]
    args = {**renamed.args.get(row.of, {}), "ending": ending}
    role = OFFICE if OFFICE in row.get else TREASURER if TREASURER in row.get else sorted(row.get)[0]
    answer = clients[role].get(reverse(name, kwargs={"code": renamed.group.code, **args}))
    assert answer.status_code == 200
    assert f'.{ending}"' in answer["Content-Disposition"]
    found = cells(answer.content, ending)
    assert [said(cell) for cell in found if runs(cell)] == []
    if name in OF_SCHOOLS_OR_PEOPLE:
        assert any(said(cell).startswith(f"'{NAMED}") for cell in found)


@pytest.mark.clause("X6")
def test_the_copy_of_the_audit_trail_runs_nothing_either(renamed, clients):
    url = reverse("audit-export", kwargs={"code": renamed.group.code})
    for ending in ("csv", "xlsx"):
        answer = clients[OFFICE].post(url, {"purpose": "=a formula", "as": ending})
        found = cells(answer.content, ending)
        assert f'.{ending}"' in answer["Content-Disposition"]
        assert [said(cell) for cell in found if runs(cell)] == []


@pytest.mark.clause("X6")
@pytest.mark.parametrize("name", SHEETS)
def test_another_ending_is_not_there(renamed, clients, name):
    args = {**renamed.args.get(TABLE[name].of, {}), "ending": "exe"}
    assert clients[OFFICE].get(reverse(name, kwargs={"code": renamed.group.code, **args})).status_code == 404
