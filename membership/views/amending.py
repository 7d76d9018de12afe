"""A draft edition in the browser: begun, changed by text or by form, put to the members; and the short way to rates."""

import difflib
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import constitution
from constitution import say
from constitution.questions import UnknownFact
from constitution.repricing import new_amounts
from membership.actions.amending import (
    PROPOSE,
    RECOMMEND,
    RETURN,
    begin_amendment,
    change_values,
    propose_edition,
    recommend_rates,
    return_edition,
    revise_draft,
    take_answers,
)
from membership.actions.editions import NotAdoptable
from membership.forms.amending import AnswersForm, BeginForm, RatesForm, TextForm, ValuesForm
from membership.models import Edition
from membership.queries.amending import (
    belied,
    rates_from,
    rates_review,
    review_slot,
    rule_by_form,
    rules_by_form,
)
from membership.queries.amending import recommendation as recommended
from membership.queries.wrong_lines import wrong_lines
from membership.views.constitution.adoption import report_of
from membership.views.constitution.doors import edition_of, the_edition
from membership.views.doors import facts_of, status_of, tried, who_may
from records import clock, drafts
from records.refusals import Conflict, Refusal

READ_OR_DO = require_http_methods(["GET", "HEAD", "POST"])
FORM = "edition-text"
State = Edition.State


def _draft(request: HttpRequest, number: int) -> Edition:
    return the_edition(request, number, state=State.DRAFT)


def _to_the_draft(request: HttpRequest, edition: Edition) -> HttpResponse:
    return redirect("membership:draft-edition", request.collaborative.code, edition.number)


# Begun --------------------------------------------------------------------------------------------------


@READ_OR_DO
@who_may(PROPOSE)
def begin(request: HttpRequest) -> HttpResponse:
    """A draft with the text of the edition in force, under another name and day."""
    now = edition_of(facts_of(request))
    form = BeginForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        common = {"collaborative": request.collaborative, "by": request.user, "on": request.today}
        if draft := tried(form, lambda: begin_amendment(**form.cleaned_data, **common)):
            messages.success(
                request, f"The draft {draft.name} says what edition {now.name} says. Change it now."
            )
            return _to_the_draft(request, draft)
    return render(
        request, "membership/constitution/amend.html", {"form": form, "now": now}, status=status_of(form)
    )


# By text ------------------------------------------------------------------------------------------------


@READ_OR_DO
@who_may(PROPOSE)
def text(request: HttpRequest, number: int) -> HttpResponse:
    """The file itself. What cannot be read comes back with its lines; what was typed is kept at every turn."""
    edition = _draft(request, number)
    if request.method != "POST":
        return _text_page(request, edition, _unsent(request, edition))
    act = {"keep": _keep, "forget": _forget}.get(request.POST.get("do", ""), _save)
    return act(request, edition)


def _unsent(request: HttpRequest, edition: Edition) -> TextForm:
    """What the writer had typed and not saved, else the text of the draft."""
    left = _left(request, edition)
    written = left.text["text"] if left else edition.source
    return TextForm(initial={"text": written, "version": left.based_on if left else edition.version})


def _left(request: HttpRequest, edition: Edition) -> Any:
    return drafts.find(person=request.user, form=FORM, subject=str(edition.pk))


def _text_page(
    request: HttpRequest, edition: Edition, form: TextForm, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"edition": edition, "form": form, "left": _left(request, edition), **more}
    return render(request, "membership/constitution/draft_text.html", context, status=status)


