"""The review of posts every year (K7.3, B4.1): which are due, which are done, and recording one."""

from operator import attrgetter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from constitution import say
from membership.actions.reviews import ACT, CARRIES_ON, review_post
from membership.forms.reviews import ReviewForm
from membership.models import DutyRecord, Holding
from membership.permissions import allowed
from membership.queries.duties import records_of
from membership.queries.register import place_name
from membership.queries.reviews import CODE, Due, Review, dues_of, held_as, recorded_in, reviews_on
from membership.views.doors import facts_of, members_only, status_of, tried, who_may
from membership.views.sheets import sheet

STATES = {"due": ("look", "Due"), "done": ("done", "Done"), "ahead": ("waiting", "Ahead")}
WORDS = {"due": "due", "done": "done", "ahead": "not due yet"}
CHOICES = [("due", "Due"), ("done", "Done"), ("ahead", "Ahead")]


@members_only
@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """Every post that is reviewed and held on the day, with the review that somebody should look at."""
    found, asked = list(reviews_on(facts_of(request))), request.GET.get("show", "")
    context = {
        "rows": [(review, STATES[review.state(request.on)]) for review in _asked(request, found)],
        "all": found,
        "due": [review for review in found if review.state(request.on) == "due"],
        "asked": asked,
        "choices": CHOICES,
        "query": request.GET.urlencode(),
        "may": allowed(request.viewer, ACT),
    }
    return render(request, "membership/reviews.html", context)


def _asked(request: HttpRequest, found: list[Review]) -> list[Review]:
    state = request.GET.get("show", "")
    return [review for review in found if not state or review.state(request.on) == state]


@members_only
@require_safe
def as_sheet(request: HttpRequest, ending: str) -> HttpResponse:
    columns = ["Body", "Post", "Holder", "Since", "Review due", "For", "State", "Held on"]
    rows = (_row(request, review) for review in _asked(request, list(reviews_on(facts_of(request)))))
    return sheet(ending, "reviews", request.on, columns, rows)


def _row(request: HttpRequest, review: Review) -> list[Any]:
    place, held = review.role.place, review.held
    body = place.body.name if place.body_id else ""
    state = [WORDS[review.state(request.on)], review.done.done_on if review.done else None]
    return [body, review.role.name, held.person.name, held.since, review.due.due_on, review.due.year, *state]


# One of them --------------------------------------------------------------------------------------------


@who_may(ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the review of one holder for a year, or put right what was recorded."""
    facts = facts_of(request)
    holding = _holding(request, pk)
    held = held_as(facts, holding)
    dues = dues_of(facts.register.editions, held) if held else []
    form = ReviewForm(request.POST or None, years=_years(dues), initial=_first(request, holding, dues))
    if form.is_valid() and (record := tried(form, lambda: _record(request, holding, form))):
        messages.success(
            request, f"The review of {holding.person.name} for {record.slot.replace('-', '/')} is recorded."
        )
        return redirect("membership:review-post", request.collaborative.code, pk)
    records = request.viewer.seen(row for row in records_of(facts, CODE) if row.holding_id == pk)
    context = {
        "holding": holding,
        "held": held,
        "name": place_name(facts.rules, holding.place),
        "dues": dues,
        "records": [_told(record) for record in sorted(records, key=attrgetter("recorded_at"), reverse=True)],
        "form": form,
    }
    return render(
        request, "membership/reviews_one.html", context, status=422 if _pressed(request, form) else 200
    )


def _holding(request: HttpRequest, pk: int) -> Holding:
    of_the_group = [row for row in facts_of(request).rows.holdings if row.pk == pk]
    for holding in request.viewer.seen(of_the_group):
        return holding
    raise Http404


def _pressed(request: HttpRequest, form: ReviewForm) -> bool:
    return request.method == "POST" or status_of(form) != 200


def _years(dues: list[Due]) -> list[tuple[str, str]]:
    return [(due.slot, f"{due.year}, due {say.date(due.due_on)}") for due in dues]


def _first(request: HttpRequest, holding: Holding, dues: list[Due]) -> dict[str, Any]:
    """The last review whose day has come and that is not done; else the next."""
    recorded = recorded_in(facts_of(request))
    waiting = [due for due in dues if (holding.pk, due.slot) not in recorded]
    come = [due for due in waiting if due.due_on <= request.on]
    chosen = come[-1:] or waiting[:1] or dues[-1:]
    return {"slot": chosen[0].slot if chosen else "", "done_on": request.on}


def _record(request: HttpRequest, holding: Holding, form: ReviewForm) -> DutyRecord:
    return review_post(holding=holding, by=request.user, on=request.today, **form.cleaned_data)


def _told(record: DutyRecord) -> dict[str, Any]:
    return {
        "record": record,
        "year": record.slot.replace("-", "/"),
        "carries_on": bool(record.figures.get(CARRIES_ON)),
    }
