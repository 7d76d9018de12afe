"""The year planner, as a page and as a table to take away."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from collaborative import planner
from constitution.calendar import Year, year_after, year_before
from membership.views.sheets import sheet
from records.spreadsheets import Cell

COLUMNS = ("Day", "What", "Who", "Kind", "State")


@require_safe
def year(request: HttpRequest) -> HttpResponse:
    """All that the constitution makes due in a school year, by half term (X4)."""
    shown, choice, found = _asked(request)
    lines = planner.rows(planner.chosen(found, choice, request.viewer), request.on)
    halves = planner.halves(request.collaborative, shown, lines, request.on)
    context = {
        "year": shown,
        "before": year_before(shown),
        "after": year_after(shown),
        "choice": choice,
        "kinds": [
            (code, words) for code, words in planner.KINDS.items() if any(d.kind == code for d in found)
        ],
        "halves": halves,
        "strip": [half for half in halves if half.part],
        "sections": [(half, _marked(half, request)) for half in halves],
        "none": not lines,
    }
    return render(request, "home/planner.html", context)


def _marked(half: planner.Half, request: HttpRequest) -> list[tuple[planner.Row, tuple[str, str], bool]]:
    """Each row with its state, and whether the marker of the day stands before it."""
    marked, passed = [], False
    for row in half.rows:
        here = half.now and not passed and row.due_on >= request.on
        passed = passed or here
        marked.append((row, row.state(request.on), here))
    return marked


def _asked(request: HttpRequest) -> tuple[Year, planner.Choice, list[Any]]:
    try:
        shown = planner.year_of(request.collaborative, request.GET.get("year", ""), request.on)
    except ValueError:
        raise Http404("No such school year.") from None
    choice = planner.Choice(
        kind=request.GET.get("kind", ""),
        mine=request.GET.get("for") == "me",
        hide_done="hide" in request.GET,
    )
    return shown, choice, planner.due_in(request.collaborative, shown, request.viewer, request.on)


@require_safe
def as_sheet(request: HttpRequest, ending: str) -> HttpResponse:
    """The same rows for a spreadsheet."""
    shown, choice, found = _asked(request)
    lines = planner.rows(planner.chosen(found, choice, request.viewer), request.on)
    return sheet(
        ending, f"planner-{shown.slot}", request.on, COLUMNS, (_cells(row, request.on) for row in lines)
    )


def _cells(row: planner.Row, on: date) -> list[Cell]:
    return [row.due_on, row.what, row.whom, planner.KINDS.get(row.kind, row.kind), row.state(on)[1]]
