"""Importing schools from a file (K3.5): the plan that was shown, all of it or nothing, in one transaction."""

from datetime import date, timedelta
from hashlib import sha256

from django.db import transaction

from membership.imports.schools import Change, Preview, Row, preview_schools
from membership.models import School, SchoolDetail
from membership.permissions import require
from records import audit
from records.models import Collaborative, Person
from records.refusals import Refusal

ONE_DAY = timedelta(days=1)


class ImportRefused(Refusal):
    """The file has errors: `preview` names each by line and column, and nothing was written."""

    def __init__(self, preview: Preview):
        self.preview = preview
        how_many = len(preview.errors)
        first = str(preview.errors[0])
        more = f" There are {how_many} errors in all." if how_many > 1 else ""
        super().__init__(f"Nothing was imported. {first}{more}")


@transaction.atomic
def import_schools(
    *,
    collaborative: Collaborative,
    data: bytes,
    by: Person | None,
    on: date,
    links: bytes | None = None,
    source: str = "",
) -> Preview:
    """Bring the schools of a file in. Run again, it changes nothing. Raises ImportRefused, Unreadable."""
    acting_as = require(by, "import-schools", collaborative, on)
    preview = preview_schools(collaborative, data, on, links)
    if not preview.good:
        raise ImportRefused(preview)
    if preview.changes_nothing:
        return preview
    for chain in preview.new:
        _add(collaborative, chain, on, source)
    for change in preview.changed:
        _change(change, source)
    audit.record(
        collaborative=collaborative,
        act="import-schools",
        subject=("membership.school", sha256(data).hexdigest()[:16]),
        by=by,
        acting_as=acting_as,
        before={"changed": {str(c.school.pk): dict(c.was) for c in preview.changed}},
        after={
            "new": [chain[-1].urn for chain in preview.new],
            "changed": {str(c.school.pk): c.row.detail() for c in preview.changed},
            "source": source,
        },
    )
    return preview


def _add(collaborative: Collaborative, chain: tuple[Row, ...], on: date, source: str) -> None:
    """One school, with a detail for each URN it has had."""
    school = School.objects.create(
        collaborative=collaborative, name=chain[-1].name, opened_on=chain[0].opened_on
    )
    begins = on
    for row in reversed(chain):
        begins = row.opened_on or begins
        SchoolDetail.objects.create(
            collaborative=collaborative, school=school, from_on=begins, source=source, **row.detail()
        )
        begins -= ONE_DAY  # of an older URN without its day nobody knows more than that it came before


def _change(change: Change, source: str) -> None:
    school = change.school
    before = school.details.filter(from_on__lte=change.from_on).order_by("-from_on").first()
    SchoolDetail.objects.update_or_create(
        school=school,
        from_on=change.from_on,
        defaults={
            **change.row.detail(before),
            "collaborative": school.collaborative,
            "source": source,
        },
    )
    if school.name != change.row.name:
        school.name = change.row.name
        school.save(update_fields=["name"])
