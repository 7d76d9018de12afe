"""The way to a new edition: a file is checked, kept as a draft, and adopted by the members' resolution."""

from functools import lru_cache
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

import constitution
from membership.actions.editions import NotAdoptable, adopt_edition, discard_draft, keep_draft
from membership.forms.constitution import AdoptForm, ProposeForm
from membership.models import Edition
from membership.permissions import allowed
from membership.permissions.may import why_not
from membership.queries.amending import belied
from membership.queries.differences import differences
from membership.queries.wrong_lines import WrongLine, wrong_lines
from membership.views.constitution.doors import ADOPT, DISCARD, PROPOSE, REHEARSE, RETURN, the_edition
from membership.views.doors import facts_of, refuse_press, status_of, tried, who_may
from records.refusals import Refusal

READ_OR_DO = require_http_methods(["GET", "HEAD", "POST"])


@READ_OR_DO
@who_may(PROPOSE)
def propose(request: HttpRequest) -> HttpResponse:
    """Upload or paste a file. One that is refused comes back with its lines; any other is kept as a draft."""
    old = _draft_to_change(request)
    form = ProposeForm(*_sent(request), initial={"text": old.source if old else ""})
    wrong: tuple[WrongLine, ...] = ()
    if form.is_valid():
        source = form.cleaned_data["source"]
        try:
            kept = keep_draft(
                collaborative=request.collaborative,
                source=source,
                by=request.user,
                on=request.today,
                instead_of=old,
            )
        except NotAdoptable as refused:
            wrong = wrong_lines(refused.report.refusals, source)
            form = _given_back(form, source)
        else:
            return redirect("membership:draft-edition", request.collaborative.code, kept.number)
    context = {"form": form, "wrong": wrong, "old": old}
    return render(request, "membership/constitution/propose.html", context, status=status_of(form))


def _draft_to_change(request: HttpRequest) -> Edition | None:
    number = request.GET.get("draft", "")
    drafts = Edition.objects.visible(request.viewer).filter(state=Edition.State.DRAFT)
    return drafts.filter(number=number).first() if number.isdecimal() else None


def _given_back(form: ProposeForm, source: str) -> ProposeForm:
    """The form with the text that was checked, also where it came as a file."""
    again = ProposeForm({"text": source})
    again.is_valid()
    again.add_error(
        "text", "This is not a constitution file yet. Put right what is named below and check it again."
    )
    return again


@lru_cache(maxsize=8)
def report_of(source: str) -> constitution.Report:
    """What adoption would say. The same text is always told the same."""
    return constitution.check(source)


@READ_OR_DO
def draft(request: HttpRequest, number: int) -> HttpResponse:
    """What the check says of a draft, what it would change, and the form by which it is adopted."""
    found = the_edition(request, number)
    if found.state == Edition.State.ADOPTED:
        return redirect("membership:edition", request.collaborative.code, number)
    report = report_of(found.source)
    refuse_press(request, ADOPT)
    form = _adopting(request, found, report)
    if request.method == "POST" and (answer := _adopt(request, found, form)):
        return answer
    now = facts_of(request).register.editions.find(request.on)
    context = {
        "edition": found,
        "report": report,
        "form": form,
        "now": now,
        "groups": differences(now, found) if now else (),
        "may_adopt": allowed(request.viewer, ADOPT),
        "why_not": why_not(request.viewer, ADOPT),
        **_what_fails(request, found, report),
        "may_propose": allowed(request.viewer, PROPOSE),
        "may_return": allowed(request.viewer, RETURN),
        "may_rehearse": any(allowed(request.viewer, act) for act in (REHEARSE, PROPOSE)),
        "may_discard": allowed(request.viewer, DISCARD),
    }
    return render(request, "membership/constitution/draft.html", context, status=status_of(form))


def _what_fails(request: HttpRequest, found: Edition, report: constitution.Report) -> dict[str, Any]:
    """What keeps it a draft; for whoever may change it, its belied examples apart, to be taken over."""
    changes_it = (
        found.state == Edition.State.DRAFT and allowed(request.viewer, PROPOSE) and not request.previewing
    )
    apart = belied(report) if changes_it else ()
    lines = {each.result.line for each in apart}
    return {"belied": apart, "failures": [each for each in report.failures if each.line not in lines]}


def _adopting(request: HttpRequest, found: Edition, report: constitution.Report) -> AdoptForm | None:
    """The form, for a draft that can be adopted and a viewer who may."""
    if report.verdict != "adoptable" or not allowed(request.viewer, ADOPT):
        return None
    remarks = [str(remark) for remark in report.remarks]
    day = found.rules.constitution.in_force_from
    return AdoptForm(*_sent(request), remarks=remarks, in_force_from=day)


def _sent(request: HttpRequest) -> tuple[Any, Any]:
    """What a form was sent with, an empty one too; nothing while the page is only read."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _adopt(request: HttpRequest, found: Edition, form: AdoptForm | None) -> HttpResponse | None:
    """Adopts what the form asks for; None where the form comes back with what is wrong."""
    if form is None or not form.is_valid():
        return None
    edition = tried(
        form,
        lambda: adopt_edition(
            collaborative=request.collaborative,
            source=found.source,
            by=request.user,
            on=request.today,
            in_force_on=form.cleaned_data["in_force_on"],
            resolution=form.cleaned_data["resolution"],
        ),
    )
    if edition is None:
        return None
    messages.success(request, f"Edition {edition.name} is adopted. Its text can no longer be changed.")
    return redirect("membership:edition", request.collaborative.code, edition.number)


@require_POST
@who_may(DISCARD)
def discard(request: HttpRequest, number: int) -> HttpResponse:
    """A draft goes whole; an adopted edition never does."""
    found = the_edition(request, number)
    try:
        discard_draft(edition=found, by=request.user, on=request.today)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, f"The draft {found.name} is discarded.")
    return redirect("membership:editions", request.collaborative.code)
