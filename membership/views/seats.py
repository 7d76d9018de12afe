"""The seats of a body by category (B3.1 to B3.6): who sits for whom, what is attested, and seats that go with a post."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from constitution import say
from membership.actions.attestations import (
    ACT,
    TAKEN_BACK,
    attest,
    attest_on_paper,
    take_back_waiver,
    waive_attestation,
)
from membership.actions.ex_officio import follow_post
from membership.forms.seats import WAIVED, AttestForm, PassOnForm, RecordAttestationForm, TakeBackForm
from membership.models import Assent, Body, Holding, Place
from membership.permissions import allowed
from membership.queries.attestation import Attested, Words, attestations_of, words_of
from membership.queries.ex_officio import followed_at, passes_on, where
from membership.queries.register import place_name
from membership.queries.seating import Seat, Seating, attested_of, seating_of
from membership.queries.tenure import Held
from membership.views.doors import facts_of, members_only, refuse_press, status_of, tried, who_may
from membership.views.sheets import sheet
from records import audit, clock

COLUMNS = [
    "Category", "What it asks for", "Seat", "Representative", "Represents", "Since", "Review due", "Until",
    "Attested", "Goes with", "To look at",
]  # fmt: skip


@members_only
@require_safe
def seats(request: HttpRequest, body: str) -> HttpResponse:
    seating = _seating(request, body)
    context = {
        "body": seating.body,
        "seating": seating,
        "figures": _figures(seating),
        "to_look_at": [(seat, " ".join(seat.to_look_at)) for seat in seating.seats if seat.to_look_at],
        "may_appoint": allowed(request.viewer, "appoint"),
        "may_attest": allowed(request.viewer, ACT),
    }
    return render(request, "membership/seats.html", context)


def _seating(request: HttpRequest, body: str) -> Seating:
    found = get_object_or_404(Body.objects.visible(request.viewer), code=body)
    return seating_of(facts_of(request), found)


def _figures(seating: Seating) -> list[dict[str, Any]]:
    filled, seats = len(seating.filled), len(seating.seats)
    found = [
        {
            "label": "Filled",
            "value": filled,
            "of": seats,
            "note": say.count(seats - filled, "seat") + " vacant",
        }
    ]
    if seating.words:
        found.append({"label": "Attested or waived", "value": seating.attested, "of": filled})
    return found


@members_only
@require_safe
def as_sheet(request: HttpRequest, body: str, ending: str) -> HttpResponse:
    seating = _seating(request, body)
    return sheet(ending, "seats", request.on, COLUMNS, _rows(seating))


def _rows(seating: Seating) -> Iterator[list[Any]]:
    for group in seating.groups:
        for seat in group.seats:
            asked = [group.name, group.line.requirement or "", seat.label]
            post = seat.follows.post if seat.follows else ""
            yield [*asked, *_held(seat), post, " ".join(seat.to_look_at)]


def _held(seat: Seat) -> list[Any]:
    held = seat.held
    if held is None:
        return ["vacant", "", None, None, None, ""]
    return [held.person.name, seat.represents, held.since, held.review, held.until, _attested(seat.attested)]


def _attested(attested: Attested | None) -> str:
    if attested is None:
        return ""
    if attested.assent is None:
        return f"missing since {say.date(attested.since)}"
    words = "waived" if attested.waived else "attested"
    by = f", {attested.assent.person.name}, {attested.assent.resolution}" if attested.waived else ""
    return f"{words} on {say.date(clock.civil_day(attested.assent.at))}{by}"


# What is attested ---------------------------------------------------------------------------------------


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def attestation(request: HttpRequest, pk: int) -> HttpResponse:
    """The words that a seat's holder attests: they do so here, or the office enters it, or that it is waived."""
    rows = Holding.objects.visible(request.viewer).select_related("place__body", "person", "attestation")
    holding = get_object_or_404(rows, pk=pk)
    mine = holding.person_id == request.viewer.person_id
    if not mine:
        refuse_press(request, ACT)
    facts = facts_of(request)
    words = words_of(facts.rules, holding.place.body.code) if holding.place.body_id else None
    kind = AttestForm if mine else RecordAttestationForm
    taking_back = request.POST.get("do") == "take back"
    form = kind(
        None if taking_back else request.POST or None, initial={"sha256": words.sha256 if words else ""}
    )
    back = TakeBackForm(request.POST if taking_back else None)
    if taking_back and _took_back(request, holding, back):
        return redirect("membership:attestation", request.collaborative.code, pk)
    if form.is_valid() and (assent := tried(form, lambda: _attest(request, holding, form))):
        messages.success(request, _said(holding, assent))
        return redirect("membership:attestation", request.collaborative.code, pk)
    context = {
        "holding": holding,
        "held": (held := _as_held(request, holding)),
        "name": place_name(facts.rules, holding.place),
        "words": words,
        "attested": attested_of(held, attestations_of(facts)) if held and words else None,
        "mine": mine,
        "may": mine or bool(allowed(request.viewer, ACT)),
        "open": _open(request, words, holding, mine),
        "form": form,
        "back": back,
        "problems": back if taking_back else form,
        "may_take_back": _may_take_back(request, holding),
        "taken_back": _taken_back(request, holding),
    }
    return render(request, "membership/seats_attestation.html", context, status=_status(request, form))


