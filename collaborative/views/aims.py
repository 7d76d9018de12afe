"""The year by aim, as a page and as a table to take away."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from collaborative.aims import by_aim
from constitution.calendar import year_after, year_before
from constitution.text import aims_text
from membership.queries.aims import Work
from membership.queries.news import clause_of_aims
from membership.views.doors import facts_of, members_only
from membership.views.duties import asked_year
from membership.views.sheets import sheet

COLUMNS = ("Number", "Aim", "Day", "Kind", "What", "What came of it")


@members_only
@require_safe
def year(request: HttpRequest) -> HttpResponse:
    """What was done for each aim in a school year, and for which nothing was (K2.1)."""
    shown = asked_year(request)
    aims = by_aim(facts_of(request), request.viewer, shown)
    edition = facts_of(request).register.editions.find(request.on)
    context = {
        "year": shown,
        "before": year_before(shown),
        "after": year_after(shown),
        "aims": [(aim, [(work, _address(request, work)) for work in aim.works]) for aim in aims],
        "served": sum(bool(aim.works) for aim in aims if aim.number),
        "total": sum(aim.number is not None for aim in aims),
        "clause": clause_of_aims(edition) if edition and aims_text(edition.rules) else None,
    }
    return render(request, "home/aims.html", context)


def _address(request: HttpRequest, work: Work) -> str:
    name, *args = work.read_at or [""]
    also = f"?on={request.on.isoformat()}" if request.previewing else ""
    return reverse(name, args=[request.collaborative.code, *args]) + also if name else ""


@members_only
@require_safe
def as_sheet(request: HttpRequest, ending: str) -> HttpResponse:
    """A row for each thing done; an aim for which nothing was done has a row to itself."""
    shown = asked_year(request)
    rows = []
    for aim in by_aim(facts_of(request), request.viewer, shown):
        done = [(work.on, work.kind, work.what, work.said) for work in aim.works] or [
            (None, None, None, None)
        ]
        rows += [(aim.number, aim.words, *each) for each in done]
    return sheet(ending, f"aims-{shown.slot}", request.on, COLUMNS, rows)
