"""Two schools merge (K3.5): what becomes of both, before it is done; then all of it at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from constitution import say
from constitution.acts import HEAD
from constitution.dates import ONE_DAY
from membership.actions.mergers import END, Merged, NewSchool, merge_schools
from membership.forms.ending import OTHER, MergeForm
from membership.models import School
from membership.queries.ending import Ending
from membership.queries.members import Membership
from membership.queries.one_school import OneSchool
from membership.views import words
from membership.views.doors import facts_of, schools_going, status_of, the_school, tried, who_may
from membership.views.schools import one_school
from membership.views.sums import Sum, sums_of
from records.models import Person


@dataclass(frozen=True)
class Part:
    """One of the schools that end, with what follows and what it costs until then."""

    ending: Ending

    @property
    def sums(self) -> tuple[Sum, ...]:
        return sums_of(self.ending.owed)


@who_may(END)
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    one = one_school(request, the_school(request, pk))
    form = _form(request, one)
    checking = form.is_valid()
    if checking and form.cleaned_data["shown"] == form.cleaned_data["last_day"].isoformat():
        if merged := tried(form, lambda: _merge(request, one.school, form)):
            return _done(request, merged)
        checking = False
    context = {"school": one.school, "form": form, "checking": checking}
    if checking:
        context |= _shown(facts_of(request), one.school, form)
    return render(request, "membership/merge_schools.html", context, status=status_of(form))


def _form(request: HttpRequest, one: OneSchool) -> MergeForm:
    facts = facts_of(request)
    others = [each for each in schools_going(request) if each != one.school]
    initial = {"last_day": request.on, "tier": one.contract.tier if one.contract else None}
    initial |= {"kind": one.detail.kind, "status": one.detail.status} if one.detail else {}
    return MergeForm(
        request.POST if request.method == "POST" else None,
        rules=facts.rules,
        school=one.school,
        others=others,
        people=_heads(facts),
        initial=initial,
    )


def _heads(facts: Membership) -> list[Person]:
    """Who leads any school on the day, by name."""
    found = {post.person_id: post.person for post in facts.posts if post.school_id and post.kind in HEAD}
    return sorted(found.values(), key=lambda person: person.name)


def _schools(school: School, form: MergeForm) -> tuple[list[School], School | NewSchool]:
    """Both schools, and what they become."""
    other = form.cleaned_data["other"]
    if form.opens:
        given = form.cleaned_data
        return [school, other], NewSchool(given["name"].strip(), given["kind"], form.detail())
    return [school, other], other if form.cleaned_data["goes_on"] == OTHER else school


def _merge(request: HttpRequest, school: School, form: MergeForm) -> Merged:
    schools, into = _schools(school, form)
    schools = list(School.objects.visible(request.viewer).filter(pk__in=[each.pk for each in schools]))
    if isinstance(into, School):
        into = next(each for each in schools if each == into)
    given = form.cleaned_data
    return merge_schools(
        schools=schools,
        into=into,
        last_day=given["last_day"],
        reason=given["reason"],
        tier=given.get("tier", ""),
        head=given["head"],
        by=request.user,
        on=request.today,
    )


def _shown(facts: Membership, school: School, form: MergeForm) -> dict[str, Any]:
    """What becomes of the membership, the contract, the open invoices and the head of each."""
    schools, into = _schools(school, form)
    last_day = form.cleaned_data["last_day"]
    parts = [Part(Ending(facts, each, last_day)) for each in schools if each != into]
    goes_on = None if isinstance(into, NewSchool) else Ending(facts, into, last_day)
    were_members = any(part.ending.contract for part in parts)
    return {
        "parts": parts,
        "goes_on": goes_on,
        "name": into.name,
        "since": last_day + ONE_DAY,
        "asked": were_members and not (goes_on and goes_on.contract),
        "tier": words.tier_name(facts.rules, form.cleaned_data.get("tier", "")),
        "head": form.cleaned_data["head"],
        "leads_now": _leads(goes_on),
        "members_then": _members_then(facts, parts),
    }


def _leads(goes_on: Ending | None) -> str:
    return say.listed(post.person.name for post in goes_on.heads) if goes_on else ""


def _members_then(facts: Membership, parts: Sequence[Part]) -> int:
    """Of the member schools of the day, those that are left; the new one joins with its contract."""
    gone = {part.ending.school.pk for part in parts}
    return sum(row.school.pk not in gone for row in facts.roll)


def _done(request: HttpRequest, merged: Merged) -> HttpResponse:
    asked = " Its contract is drafted: send it for signing." if merged.contract else ""
    messages.success(request, f"{merged.school.name} goes on from them.{asked}")
    return redirect("membership:school", request.collaborative.code, merged.school.pk)
