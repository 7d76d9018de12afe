"""Partners and joiners who are not member schools (K5.9): who comes for each, what is raised with it, who is let in."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from constitution import calendar, say
from membership.actions import grants as verbs
from membership.actions.partners import add_partner, change_partner
from membership.forms.partners import AccessForm, PartnerForm
from membership.models import Grant, Partner, Post
from membership.permissions import allowed
from membership.queries.access import Access, accesses, longest
from membership.queries.directory import everybody
from membership.queries.moments import civil_day
from membership.queries.periods import holds
from membership.queries.representation import matters_on
from membership.views.doors import (
    facts_of,
    members_only,
    refuse_press,
    schools_going,
    status_of,
    tried,
    who_may,
)
from membership.views.sheets import sheet
from records import clock

READ_AND_SEND = ["GET", "HEAD", "POST"]
LET_IN = "grant-access"


@members_only
@require_http_methods(READ_AND_SEND)
def partners(request: HttpRequest) -> HttpResponse:
    may_edit = allowed(request.viewer, "edit-partners")
    refuse_press(request, "edit-partners")
    form = PartnerForm(request.POST or None)
    by = {"collaborative": request.collaborative, "by": request.user, "on": request.today}
    if form.is_valid() and (added := tried(form, lambda: add_partner(**form.cleaned_data, **by))):
        messages.success(request, f"{added.name} is in the register.")
        return redirect("membership:partner", request.collaborative.code, added.pk)
    context = {
        "rows": _rows(request),
        "form": form,
        "may_edit": may_edit,
        "may_let_in": allowed(request.viewer, LET_IN),
    }
    return render(request, "membership/partners.html", context, status=status_of(form))


def _rows(request: HttpRequest) -> list[tuple[Partner, list[Post]]]:
    people: dict[int | None, list[Post]] = {}
    for post in facts_of(request).posts:
        people.setdefault(post.partner_id, []).append(post)
    found = request.viewer.seen(facts_of(request).rows.partners)
    return [(partner, people.get(partner.pk, [])) for partner in found]


@members_only
@require_safe
def as_sheet(request: HttpRequest, ending: str) -> HttpResponse:
    columns = ["Partner", "What they are", "Area", "Who comes for them"]
    rows = (
        [
            partner.name,
            partner.get_kind_display(),
            partner.area,
            "; ".join(f"{p.person.name}, {p.kind}" for p in posts),
        ]
        for partner, posts in _rows(request)
    )
    return sheet(ending, "partners", request.on, columns, rows)


@members_only
@require_safe
def partner(request: HttpRequest, pk: int) -> HttpResponse:
    """One partner: its people through time, what was raised with it, and who of them is let in until when."""
    found, facts = get_object_or_404(Partner.objects.visible(request.viewer), pk=pk), facts_of(request)
    posts = request.viewer.seen(post for post in facts.rows.posts if post.partner_id == pk)
    here = [post for post in posts if holds(post.starts_on, post.ends_before, request.on)]
    theirs = {post.person_id for post in posts}
    granted = request.viewer.seen(grant for grant in facts.rows.grants if grant.person_id in theirs)
    context = {
        "partner": found,
        "here": here,
        "before": [post for post in posts if post not in here],
        "access": _named(request, accesses(request.collaborative, granted, request.on)),
        "matters": request.viewer.seen(matters_on(facts, found)),
        "sees_access": request.viewer.reaches("office"),
        "may_edit": allowed(request.viewer, "edit-partners"),
        "may_post": allowed(request.viewer, "edit-posts"),
        "may_let_in": allowed(request.viewer, LET_IN),
        "may_raise": allowed(request.viewer, "hold-conversation"),
    }
    return render(request, "membership/partner.html", context)


@who_may("edit-partners")
@require_http_methods(READ_AND_SEND)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Partner.objects.visible(request.viewer).select_related("collaborative"), pk=pk)
    initial = {"name": found.name, "kind": found.kind, "area": found.area}
    form = PartnerForm(request.POST or None, initial=initial)
    by = {"partner": found, "by": request.user, "on": request.today}
    if form.is_valid() and tried(form, lambda: change_partner(**form.cleaned_data, **by)):
        messages.success(request, "Recorded.")
        return redirect("membership:partner", request.collaborative.code, pk)
    return render(
        request, "membership/partner_change.html", {"partner": found, "form": form}, status=status_of(form)
    )


# Access that ends by itself -----------------------------------------------------------------------------


@who_may(LET_IN)
@require_safe
def access(request: HttpRequest) -> HttpResponse:
    """Everybody who was let in for a time: until when, to what, and what use they made of it."""
    rows = _every_access(request)
    return render(
        request, "membership/access.html", {"rows": rows, "live": sum(1 for row in rows if row[0].live)}
    )


@who_may(LET_IN)
@require_safe
def access_as_sheet(request: HttpRequest, ending: str) -> HttpResponse:
    columns = ["Who", "As", "To", "Since", "Until", "How it stands", "Acts", "Last"]
    rows = (
        [name, each.grant.get_role_display(), what, each.grant.starts_on, each.last_day, each.words, each.uses,
         civil_day(each.last_used) if each.last_used else None]
        for each, name, what in _every_access(request)
    )  # fmt: skip
    return sheet(ending, "access", request.on, columns, rows)


def _every_access(request: HttpRequest) -> list[tuple[Access, str, str]]:
    granted = request.viewer.seen(facts_of(request).rows.grants)
    return _named(request, accesses(request.collaborative, granted, request.on))


def _named(request: HttpRequest, found: list[Access]) -> list[tuple[Access, str, str]]:
    """Each with the name of who has it, and in words what it opens."""
    names = {person.pk: person.name for person in everybody(request.collaborative)}
    return [(each, names.get(each.grant.person_id, "Somebody"), _what(request, each.grant)) for each in found]


def _what(request: HttpRequest, grant: Grant) -> str:
    schools = [each.name for each in facts_of(request).rows.schools if each.pk in grant.school_ids]
    year = f"the accounts of {grant.slot.removeprefix('fy')}" if grant.slot else ""
    rule = facts_of(request).rules.information.get(grant.level)
    level = (rule.name if rule else "") or grant.level
    return say.listed(each for each in (year, *schools, level) if each) or "what the role opens"


@who_may(LET_IN)
@require_http_methods(READ_AND_SEND)
def give(request: HttpRequest) -> HttpResponse:
    """Who, to what, until when; then a look at what follows; then the door is open until it shuts by itself."""
    form = AccessForm(request.POST or None, **_choices(request), initial=_asked(request))
    checking = form.is_valid()
    if checking and form.cleaned_data["checked"] == _seal(form):
        by = {"collaborative": request.collaborative, "by": request.user, "on": request.today}
        if made := tried(form, lambda: verbs.grant(**form.asked(), **by)):
            last = say.long_date(form.cleaned_data["last_day"])
            messages.success(request, f"{made.person.name} has access until {last}. Then it ends by itself.")
            return redirect("membership:access", request.collaborative.code)
        checking = False
    checking = checking and _not_too_long(request, form)
    context = {
        "form": form,
        "checking": checking,
        "seal": _seal(form) if checking else "",
        "longest": longest(facts_of(request).rules, request.on),
    }
    return render(request, "membership/access_give.html", context, status=status_of(form))


def _seal(form: AccessForm) -> str:
    """What was looked at: another day or another person is looked at anew."""
    given = form.cleaned_data
    return f"{given['person'].pk} {given['role']} {given['starts_on']} {given['last_day']}"


def _not_too_long(request: HttpRequest, form: AccessForm) -> bool:
    """Said before anything is confirmed, beside the day."""
    given = form.cleaned_data
    until = longest(facts_of(request).rules, given["starts_on"]).value
    if given["last_day"] > until:
        form.add_error("last_day", f"It may last until {say.date(until)} at the longest.")
    elif given["last_day"] < given["starts_on"]:
        form.add_error("last_day", "It cannot end before it begins.")
    return form.is_valid()


def _asked(request: HttpRequest) -> dict[str, Any]:
    return {"starts_on": request.on, "person": request.GET.get("person", "")}


def _choices(request: HttpRequest) -> dict[str, Any]:
    rules = facts_of(request).rules
    year = calendar.financial_year(rules, request.on)
    years = (year, calendar.year_before(year))
    return {
        "people": everybody(request.collaborative),
        "schools": schools_going(request),
        "rules": rules,
        "slots": [(each.slot, each.label) for each in years],
    }


@who_may("revoke-access")
@require_http_methods(READ_AND_SEND)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """It ends now, before its day."""
    rows = Grant.objects.visible(request.viewer).select_related("person", "collaborative")
    found = get_object_or_404(rows, pk=pk)
    form = Form(request.POST) if request.method == "POST" else None
    if form and tried(form, lambda: verbs.revoke(grant=found, by=request.user, at=clock.now())):
        messages.success(request, f"{found.person.name} has no access by this any more.")
        return redirect("membership:access", request.collaborative.code)
    shown = accesses(request.collaborative, [found], request.on)[0]
    context = {"shown": shown, "what": _what(request, found), "form": form}
    return render(request, "membership/access_end.html", context, status=status_of(form))
