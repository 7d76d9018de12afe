"""The register of roles on any date (K7.6), one place through time, and the composition of each body (K7.7, B3.1)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from membership.models import Body, Place
from membership.permissions import allowed
from membership.queries.composition import Composition, composition_of, phases_missing
from membership.queries.flags import flags_on
from membership.queries.members import Member, Membership
from membership.queries.register import Role, place_name
from membership.views.doors import facts_of
from membership.views.sheets import sheet

COUNTED = {
    "members": "Count for the quorum",
    "entitled": "May vote",
    "schools": "Member schools",
    "seats": "Seats",
    "vacant": "Vacant",
    "filled": "Filled",
}


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    facts = facts_of(request)
    flags = {flag.held.place.pk: flag for flag in flags_on(facts.register, request.on)}
    bodies = {body.pk: body for body in facts.bodies}
    context = {
        "offices": [_row(role, request, flags) for role in facts.roles if role.place.body_id is None],
        "bodies": [
            (body, [_row(role, request, flags) for role in facts.roles if role.place.body_id == pk])
            for pk, body in bodies.items()
            if any(role.place.body_id == pk for role in facts.roles)
        ],
        "groups": [body for body in facts.bodies if body.code and body.code in facts.rules.body],
        "vacancies": [role for role in facts.roles if role.vacant],
        "flags": list(flags.values()),
        "sees_members": request.viewer.reaches("members"),
        "may_appoint": allowed(request.viewer, "appoint"),
        "may_end": allowed(request.viewer, "end-holding"),
    }
    return render(request, "membership/register.html", context)


def _row(role: Role, request: HttpRequest, flags: dict[int, Any]) -> dict[str, Any]:
    """`follows` says that nobody is appointed to the place: the edition puts its holder there."""
    rule = facts_of_office(request, role)
    return {
        "role": role,
        "duration": role.held.duration(request.on) if role.held else "",
        "flag": flags.get(role.place.pk),
        "follows": bool(rule and (rule.follows or rule.precedes)),
    }


def facts_of_office(request: HttpRequest, role: Role) -> Any:
    return request.viewer.rules.office.get(role.place.code) if role.place.body_id is None else None


@require_safe
def as_sheet(request: HttpRequest, ending: str) -> HttpResponse:
    facts = facts_of(request)
    columns = ["Body", "Role", "Holder", "Since", "Until", "Time remaining"]
    rows = ([role.place.body.name if role.place.body_id else "", role.name, *_held(role, request)] for role in facts.roles)
    return sheet(ending, "register", request.on, columns, rows)


def _held(role: Role, request: HttpRequest) -> list[Any]:
    held = role.held
    return [held.person.name, held.since, held.until, held.remaining(request.on)] if held else ["vacant", None, None, ""]


@require_safe
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody who holds, held or will hold one place."""
    found = get_object_or_404(Place.objects.visible(request.viewer).select_related("body"), pk=pk)
    facts = facts_of(request)
    now = facts.register.holder(found, request.on)
    held = facts.register.stored_at(found)
    rule = facts.rules.office.get(found.code) if found.body_id is None else None
    context = {
        "place": found,
        "name": place_name(facts.rules, found),
        "now": now,
        "duration": now.duration(request.on) if now else "",
        "held": list(reversed(held)),
        "rule": rule,
        "follows": bool(rule and (rule.follows or rule.precedes)),
        "may_appoint": allowed(request.viewer, "appoint"),
        "may_end": allowed(request.viewer, "end-holding"),
    }
    return render(request, "membership/place.html", context)


@require_safe
def body(request: HttpRequest, body: str) -> HttpResponse:
    """Who makes up a body on the day, and how many of them a meeting needs."""
    found = get_object_or_404(Body.objects.visible(request.viewer), code=body)
    facts = facts_of(request)
    if found.code not in facts.rules.body:
        raise Http404
    composition = composition_of(facts, found)
    context = {
        "body": found,
        "composition": composition,
        "figures": _figures(composition),
        "counted": [(COUNTED[what], number) for what, number in composition.counts.items()],
        "people": [(member, _offices(facts, member)) for member in composition.people],
        "phases": phases_missing(facts.rules, composition.categories, found.code),
        "maximum": facts.rules.body[found.code].maximum,
        "may_appoint": allowed(request.viewer, "appoint"),
    }
    return render(request, "membership/body.html", context)


def _figures(composition: Composition) -> list[dict[str, Any]]:
    """How many a meeting needs, beside how many count."""
    counts = composition.counts
    of = counts.get("schools") or counts.get("seats") or counts["members"]
    needed = {"label": "Needed", "value": composition.quorum and composition.quorum.value, "of": of}
    return [needed | {"finding": composition.quorum, "what": "how many a meeting needs"}]


def _offices(facts: Membership, member: Member) -> list[str]:
    """By which offices somebody sits, by name."""
    return [(facts.rules.office[code].name if code in facts.rules.office else "") or code for code in member.offices]
