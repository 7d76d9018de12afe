"""One school: how it stands with the why of each thing, who works there, and how it came to be."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from membership.models import Assent, Post, School
from membership.permissions import Viewer, allowed
from membership.permissions.visible import every_contract
from membership.queries.agreed import Agreed
from membership.queries.groups import groups_of_school
from membership.queries.one_school import OneSchool
from membership.queries.outstanding import Lack, keys_of, lacks_of, told_of
from membership.queries.standing import FEE
from membership.views import words
from membership.views.doors import facts_of, the_school

RECENT = 12


@require_safe
def school(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, the_school(request, pk), own=False)


@require_safe
def our_school(request: HttpRequest) -> HttpResponse:
    """The school of whoever looks; for an executive head of several, a choice."""
    mine = request.viewer.headed_ids or request.viewer.school_ids
    schools = list(School.objects.visible(request.viewer).filter(pk__in=mine))
    if not schools:
        raise Http404
    if len(schools) > 1:
        return render(request, "membership/our_schools.html", {"schools": schools})
    return _page(request, schools[0], own=True)


def _page(request: HttpRequest, school: School, own: bool) -> HttpResponse:
    one = one_school(request, school)
    sees = sees_standing(request.viewer, school)
    context = {
        "one": one,
        "own": own,
        "sees": sees,
        "shown": _standing(one) if sees else {},
        "lacks": _lacks(one) if sees else {},
        "besides": _besides(one) if sees else [],
        "history": one.history[:RECENT] if sees else [],
        "acts": _acts(request.viewer, school),
        "people": _people(one),
        "groups": groups_of_school(facts_of(request), school) if request.viewer.reaches("members") else [],
    }
    return render(request, "membership/school.html", context)


def one_school(request: HttpRequest, school: School) -> OneSchool:
    """The school's rows, of each kind those that the viewer may see."""
    viewer = request.viewer
    return OneSchool(school, facts_of(request), viewer.seen, Assent.objects.visible(viewer))


def sees_standing(viewer: Viewer, school: School) -> bool:
    """Contract, fee and pledge of a school are its own business, and that of office holders."""
    return every_contract(viewer) or school.pk in viewer.school_ids


def _standing(one: OneSchool) -> dict[str, Any]:
    line = one.line
    contract = one.contract or one.coming
    return {
        "tier": words.tier_name(one.rules, contract.tier) if contract else "",
        "contract": words.contract(line),
        "fee": words.fee(line),
        "fee_need": words.need_of(line.standing, FEE),
        "pledge": words.pledge(line),
        "notice": words.notice(line),
        "standing": line.standing.finding,
    }


def _besides(one: OneSchool) -> list[tuple[Agreed, str, words.Said]]:
    """What is agreed to beside the pledge: the constitution, a protocol."""
    parts = [(part, words.BESIDES.get(part.agreement.kind)) for part in one.agreed]
    return [(part, name, words.agreed(one.line, part.agreement.kind)) for part, name in parts if name]


def _lacks(one: OneSchool) -> dict[str, Lack]:
    """What its standing lacks: since when, and who was asked for it when."""
    return lacks_of(one.line, told_of(keys_of(one.line))) if one.detail else {}


def _acts(viewer: Viewer, school: School) -> dict[str, bool]:
    """What this viewer may do here, for the buttons."""
    speaks = viewer.heads(school.pk)
    return {
        "agree": speaks and bool(allowed(viewer, "agree")),
        "notice": (speaks and bool(allowed(viewer, "give-notice"))) or bool(allowed(viewer, "record-notice")),
        "sign": speaks and bool(allowed(viewer, "sign-contract")),
        "edit": bool(allowed(viewer, "edit-schools")),
        "end": bool(allowed(viewer, "end-school")),
        "admit": bool(allowed(viewer, "admit-school")),
        "figure": bool(allowed(viewer, "enter-figure")),
        "posts": bool(allowed(viewer, "edit-posts")),
    }


def _people(one: OneSchool) -> list[tuple[Post, list[str]]]:
    """Who works there on the day, each with the offices and seats they hold."""
    held = [(role.held.person.pk, role.name) for role in one.facts.roles if role.held]
    return [(post, [name for person, name in held if person == post.person_id]) for post in one.here_now]