def _may_take_back(request: HttpRequest, holding: Holding) -> bool:
    waived = holding.attestation is not None and holding.attestation.kind == Assent.Kind.WAIVER
    return waived and not request.previewing and bool(allowed(request.viewer, ACT))


def _took_back(request: HttpRequest, holding: Holding, form: TakeBackForm) -> bool:
    """Whether the waiver is taken back; where not, the form says why."""
    refuse_press(request, ACT)
    told = {"holding": holding, "by": request.user, "at": clock.now()}
    if not form.is_valid() or not tried(form, lambda: take_back_waiver(**form.cleaned_data, **told)):
        return False
    messages.success(request, f"The waiver is taken back: {holding.person.name} is asked to attest it.")
    return True


def _taken_back(request: HttpRequest, holding: Holding) -> list[tuple[Any, str, str]]:
    """Waivers that were taken back: when, by which decision they had been, and why; for whoever keeps them."""
    if not allowed(request.viewer, ACT):
        return []
    entries = audit.history(request.collaborative, holding).filter(act=ACT).select_related("detail")
    told = [
        (entry.at, entry.detail)
        for entry in entries
        if entry.detail and TAKEN_BACK in (entry.detail.after or {})
    ]
    return [
        (at, (detail.before or {}).get("resolution", ""), detail.after[TAKEN_BACK]) for at, detail in told
    ]


def _open(request: HttpRequest, words: Words | None, holding: Holding, mine: bool) -> bool:
    """Whether there is something to attest still; after a waiver the holder may attest all the same."""
    over = holding.ends_before and holding.ends_before <= request.today
    given = holding.attestation
    waits = given is None or (given.kind == Assent.Kind.WAIVER)
    return bool(words and not over and waits and not request.previewing)


def _attest(request: HttpRequest, holding: Holding, form: AttestForm | RecordAttestationForm) -> Assent:
    told = {"holding": holding, "by": request.user, "at": clock.now(), "sha256": form.cleaned_data["sha256"]}
    if isinstance(form, AttestForm):
        return attest(**told)
    if form.cleaned_data["how"] == WAIVED:
        return waive_attestation(**told, resolution=form.cleaned_data["resolution"])
    return attest_on_paper(**told)


def _said(holding: Holding, assent: Assent) -> str:
    if assent.kind == Assent.Kind.WAIVER:
        return f"Recorded: it is waived for {holding.person.name}."
    return f"Recorded: {holding.person.name} attests it."


def _as_held(request: HttpRequest, holding: Holding) -> Held | None:
    times = facts_of(request).register.stored_at(holding.place)
    return next((held for held in times if held.holding == holding), None)


def _status(request: HttpRequest, form: Any) -> int:
    """Whoever pressed and was not sent on has something to put right."""
    return 422 if request.method == "POST" else status_of(form)


# Seats that go with a post ------------------------------------------------------------------------------


@who_may("appoint")
@require_http_methods(["GET", "HEAD", "POST"])
def pass_on(request: HttpRequest, pk: int) -> HttpResponse:
    """A seat passes to whoever has its post now: who, from when and for how long, before it is done."""
    place = get_object_or_404(Place.objects.visible(request.viewer).select_related("body"), pk=pk)
    facts = facts_of(request)
    found = followed_at(facts, place)
    form = PassOnForm(request.POST if request.method == "POST" else None)
    told = {"place": place, "by": request.user, "on": request.today}
    if form.is_valid() and (holding := tried(form, lambda: follow_post(**told))):
        messages.success(
            request, f"{holding.person.name} sits from {say.date(holding.starts_on)}, by virtue of the post."
        )
        return redirect("membership:seats", request.collaborative.code, place.body.code)
    context = {"place": place, "name": place_name(facts.rules, place), "found": found, "form": form}
    if found and found.next:
        starts_on = passes_on(facts.register, place, found.next, request.on)
        context |= {"starts_on": starts_on, "tenure": facts.register.tenures.finding(place, starts_on)}
        context |= {"where": where(found.next), "leaves": facts.register.holder(place, starts_on)}
    return render(request, "membership/seats_pass_on.html", context, status=_status(request, form))
