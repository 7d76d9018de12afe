"""The duties of a school year: which are done, what came of each, and recording one (K1.5, K10.9, B6.2)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from constitution import calendar
from constitution.text import aims_of
from membership.actions.appraisal import APPRAISE
from membership.actions.duties import may_record, record_event, who_records
from membership.forms.duties import DutyForm
from membership.models import DutyRecord
from membership.permissions.may import why_not
from membership.queries import events
from membership.queries.duties import records_of
from membership.queries.events import Duty
from membership.queries.wellbeing import body_of
from membership.views.appraisal import opens as opens_appraisal
from membership.views.doors import facts_of, members_only, status_of, tried
from membership.views.sheets import sheet
from records import documents

KIND = "duty"


@members_only
@require_safe
def duties(request: HttpRequest) -> HttpResponse:
    """What is to be done in a school year, by day, and what is."""
    year = asked_year(request)
    every = events.duties_in(facts_of(request), year)
    asked = {"show": request.GET.get("show", ""), "q": request.GET.get("q", "").strip()}
    context = {
        "year": year,
        "before": calendar.year_before(year),
        "after": calendar.year_after(year),
        "asked": asked,
        "done": sum(duty.done_on is not None for duty in every),
        "total": len(every),
        "rows": [_row(request, duty) for duty in every if _wanted(request, duty, asked)],
        "entered": _terms_are_entered(request, year),
        "sees_wellbeing": sees_wellbeing(request),
        "sees_appraisal": opens_appraisal(request),
    }
    return render(request, "membership/duties.html", context)


def _wanted(request: HttpRequest, duty: Duty, asked: dict[str, str]) -> bool:
    said = f"{duty.name} {events.whose(request.viewer.rules, duty.rule)}".lower()
    if asked["q"].lower() not in said:
        return False
    if asked["show"] == "mine":
        return bool(request.viewer.names.intersection(duty.rule.who))
    return asked["show"] not in ("open", "done") or (duty.done_on is not None) == (asked["show"] == "done")


def _row(request: HttpRequest, duty: Duty) -> dict[str, Any]:
    rules = request.viewer.rules
    return {
        "duty": duty,
        "whose": events.whose(rules, duty.rule),
        "state": duty.state(request.on),
        "why": events.why(rules, duty.code, duty.rule, duty.part),
    }


@members_only
@require_safe
def as_sheet(request: HttpRequest, ending: str) -> HttpResponse:
    year, rules = asked_year(request), request.viewer.rules
    columns = ["Duty", "Whose", "From", "By", "Done on"]
    rows = (
        [duty.name, events.whose(rules, duty.rule), duty.part.first, duty.part.last,
         duty.done_on]
        for duty in events.duties_in(facts_of(request), year)
    )  # fmt: skip
    return sheet(ending, f"duties-{year.slot}", request.on, columns, rows)


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def duty(request: HttpRequest, year: str, event: str, part: str) -> HttpResponse:
    """One duty: the words it rests on, what came of it, recording it, and how it went in other years."""
    found = _the_duty(request, year, event, part)
    if event in events.APART and opens_appraisal(request):
        return redirect("membership:appraisal", request.collaborative.code)
    may = _may(request, found)
    form = _form(request, found) if may else None
    if request.method == "POST":
        _refuse(request, found, may)
        if form.is_valid() and tried(form, lambda: _record(request, found, form)):
            messages.success(request, f"Recorded: {found.name}.")
            return redirect("membership:duty", request.collaborative.code, year, event, part)
    context = {"form": form, "may": may, **_about(request, found)}
    return render(request, "membership/duty.html", context, status=status_of(form))


def _the_duty(request: HttpRequest, year: str, event: str, part: str) -> Duty:
    of_year = events.year_of(facts_of(request).rules, year)
    found = events.the_duty(facts_of(request), event, of_year, part) if of_year else None
    if found is None:
        raise Http404
    return found


def _may(request: HttpRequest, found: Duty) -> bool:
    body = events.inner_body(facts_of(request), found.rule)
    return may_record(request.viewer, found.code) and (body is None or body.pk in request.viewer.body_ids)


def _refuse(request: HttpRequest, found: Duty, may: bool) -> None:
    if not may and found.code in events.APART:
        raise PermissionDenied(why_not(request.viewer, APPRAISE))
    if not may:
        raise PermissionDenied(f"Only the {who_records(request.viewer, found.code)} may do this.")


def _form(request: HttpRequest, found: Duty) -> DutyForm:
    """For a correction, filled with what stands."""
    wide = events.inner_body(facts_of(request), found.rule) is None
    return DutyForm(
        request.POST or None,
        request.FILES or None,
        on=request.today,
        review=found.is_review,
        choose_level=wide and request.viewer.runs_office,
        aims=aims_of(facts_of(request).rules),
        initial=_standing(_records(request, found)),
    )


def _standing(records: list[DutyRecord]) -> dict[str, Any]:
    for record in records:
        if record.superseded_at is None:
            names = ("done_on", "outcome", "recommendation", "resolution", "aim", "level")
            return {name: getattr(record, name) for name in names} | {"impact": record.figures.get("impact")}
    return {}


def _records(request: HttpRequest, found: Duty) -> list[DutyRecord]:
    """Of this event and part of the year, as far as this viewer may see, those that stand first."""
    return [row for row in _of_every_year(request, found) if row.slot == found.slot]


def _of_every_year(request: HttpRequest, found: Duty) -> list[DutyRecord]:
    rows = records_of(facts_of(request), found.code)
    return request.viewer.seen(row for row in rows if row.holding_id is None and row.school_id is None)


def _about(request: HttpRequest, found: Duty) -> dict[str, Any]:
    rules, records = request.viewer.rules, _records(request, found)
    others = [
        row for row in _of_every_year(request, found) if row.slot != found.slot and row.superseded_at is None
    ]
    body = events.inner_body(facts_of(request), found.rule)
    return {
        "duty": found,
        "whose": events.whose(rules, found.rule),
        "holders": _holders(request, found),
        "state": found.state(request.on),
        "why": events.why(rules, found.code, found.rule, found.part),
        "record": next((row for row in records if row.superseded_at is None), None),
        "former": [row for row in records if row.superseded_at is not None],
        "others": [(_year_words(row.slot), row) for row in others],
        "body": body,
        "goes_to": _goes_to(request) if found.is_review else "",
        "reports_on": calendar.year_before(found.year) if found.code == events.OVERVIEW else None,
    }


def _holders(request: HttpRequest, found: Duty) -> list[str]:
    """Who has it in hand on the day: the holders of the offices that the edition names."""
    roles = (role for role in facts_of(request).roles if role.held and role.place.code in found.rule.who)
    return list(dict.fromkeys(role.held.person.name for role in roles))


def _year_words(slot: str) -> str:
    """'2023/24' of '2023-24/summer'."""
    return slot.partition("/")[0].replace("-", "/")


def _goes_to(request: HttpRequest) -> str:
    """The body to which the outcome of a review goes as a paper: the one on which all sit."""
    rules = facts_of(request).rules
    everybody = [rule for rule in rules.body.values() if any(line.every for line in rule.members)]
    found = everybody or list(rules.body.values())
    return (found[0].name or "full group") if found else ""


def _record(request: HttpRequest, found: Duty, form: DutyForm) -> DutyRecord:
    given = dict(form.cleaned_data)
    paper = given.pop("paper")
    with transaction.atomic():
        kept = _kept(request, found, paper) if paper else _document(request, found)
        return record_event(
            collaborative=request.collaborative,
            code=found.code,
            slot=found.slot,
            document=kept,
            by=request.user,
            on=request.today,
            **given,
        )


def _kept(request: HttpRequest, found: Duty, paper: Any) -> documents.Document:
    return documents.receive(
        collaborative=request.collaborative,
        kind=KIND,
        title=f"{found.name}, {found.year.label}",
        content=paper.read(),
        filename=paper.name,
        on=request.today,
        by=request.user,
    )


def _document(request: HttpRequest, found: Duty) -> documents.Document | None:
    """A correction without a new file keeps the one there was."""
    return next((row.document for row in _records(request, found) if row.superseded_at is None), None)


@members_only
@require_safe
def document(request: HttpRequest, pk: int) -> FileResponse:
    """What was kept with a record, through the record's own door."""
    rows = DutyRecord.objects.visible(request.viewer).select_related("document")
    record = get_object_or_404(rows.exclude(document=None), pk=pk)
    kept = record.document
    name = f"{record.code}-{record.slot.replace('/', '-')}{_ending(kept.file.name)}"
    return FileResponse(
        documents.open_document(kept), content_type=kept.content_type, filename=name, as_attachment=True
    )


def _ending(path: str) -> str:
    return f".{path.rpartition('.')[2]}"


# What the pages of duties share -----------------------------------------------------------------------


def asked_year(request: HttpRequest) -> calendar.Year:
    """The school year of `?year=2023-24`, else that of the day."""
    rules = facts_of(request).rules
    slot = request.GET.get("year", "")
    year = events.year_of(rules, slot) if slot else calendar.school_year(rules, request.on)
    if year is None:
        raise Http404
    return year


def sees_wellbeing(request: HttpRequest) -> bool:
    body = body_of(facts_of(request))
    return body is not None and body.pk in request.viewer.body_ids


def _terms_are_entered(request: HttpRequest, year: calendar.Year) -> bool:
    return any(year.first_day <= term["first"] <= year.last_day for term in facts_of(request).register.terms)
