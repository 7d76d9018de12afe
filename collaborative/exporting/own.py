"""What is held about one person, for themselves (X6): every row in which they appear and that they may see."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from allauth.mfa.models import Authenticator
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from collaborative import groups
from collaborative.exporting.tables import (
    about,
    has_door,
    in_words,
    names_people,
    rows_of,
    tables,
    with_links,
)
from membership.permissions import viewer_for
from membership.queries.editions import NoEdition
from records import audit, clock, spreadsheets
from records.models import Collaborative, Draft, Person
from records.tenancy import scoped

ACT = "export-own-data"
READ_ME = """Everything that Quorate keeps about {name}, as of {day}.

own-data.json    all of it in one file, for another program
{folders}
Each group is a folder, with one table for each kind of thing in which you appear; they open in any spreadsheet.
You appear where you act, hold a post or an office, are written to, or are written about where you may read it.
What others keep about you for themselves alone is not here: ask the group that you belong to.
"""

Rows = dict[str, list[dict[str, Any]]]


def own_data(person: Person, at: datetime) -> bytes:
    """A ZIP with the same as JSON and as tables. Each group's audit trail says that it was taken."""
    mine = groups.of(person)
    found = {group.code: _in_group(person, group, at) for group in mine}
    told = {"person": _person(person), "groups": found}
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        file.writestr("own-data.json", json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
        file.writestr("you.csv", spreadsheets.as_csv(("What", "Kept"), told["person"].items()))
        folders = "".join(f"{group.code}/    {group.name}\n" for group in mine)
        file.writestr(
            "read me.txt", READ_ME.format(name=person.name, day=clock.civil_day(at), folders=folders)
        )
        for code, rows in found.items():
            for name, lines in rows.items():
                file.writestr(f"{code}/{name}.csv", _as_table(lines))
    return out.getvalue()


def _person(person: Person) -> dict[str, Any]:
    """The account itself, which belongs to no group."""
    kept = Authenticator.objects.filter(user_id=person.pk).order_by("created_at")
    return {
        "Name": person.name,
        "Email": person.email or "",
        "Phone": person.phone,
        "Last signed in": person.last_login,
        "Second factors": ", ".join(f"{each.type} since {each.created_at:%Y-%m-%d}" for each in kept),
    }


@transaction.atomic
def _in_group(person: Person, group: Collaborative, at: datetime) -> Rows:
    with scoped(group):
        found = dict(_tables(person, group, clock.civil_day(at)))
        audit.record(
            collaborative=group,
            act=ACT,
            subject=person,
            by=person,
            at=at,
            after={"rows": sum(map(len, found.values()))},
            purpose="A person's own data",
        )
    return found


def _tables(person: Person, group: Collaborative, on: date) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """By the plural of the kind, the rows in words; kinds without a door have no rows of their own to show."""
    drafts = [in_words(row) for row in Draft.objects.filter(person=person)]
    if drafts:
        yield "what you have begun to write", drafts
    try:
        viewer = viewer_for(person, group, on)
    except NoEdition:
        return
    for model in tables():
        if has_door(model) and names_people(model):
            rows = with_links(rows_of(model, viewer).filter(about(model, viewer.person_ids)))
            if found := [in_words(row) for row in rows]:
                yield str(model._meta.verbose_name_plural), found


def _as_table(lines: list[dict[str, Any]]) -> bytes:
    return spreadsheets.as_csv(list(lines[0]), (line.values() for line in lines))
