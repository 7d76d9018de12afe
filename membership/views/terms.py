"""The dates of a school year, on which the planner, the invoices and the meetings rest: shown, entered, changed."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from constitution import Constitution, calendar
from membership.actions.terms import enter_terms
from membership.forms.terms import TermsFileForm, TermsForm
from membership.imports.terms import TermsRead, read_terms
from membership.models import Span
from membership.permissions import allowed
from membership.queries.bank_holidays import of_england
from membership.queries.members import Membership
from membership.queries.terms import ONE_DAY, term_facts
from membership.views.doors import facts_of, status_of, tried, who_may
from membership.views.sheets import sheet
from records.spreadsheets import Cell

AHEAD = 2
COLUMNS = ("school_year", "kind", "name", "start", "end", "area", "source")


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """Each school year that is entered, this year and the next in any case."""
    spans: dict[str, list[Span]] = {}
    for span in request.viewer.seen(facts_of(request).rows.spans):
        spans.setdefault(span.school_year, []).append(span)
    years = [_year(year, spans.get(year.slot, [])) for year in _years(facts_of(request), spans)]
    context = {
        "years": years,
        "may_enter": allowed(request.viewer, "enter-terms"),
    }
    return render(request, "membership/terms.html", context)


@require_safe
def as_sheet(request: HttpRequest, ending: str) -> HttpResponse:
    """Every date that is entered, in the columns that a file of terms is read in."""
    spans = request.viewer.seen(facts_of(request).rows.spans)
    return sheet(
        ending, "terms", request.on, COLUMNS, (_cells(span) for span in spans if span.kind != Span.Kind.HALF)
    )


def _cells(span: Span) -> list[Cell]:
    year, last = span.school_year.replace("-", "/"), span.ends_before - ONE_DAY
    return [year, span.kind, span.code, span.starts_on, last, span.area, span.source]


def _years(facts: Membership, entered: dict[str, Any]) -> list[calendar.Year]:
    """The latest first."""
    rules = facts.register.editions.rules_since(facts.on)
    years = [calendar.school_year(rules, facts.on)]
    while len(years) < AHEAD:
        years.append(calendar.year_after(years[-1]))
    for slot in entered:
        years.append(year_of(rules, slot))
    return sorted({year.slot: year for year in years}.values(), key=lambda year: year.first_day, reverse=True)


def year_of(rules: Constitution, slot: str) -> calendar.Year:
    """The school year of '2023-24'; 404 for what is none."""
    if not (slot[:4].isdigit() and len(slot) == 7 and 1900 < int(slot[:4]) < 2200):
        raise Http404
    begins = calendar.school_year(rules, date(int(slot[:4]), 12, 31))
    if begins.slot != slot:
        raise Http404
    return begins


def _year(year: calendar.Year, spans: list[Span]) -> dict[str, Any]:
    return {
        "year": year,
        "terms": term_facts(spans),
        "bank_holidays": [span.starts_on for span in spans if span.kind == Span.Kind.BANK_HOLIDAY],
        "closures": [span.starts_on for span in spans if span.kind == Span.Kind.CLOSURE],
        "source": next((span.source for span in spans if span.source), ""),
    }


@who_may("enter-terms")
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, year: str) -> HttpResponse:
    """Enter or change a year; a file fills the form in, which is then looked at and saved."""
    rules = facts_of(request).register.editions.rules_since(request.on)
    wanted = year_of(rules, year)
    names, halves = calendar.calendar_terms(rules), bool(rules.calendar is None or rules.calendar.halves)
    spans = request.viewer.seen(span for span in facts_of(request).rows.spans if span.school_year == year)
    do = request.POST.get("do")
    read = TermsFileForm(request.POST, request.FILES) if do == "read" else TermsFileForm()
    found = (
        tried(read, lambda: read_terms(read.cleaned_data["file"].read(), wanted)) if read.is_valid() else None
    )
    initial = _initial(names, spans, wanted, found)
    form = TermsForm(request.POST if do == "save" else None, names=names, halves=halves, initial=initial)
    if form.is_valid() and tried(form, lambda: _enter(request, year, form, spans)) is not None:
        messages.success(request, f"The dates of {wanted.label} are entered.")
        return redirect("membership:terms", request.collaborative.code)
    context = {
        "year": wanted,
        "form": form if form.is_bound else read,
        "terms": form,
        "read": read,
        "found": found,
    }
    return render(request, "membership/terms_enter.html", context, status=status_of(context["form"]))


def _initial(names, spans: list[Span], year: calendar.Year, found: TermsRead | None) -> dict[str, Any]:
    """What the file says; else what stands; for a year not yet entered, the bank holidays of England."""
    holidays = [span.starts_on for span in spans if span.kind == Span.Kind.BANK_HOLIDAY]
    closures = [
        span.starts_on + n * ONE_DAY
        for span in spans
        if span.kind == Span.Kind.CLOSURE
        for n in range((span.ends_before - span.starts_on).days)
    ]
    kept = {
        "bank_holidays": (found and found.bank_holidays) or holidays or of_england(year),
        "closures": (found and found.closures) or closures,
        "source": (found and found.source) or next((span.source for span in spans if span.source), ""),
    }
    return TermsForm.initial_of(names, found.terms if found else term_facts(spans)) | kept


def _enter(request: HttpRequest, year: str, form: TermsForm, spans: list[Span]) -> list[Span]:
    given = form.cleaned_data
    return enter_terms(
        collaborative=request.collaborative,
        school_year=year,
        terms=form.terms(),
        bank_holidays=given["bank_holidays"],
        closures=given["closures"],
        # A year keeps the area it was entered for: one group, one set of dates.
        area=spans[0].area if spans else "",
        source=given["source"],
        by=request.user,
        on=request.today,
    )
