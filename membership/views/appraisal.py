"""The appraisal of the manager and the review of the salary, for those whom they concern alone (K8.13, K8.14)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from membership.actions.appraisal import APPRAISE, record_appraisal, record_salary_review, report_overview
from membership.forms.duties import AppraisalForm, DoneForm, OverviewForm, SalaryForm
from membership.models import DutyRecord
from membership.permissions import allowed
from membership.queries import events, filing
from membership.queries.appraisal import board_of, manager_of, others_of
from membership.queries.duties import Done, done
from membership.queries.events import APART, APPRAISAL, SALARY, Duty
from membership.views.doors import facts_of, refuse_press, status_of, tried

# What is recorded, by its word in the address: (which event, at what level, heading, button).
KINDS = {
    "appraisal": (APPRAISAL, filing.PEOPLE, "The appraisal", "Record the appraisal"),
    "overview": (APPRAISAL, filing.BODY, "The overview for the {board}", "Report it to the {board}"),
    "salary": (SALARY, filing.BODY, "The review of the salary", "Record the review"),
}


@require_safe
def appraisal(request: HttpRequest) -> HttpResponse:
    """Year by year, what this reader may see of it."""
    _only_if(opens(request))
    facts = facts_of(request)
    records = _records(request)
    now = events.duty_on(facts, APPRAISAL, request.on)
    slots = sorted({*(record.slot for record in records), *([now.slot] if now else [])}, reverse=True)
    board, manager = board_of(facts), manager_of(facts)
    context = {
        "manager": manager,
        "board": board,
        "duty": now,
        "state": now.state(request.on) if now else None,
        "why": events.why(facts.rules, APPRAISAL, now.rule, now.part) if now else None,
        "may": _may(request),
        "years": [_year(slot, records, now, done(request.collaborative, APPRAISAL)) for slot in slots],
    }
    return render(request, "membership/appraisal.html", context)


def _year(
    slot: str, records: list[DutyRecord], now: Duty | None, recorded: dict[str, Done]
) -> dict[str, Any]:
    """What there is to read of a year, by the words of `KINDS`; `recorded`, whether there was an appraisal at all."""
    found = {(record.code, record.level): record for record in records if record.slot == slot}
    lines = [(kind, found.get((code, level))) for kind, (code, level, *_) in KINDS.items()]
    year = slot.partition("/")[0]
    return {
        "label": year.replace("-", "/"),
        "slot": year,
        "recorded": slot in recorded,
        "now": bool(now and now.slot == slot),
        **dict(lines),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, year: str, what: str) -> HttpResponse:
    """Record one of the three, or record it anew."""
    _only_if(opens(request) and what in KINDS)
    duty = _the_duty(request, KINDS[what][0], year)
    refuse_press(request, APPRAISE, _may(request))
    if not _may(request):
        return redirect("membership:appraisal", request.collaborative.code)
    form = FORMS[what](request, _standing(request, what, duty))
    if form.is_valid() and tried(form, lambda: _record(request, what, duty, form)):
        messages.success(request, "Recorded. Those whom it concerns can read it; nobody else can.")
        return redirect("membership:appraisal", request.collaborative.code)
    board = board_of(facts_of(request))
    _, _, heading, button = (str(each).format(board=board.name if board else "group") for each in KINDS[what])
    context = {"form": form, "heading": heading, "button": button, "duty": duty, "what": what, "board": board,
               "manager": manager_of(facts_of(request))}  # fmt: skip
    return render(request, "membership/appraise.html", context, status=status_of(form))


def opens(request: HttpRequest) -> bool:
    """Whether there is such a page for this person: they appraise, are appraised, took part or are told of it."""
    facts, viewer = facts_of(request), request.viewer
    if APPRAISAL not in facts.rules.event:
        return False
    board, manager = board_of(facts), manager_of(facts)
    concerned = manager is not None and manager.pk == viewer.person_id
    sits = board is not None and board.pk in viewer.body_ids
    return _may(request) or concerned or sits or bool(_records(request))


def _only_if(there: bool) -> None:
    if not there:
        raise Http404


def _may(request: HttpRequest) -> bool:
    return bool(allowed(request.viewer, APPRAISE))


def _records(request: HttpRequest) -> list[DutyRecord]:
    """What stands, as far as this viewer may see it."""
    if not hasattr(request, "appraisals"):
        rows = DutyRecord.objects.visible(request.viewer).filter(code__in=APART, superseded_at=None)
        request.appraisals = list(rows.select_related("by", "second", "about"))
    return request.appraisals


def _the_duty(request: HttpRequest, code: str, year: str) -> Duty:
    facts = facts_of(request)
    of_year = events.year_of(facts.rules, year)
    duties = events.duties_in(facts, of_year) if of_year else ()
    found = next((duty for duty in duties if duty.code == code), None)
    _only_if(found is not None)
    return found


def _standing(request: HttpRequest, what: str, duty: Duty) -> dict[str, Any]:
    """What stands of it, to begin a correction with."""
    code, level, *_ = KINDS[what]
    for row in _records(request):
        if (row.code, row.level, row.slot) == (code, level, duty.slot):
            return {
                "done_on": row.done_on,
                "second": row.second_id,
                "outcome": row.outcome,
                "targets": row.recommendation,
                "benchmark": row.figures.get("benchmark", ""),
                "resolution": row.resolution,
            }
    return {}


def _appraisal_form(request: HttpRequest, initial: dict[str, Any]) -> DoneForm:
    others = others_of(facts_of(request), request.user)
    return AppraisalForm(request.POST or None, on=request.today, others=others, initial=initial)


def _form_of(form: type[DoneForm]) -> Callable[[HttpRequest, dict[str, Any]], DoneForm]:
    return lambda request, initial: form(request.POST or None, on=request.today, initial=initial)


FORMS = {"appraisal": _appraisal_form, "overview": _form_of(OverviewForm), "salary": _form_of(SalaryForm)}
VERBS = {"appraisal": record_appraisal, "overview": report_overview, "salary": record_salary_review}


def _record(request: HttpRequest, what: str, duty: Duty, form: DoneForm) -> DutyRecord:
    return VERBS[what](
        collaborative=request.collaborative,
        slot=duty.slot,
        by=request.user,
        on=request.today,
        **form.cleaned_data,
    )
