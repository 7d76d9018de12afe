"""Notice of leaving: what it would lead to, before anything is given; then given, confirmed, withdrawn (K5.3 to K5.6)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from constitution import Constitution, say
from constitution.finding import Finding
from membership.actions import notices as verbs
from membership.forms.notice import NoticeForm, WithdrawForm
from membership.models import Contract, Notice, School
from membership.permissions import Viewer, allowed
from membership.permissions.visible import every_notice
from membership.queries.editions import contract_rules
from membership.queries.notice import Preview, Turn, next_turn, preview_notice
from membership.queries.one_school import OneSchool
from membership.views import words
from membership.views.doors import refuse_press_for, the_school, tried
from membership.views.schools import one_school
from membership.views.sums import Sum, sums_of
from records import documents
from records.money import pounds


@dataclass(frozen=True)
class Consequence:
    """What a notice given on a day leads to. `turn` is the last day that leads to the same, and the day after."""

    preview: Preview
    sums: tuple[Sum, ...]
    turn: Turn | None

    @property
    def owed(self) -> Decimal:
        return sum((each.amount for each in self.sums if each.amount and not each.paid), Decimal(0))

    @property
    def owed_for(self) -> list[str]:
        return [each.year for each in self.sums if each.amount and not each.paid]

    @property
    def unknown_for(self) -> list[str]:
        """Years whose fee cannot be worked out yet, so that more is owed than the sum."""
        return [each.year for each in self.sums if each.amount is None and not each.paid]


@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    school = the_school(request, pk)
    _refuse_others(request.viewer, school)
    refuse_press_for(request, school, "give-notice", office_act="record-notice")
    one = one_school(request, school)
    if one.contract is None and one.notice is None:
        return render(
            request, "membership/notice_none.html", {"school": school, "one": one, "past": past_of(one)}
        )
    if one.notice:
        return _standing(request, one, one.notice)
    return _giving(request, one)


@require_safe
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """What the school has in writing, opened through the notice that owns it."""
    rows = Notice.objects.visible(request.viewer).select_related("receipt__collaborative")
    found = get_object_or_404(rows, pk=pk, receipt__isnull=False)
    name = f"notice-{found.pk}-{found.given_on.isoformat()}.pdf"
    return FileResponse(documents.open_document(found.receipt), content_type=documents.PDF, filename=name)


def past_of(one: OneSchool) -> list[tuple[Notice, words.Said]]:
    """Every notice that this school has given before, the latest first, with what became of it."""
    return [(each, words.past_notice(each)) for each in reversed(one.notices) if each != one.notice]


def _refuse_others(viewer: Viewer, school: School) -> None:
    if not (every_notice(viewer) or school.pk in viewer.school_ids):
        raise PermissionDenied("Only the school itself and the office see its notice.")


# Giving it --------------------------------------------------------------------------------------------


def _giving(request: HttpRequest, one: OneSchool) -> HttpResponse:
    """First what follows; a second look with the very day; then it is given."""
    contract, rules = one.contract, _rules(one)
    by_office = bool(allowed(request.viewer, "record-notice"))
    typed = request.POST if request.method == "POST" else None
    form = NoticeForm(typed, contract=contract, rules=rules, on=request.on, by_office=by_office)
    checking = form.is_valid()
    shown = consequence_of(one, contract, form.day if checking else request.on)
    if checking and form.cleaned_data["shown"] == str(shown.preview.leaves_on):
        given = tried(form, lambda: verbs.give_notice(
            contract=contract, by=request.user, on=request.today, **form.asked()
        ))  # fmt: skip
        if given:
            messages.success(request, _given_words(given, shown))
            return redirect("membership:notice", request.collaborative.code, one.school.pk)
        checking = False
    context = {
        "school": one.school,
        "one": one,
        "form": form,
        "checking": checking,
        "moving": checking and form.cleaned_data["to"] != "leave",
        "shown": shown,
        "tier": words.tier_name(rules, contract.tier),
        "may": _may_give(request.viewer, one.school),
        "to": say.listed((_named(rules, each) for each in _receivers(rules, contract)), "or"),
        "past": past_of(one),
    }
    return render(
        request, "membership/notice.html", context, status=422 if form.is_bound and form.errors else 200
    )


def consequence_of(one: OneSchool, contract: Contract, given_on) -> Consequence:
    editions = one.facts.register.editions
    preview = preview_notice(contract, given_on, one.facts.rows)
    return Consequence(preview, sums_of(preview.owed), next_turn(editions, contract.tier, given_on))


def _rules(one: OneSchool) -> Constitution:
    return contract_rules(one.facts.register.editions, one.on)


def _may_give(viewer: Viewer, school: School) -> bool:
    own = viewer.heads(school.pk) and bool(allowed(viewer, "give-notice"))
    return own or bool(allowed(viewer, "record-notice"))


def _receivers(rules: Constitution, contract: Contract) -> tuple[str, ...]:
    rule = rules.leaving.get(contract.tier)
    return rule.to if rule else ()


def _withdrawn_by(rules: Constitution, tier: str) -> str:
    """Whose decision lets it be withdrawn: 'Management Group'."""
    rule = rules.leaving.get(tier)
    return _named(rules, rule.withdrawn_by) if rule and rule.withdrawn_by else ""


def _named(rules: Constitution, code: str) -> str:
    return next((table[code].name for table in (rules.office, rules.body) if code in table), "") or code


def _given_words(given: Notice, shown: Consequence) -> str:
    day = say.long_date(shown.preview.leaves_on) if shown.preview.leaves_on else "a day not known yet"
    return f"Notice of {say.long_date(given.given_on)} is recorded. It leads to {day}, and is now to be confirmed."


# What stands ------------------------------------------------------------------------------------------


def _standing(request: HttpRequest, one: OneSchool, found: Notice) -> HttpResponse:
    """A notice that was given: confirm it, withdraw it by a decision, or strike out a mistake of the day."""
    do = request.POST.get("do") if request.method == "POST" else ""
    if do:
        # What is kept is shared; what is acted on is a copy of one's own.
        found = get_object_or_404(Notice.objects.visible(request.viewer), pk=found.pk)
    form = WithdrawForm(request.POST if do == "withdraw" else None)
    if do and (done := _do(request, do, form, found)):
        messages.success(request, done)
        return redirect("membership:notice", request.collaborative.code, one.school.pk)
    context = {
        "school": one.school,
        "one": one,
        "form": form if form.is_bound else None,
        "withdraw": form,
        "notice": found,
        "stages": _stages(found),
        "tier": words.tier_name(_rules(one), found.contract.tier),
        "to_tier": words.tier_name(_rules(one), found.to_tier) if found.to_tier else "",
        "past": past_of(one),
        "withdrawn_by": _withdrawn_by(_rules(one), found.contract.tier),
        "may_confirm": allowed(request.viewer, "confirm-notice"),
        "may_withdraw": allowed(request.viewer, "withdraw-notice"),
        "may_strike": allowed(request.viewer, "record-notice") and found.recorded_on == request.today,
        **_leads_to(one, found),
    }
    return render(request, "membership/notice_given.html", context, status=422 if form.errors else 200)


def _leads_to(one: OneSchool, found: Notice) -> dict[str, Any]:
    """As it was confirmed, for ever; before that, as the rule has it."""
    if found.state == Notice.State.CONFIRMED:
        sums = tuple(_frozen(row) for row in found.owed)
        return {"leaves_on": found.takes_effect_on, "finding": Finding.from_json(found.finding), "sums": sums}
    shown = consequence_of(one, found.contract, found.given_on)
    return {"leaves_on": shown.preview.leaves_on, "finding": shown.preview.finding, "sums": shown.sums,
            "missed": shown.preview.missed}  # fmt: skip


def _frozen(row: dict[str, Any]) -> Sum:
    amount = None if row["amount_pence"] is None else pounds(row["amount_pence"])
    return Sum(
        row["contract_year"].replace("-", "/"),
        amount,
        Finding.from_json(row["because"]),
        bool(row.get("settled_on")),
    )


def _do(request: HttpRequest, do: str, form: WithdrawForm, found: Notice) -> str:
    """What was done, in a sentence; empty where the form says why not."""
    by, on = request.user, request.today
    if do == "confirm":
        done = tried(form, lambda: verbs.confirm_notice(notice=found, by=by, on=on))
        return (
            f"The notice is confirmed: it takes effect on {say.long_date(done.takes_effect_on)}."
            if done
            else ""
        )
    if do == "strike":
        done = tried(form, lambda: verbs.void_notice(notice=found, by=by, on=on))
        return "The notice is struck out as a mistake." if done else ""
    if do != "withdraw":
        raise Http404
    if not form.is_valid():
        return ""
    resolution = form.cleaned_data["resolution"]
    done = tried(form, lambda: verbs.withdraw_notice(notice=found, resolution=resolution, by=by, on=on))
    return "The notice is withdrawn, and the contract runs on." if done else ""


def _stages(found: Notice) -> list[dict[str, Any]]:
    confirmed = found.state == Notice.State.CONFIRMED
    last = "Leaves" if found.kind == Notice.Kind.LEAVE else "Moves down"
    return [
        {"name": "Given", "state": "done", "on": found.given_on, "note": _how(found)},
        {"name": "Confirmed", "state": "done" if confirmed else "now"},
        {"name": last, "state": "now" if confirmed else "next", "on": found.takes_effect_on},
    ]


def _how(found: Notice) -> str:
    late = (
        f"; entered {say.date(found.recorded_on)}: {found.backdate_reason}" if found.backdate_reason else ""
    )
    return f"by {found.given_by.name}, {found.form}{late}"
