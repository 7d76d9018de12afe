"""The yearly review of the model with its evaluation of impact, laid before the body on which all sit (K1.5, B6.2)."""

from collections.abc import Iterator
from functools import partial

from django.db.models import QuerySet
from django.template.loader import render_to_string

from membership.actions.duties import ALL, REVIEW
from membership.models import DutyRecord
from membership.queries.events import REVIEWS
from membership.queries.kept import facts_on
from records.models import Collaborative
from records.papers import Occasion, Offer, source
from records.prepared import prepared


@source
def reviews(collaborative: Collaborative, occasion: Occasion) -> Iterator[Offer]:
    """The last record of each review that all members may read, before the body on which all of them sit."""
    rules = facts_on(collaborative, occasion.as_at).rules
    body = rules.body.get(occasion.body)
    everybody = any(line.every for each in rules.body.values() for line in each.members)
    if body is None or (everybody and not any(line.every for line in body.members)):
        return
    for record in _last_of_each(occasion):
        event = rules.event.get(record.code)
        title = f"{event.name if event and event.name else record.code.capitalize()} {year_of(record)}"
        yield Offer(
            code=f"review {record.code} {record.slot}",
            name="review and its evaluation of impact" if record.figures.get("impact") else "review",
            title=title,
            make=partial(as_html, collaborative, record, title),
            act=REVIEW,
            edition_sha=rules.sha256,
            facts={"duty": record.code, "slot": record.slot},
        )


def year_of(record: DutyRecord) -> str:
    """'2023/24' of '2023-24/summer'."""
    return record.slot.partition("/")[0].replace("-", "/")


def as_html(collaborative: Collaborative, record: DutyRecord, title: str) -> str:
    return render_to_string(
        "documents/review.html", {"collaborative": collaborative, "record": record, "title": title}
    )


def _last_of_each(occasion: Occasion) -> list[DutyRecord]:
    return list({row.code: row for row in _reviewed() if row.done_on <= occasion.as_at}.values())


@prepared
def _reviewed() -> QuerySet[DutyRecord]:
    rows = DutyRecord.objects.filter(code__in=REVIEWS, level=ALL, superseded_at=None)
    return rows.select_related("by").order_by("done_on", "pk")