def _keep(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Autosave, or the button that does the same: kept for the writer alone, and not checked."""
    form = TextForm(request.POST)
    if form.is_valid():
        _keep_typed(request, edition, form)
    if request.headers.get("HX-Request"):
        return HttpResponse(
            f"Kept for you at {clock.now().astimezone(clock.UK):%H:%M}." if form.is_valid() else ""
        )
    messages.success(request, "What you typed is kept for you. The draft is not changed yet.")
    return redirect(request.path)


def _keep_typed(request: HttpRequest, edition: Edition, form: TextForm) -> None:
    drafts.save(
        person=request.user,
        form=FORM,
        subject=str(edition.pk),
        text={"text": form.cleaned_data["text"]},
        at=clock.now(),
        based_on=form.cleaned_data["version"],
    )


def _forget(request: HttpRequest, edition: Edition) -> HttpResponse:
    drafts.discard(person=request.user, form=FORM, subject=str(edition.pk))
    messages.success(request, "The text is again that of the draft.")
    return redirect(request.path)


def _save(request: HttpRequest, edition: Edition) -> HttpResponse:
    form = TextForm(request.POST)
    if not form.is_valid():
        return _text_page(request, edition, form, 422)
    typed, seen = form.cleaned_data["text"], form.cleaned_data["version"]
    try:
        revise_draft(edition=edition, source=typed, seen=seen, by=request.user, on=request.today)
    except NotAdoptable as refused:
        _keep_typed(request, edition, form)
        form.add_error("text", "This is not a constitution file yet. Put right what is named below.")
        return _text_page(request, edition, form, 422, wrong=wrong_lines(refused.report.refusals, typed))
    except Conflict:
        _keep_typed(request, edition, form)
        return _both(request, edition, typed)
    drafts.discard(person=request.user, form=FORM, subject=str(edition.pk))
    messages.success(request, "The draft is changed.")
    return _to_the_draft(request, edition)


def _both(request: HttpRequest, edition: Edition, typed: str) -> HttpResponse:
    """Somebody saved meanwhile: what is theirs and what is ours, line by line. Saved again, ours stands."""
    edition.refresh_from_db()
    lines = difflib.unified_diff(
        edition.source.splitlines(), typed.splitlines(), "Saved meanwhile", "Yours", lineterm="", n=1
    )
    form = TextForm(initial={"text": typed, "version": edition.version})
    return _text_page(
        request, edition, form, 409, conflict=[line for line in lines if line[:3] not in ("---", "+++")]
    )


# By form ------------------------------------------------------------------------------------------------


@require_safe
@who_may(PROPOSE)
def values(request: HttpRequest, number: int) -> HttpResponse:
    """Every rule with a plain value, beside what it says."""
    edition = _draft(request, number)
    context = {"edition": edition, "rules": rules_by_form(edition.rules)}
    return render(request, "membership/constitution/draft_values.html", context)


@READ_OR_DO
@who_may(PROPOSE)
def rule(request: HttpRequest, number: int, path: str) -> HttpResponse:
    """The plain values of one rule. Each is changed where it stands; the rest of the file stays as it is."""
    edition = _draft(request, number)
    found = rule_by_form(edition.rules, path)
    if found is None:
        raise Http404
    form = ValuesForm(request.POST if request.method == "POST" else None, rule=found, version=edition.version)
    if form.is_valid() and _change(request, edition, form):
        messages.success(request, f"{found.title} is changed in the draft.")
        return _to_the_draft(request, edition)
    context = {"edition": edition, "rule": found, "form": form, "shown": edition.rules}
    return render(request, "membership/constitution/draft_rule.html", context, status=status_of(form))


def _change(request: HttpRequest, edition: Edition, form: ValuesForm) -> bool:
    """Whether it is changed; the form says what is refused, at the field where it stands."""
    lines = edition.rules.lines
    seen, common = form.cleaned_data["version"], {"by": request.user, "on": request.today}
    try:
        change_values(edition=edition, values=form.changed, seen=seen, **common)
    except NotAdoptable as refused:
        where = {each.key: lines.of(each.path) for each in form.rule.values}
        form.name_the_wrong(refused.report.refusals, where)
    except Refusal as refused:
        form.add_error(None, refused.sentence)
    return not form.errors


@require_POST
@who_may(PROPOSE)
def answers(request: HttpRequest, number: int) -> HttpResponse:
    """The new answers of ticked examples go into the draft."""
    edition = _draft(request, number)
    form = AnswersForm(request.POST, belied=belied(report_of(edition.source)))
    if form.is_valid():
        places, seen = form.cleaned_data["places"], form.cleaned_data["version"]
        common = {"edition": edition, "seen": seen, "by": request.user, "on": request.today}
        _told(
            request,
            lambda: take_answers(places=places, **common),
            f"{say.count(len(places), 'example')} changed.",
        )
    else:
        messages.error(request, "Tick the examples whose new answer is right.")
    return _to_the_draft(request, edition)


# Before the members -------------------------------------------------------------------------------------


@require_POST
@who_may(PROPOSE)
def put(request: HttpRequest, number: int) -> HttpResponse:
    edition = the_edition(request, number)
    common = {"edition": edition, "seen": _seen(request), "by": request.user, "on": request.today}
    _told(
        request,
        lambda: propose_edition(**common),
        "It is before the members: they can read it, and its text is fixed.",
    )
    return _to_the_draft(request, edition)


@require_POST
@who_may(RETURN)
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    edition = the_edition(request, number)
    common = {"edition": edition, "seen": _seen(request), "by": request.user, "on": request.today}
    _told(request, lambda: return_edition(**common), "It is a draft again.")
    return _to_the_draft(request, edition)


def _seen(request: HttpRequest) -> int:
    version = request.POST.get("version", "")
    return int(version) if version.isdecimal() else 0


def _told(request: HttpRequest, do: Callable[[], Any], done: str) -> None:
    try:
        do()
    except Refusal as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, done)


# The rates ----------------------------------------------------------------------------------------------


@READ_OR_DO
@who_may(RECOMMEND)
def rates(request: HttpRequest) -> HttpResponse:
    """The yearly review of the rates: no change, or a percentage that becomes a draft edition (K4.4)."""
    facts = facts_of(request)
    rules = edition_of(facts).rules
    if not rules.tier:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    form = RatesForm(sent, initial={"in_force_from": rates_from(facts)})
    wanted = request.POST.get("do") == "recommend"
    if form.is_valid() and wanted and (answer := _recommend(request, form)):
        return answer
    code = rates_review(rules)
    slot = review_slot(facts, code) if code else None
    context = {
        "form": form,
        "rules": rules,
        "amounts": _amounts(rules, form),
        "stands": recommended(request.collaborative, code, slot) if slot else None,
        "edition": edition_of(facts),
    }
    return render(request, "membership/constitution/rates.html", context, status=status_of(form))


def _amounts(rules: constitution.Constitution, form: RatesForm) -> list[tuple[Any, Any]]:
    """Each fixed amount before and after the percentage that was asked about."""
    if not (form.is_bound and form.cleaned_data.get("percentage")):
        return []
    try:
        return list(new_amounts(rules, form.cleaned_data["percentage"]).items())
    except UnknownFact:
        form.add_error("percentage", "Write the change as “3%”, “-2%” or “no change”.")
        return []


def _recommend(request: HttpRequest, form: RatesForm) -> HttpResponse | None:
    given = {
        **form.cleaned_data,
        "collaborative": request.collaborative,
        "by": request.user,
        "on": request.today,
    }
    try:
        draft = recommend_rates(**given)
    except Refusal as refused:
        form.add_error(None, refused.sentence)
        return None
    if draft is None:
        messages.success(request, "No change is recommended. The review of this year is recorded.")
        return redirect("membership:rates", request.collaborative.code)
    messages.success(request, f"Recommended. The draft {draft.name} has the new amounts.")
    seen = Edition.objects.visible(request.viewer).filter(pk=draft.pk).exists()
    return _to_the_draft(request, draft) if seen else redirect("membership:rates", request.collaborative.code)
