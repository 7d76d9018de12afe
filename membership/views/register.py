"""The register of roles on any date (K7.6), one place through time, and the composition of each body (K7.7, B3.1)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from membership.models import Assent, Body, Opening, Place
from membership.permissions import allowed
from membership.queries.composition import Composition, composition_of, phases_missing
from membership.queries.editions import structure_lapses_on
from membership.queries.flags import flags_on
from membership.queries.job import job_description, specification_of
from membership.queries.members import Member, Membership
from membership.queries.openings import LIVE, Vacancy, follows, lines, vacancies
from membership.queries.post_notice import ending, last_day_for_notice, notice_rule
from membership.queries.register import Role, place_name
from membership.queries.tenure import Held
from membership.views.doors import facts_of
from membership.views.post_notice import concerns
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
    vacant = vacancies(facts)
    bodies = {body.pk: body for body in facts.bodies}
    context = {
        "offices": [_row(role, request, flags, vacant) for role in facts.roles if role.place.body_id is None],
        "bodies": [
            (body, [_row(role, request, flags, vacant) for role in facts.roles if role.place.body_id == pk])
            for pk, body in bodies.items()
            if any(role.place.body_id == pk for role in facts.roles)
        ],
        "groups": [body for body in facts.bodies if body.code and body.code in facts.rules.body],
        "vacancies": vacant,
        "flags": list(flags.values()),
        "sees_members": request.viewer.reaches("members"),
        "may_appoint": allowed(request.viewer, "appoint"),
        "may_end": allowed(request.viewer, "end-holding"),
    }
    return render(request, "membership/register.html", context)


def _row(role: Role, request: HttpRequest, flags: dict[int, Any], vacant: list[Vacancy]) -> dict[str, Any]:
    """`follows` says that nobody is appointed to the place: the edition puts its holder there."""
    facts = facts_of(request)
    rule = facts.rules.office.get(role.place.code) if role.place.body_id is None else None
    return {
        "role": role,
        "opening": _opening(request, role.place),
        "vacancy": next((each for each in vacant if each.role == role), None),
        "duration": role.held.duration(request.on) if role.held else "",
        "flag": flags.get(role.place.pk),
        "follows": bool(rule and (rule.follows or rule.precedes)),
    }


def _opening(request: HttpRequest, place: Place) -> Opening | None:
    """What is announced of the place and waits for its outcome, for those who may know."""
    rows = (row for row in facts_of(request).rows.openings if row.place_id == place.pk and row.state in LIVE)
    return next(iter(request.viewer.seen(rows)), None)


@require_safe
def as_sheet(request: HttpRequest, ending: str) -> HttpResponse:
    facts = facts_of(request)
    columns = ["Body", "Role", "Holder", "Since", "Until", "Time remaining"]
    rows = (
        [role.place.body.name if role.place.body_id else "", role.name, *_held(role, request)]
        for role in facts.roles
    )
    return sheet(ending, "register", request.on, columns, rows)


def _held(role: Role, request: HttpRequest) -> list[Any]:
    held = role.held
    return (
        [held.person.name, held.since, held.until, held.remaining(request.on)]
        if held
        else ["vacant", None, None, ""]
    )


@require_safe
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody who holds, held or will hold one place; what it asks, and what is announced of it."""
    found = get_object_or_404(Place.objects.visible(request.viewer).select_related("body"), pk=pk)
    facts = facts_of(request)
    now = facts.register.holder(found, request.on)
    flags = flags_on(facts.register, request.on) if found.body_id is None else []
    context = {
        "place": found,
        "name": place_name(facts.rules, found),
        "now": now,
        "duration": now.duration(request.on) if now else "",
        "flag": next((flag for flag in flags if flag.held.place.pk == pk), None),
        "held": list(reversed(facts.register.stored_at(found))),
        "rule": facts.rules.office.get(found.code) if found.body_id is None else None,
        "follows": follows(facts.rules, found),
        "chairs": any(line.chairs for line in lines(facts.rules, found)),
        "may_appoint": allowed(request.viewer, "appoint"),
        "may_end": allowed(request.viewer, "end-holding"),
        **_asked_of_the_holder(request, found, now),
        **_announced_of(request, found, now),
    }
    return render(request, "membership/place.html", context)


def _asked_of_the_holder(request: HttpRequest, found: Place, now: Held | None) -> dict[str, Any]:
    """The words of the edition beside an office (K8.15, K8.20), and by whom they were checked."""
    if found.body_id is not None:
        return {}
    rules, kept = facts_of(request).rules, now and now.holding and now.holding.attestation_id
    checks = Assent.objects.visible(request.viewer).select_related("person")
    return {
        "description": job_description(rules, found.code),
        "specification": specification_of(rules, found.code),
        "checked": checks.filter(pk=kept).first() if kept else None,
    }


def _announced_of(request: HttpRequest, found: Place, now: Held | None) -> dict[str, Any]:
    """What is announced of the place, and a notice that ends it, as far as they are for this viewer."""
    asks = now and now.holding and notice_rule(facts_of(request).register, now)
    told = asks and request.viewer.reaches("members") and concerns(request.viewer, now)
    live = Opening.objects.visible(request.viewer).filter(place=found, state__in=LIVE).first()
    return {
        "live": live,
        "sees_openings": request.viewer.reaches("members"),
        "may_announce": allowed(request.viewer, "announce-opening"),
        "notice_by": last_day_for_notice(facts_of(request).register, now) if told else None,
        "ending": ending(facts_of(request).register, now) if told else None,
    }


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
        "chairs": [member for member in composition.members if member.chairs and member.kind == "seat"],
        "lapses_on": structure_lapses_on(facts.register.editions, request.on),
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
    return [
        (facts.rules.office[code].name if code in facts.rules.office else "") or code
        for code in member.offices
    ]
