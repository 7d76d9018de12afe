"""The log of contacts about wellbeing, for the members of the body that keeps it and for nobody else (K8.18)."""

from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from constitution import say
from membership.actions.conversations import add_to, log_contact
from membership.forms.duties import ContactForm, MoreForm
from membership.models import Body, Conversation
from membership.queries.kept import facts_on
from membership.queries.wellbeing import WELLBEING, Contact, body_of, contacts, head_of, long_since
from membership.views.doors import View, facts_of, status_of, the_school, tried
from membership.views.sheets import sheet

LATEST = 8
# What is said of a contact: of people and schools their names alone.
SAID = ("held_on", "summary", "school__name", "person__name", "by__name", "follows__held_on")


def keepers_only(view: View) -> View:
    """For the members of the body; to everybody else, whatever they run, there is no such page."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        body = body_of(facts_of(request))
        if body is None or body.pk not in request.viewer.body_ids:
            raise Http404
        return view(request, body, *args, **kwargs)

    return shown


@keepers_only
@require_safe
def wellbeing(request: HttpRequest, body: Body) -> HttpResponse:
    """Who has had no contact for the longest stands first."""
    talks = _talks(request, body)
    every = contacts(facts_of(request), talks)
    asked = {"q": request.GET.get("q", "").strip(), "show": request.GET.get("show", "")}
    context = {
        "body": body,
        "rows": [each for each in every if _wanted(each, asked)],
        "waiting": sum(each.long_ago for each in every),
        "total": len(every),
        "since": long_since(facts_of(request)),
        "latest": _read(talks.filter(held_on__lte=request.on))[:LATEST],
        "asked": asked,
    }
    return render(request, "membership/wellbeing.html", context)


def _wanted(each: Contact, asked: dict[str, str]) -> bool:
    return asked["q"].lower() in each.words and (asked["show"] != "long" or each.long_ago)


@keepers_only
@require_safe
def as_sheet(request: HttpRequest, body: Body, ending: str) -> HttpResponse:
    """Who and when: what was said stays on the page."""
    columns = ["School", "Headteacher", "Last contact", "Contacts", "None for a time"]
    rows = (
        [
            each.name,
            each.head.name if each.head else "",
            each.last,
            each.how_many,
            "yes" if each.long_ago else "",
        ]
        for each in contacts(facts_of(request), _talks(request, body))
    )
    return sheet(ending, "contacts", request.on, columns, rows)


@keepers_only
@require_http_methods(["GET", "HEAD", "POST"])
def log(request: HttpRequest, body: Body) -> HttpResponse:
    """A school, a day, a sentence."""
    schools = [row.school for row in facts_of(request).roll]
    form = ContactForm(
        request.POST or None, schools=schools, on=request.today, initial={"school": request.GET.get("school")}
    )
    if form.is_valid() and tried(form, lambda: _log(request, body, form.cleaned_data)):
        messages.success(request, f"Logged: {form.cleaned_data['school'].name}.")
        return redirect("membership:wellbeing", request.collaborative.code)
    context = {
        "body": body,
        "form": form,
        "back": reverse("membership:wellbeing", args=[request.collaborative.code]),
    }
    return render(request, "membership/log_contact.html", context, status=status_of(form))


def _log(request: HttpRequest, body: Body, given: dict[str, Any]) -> Conversation:
    """With whoever led the school on that day."""
    then = facts_on(request.collaborative, given["held_on"])
    head = head_of(then, given["school"])
    return log_contact(**given, person=head, body=body, by=request.user, on=request.today)


@keepers_only
@require_safe
def school(request: HttpRequest, body: Body, pk: int) -> HttpResponse:
    """What was said with those who lead one school, the latest first."""
    found = the_school(request, pk)
    talks = _read(_talks(request, body).filter(school=found, held_on__lte=request.on))
    context = {"body": body, "school": found, "head": head_of(facts_of(request), found), "talks": talks}
    return render(request, "membership/wellbeing_school.html", context)


@keepers_only
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, body: Body, pk: int) -> HttpResponse:
    """What follows a contact, or puts right what was written of it: it stays, and this stands after it."""
    before = get_object_or_404(_talks(request, body).select_related("school", "person", "by", "body"), pk=pk)
    form = MoreForm(request.POST or None, on=request.today)
    by = {"by": request.user, "on": request.today}
    if form.is_valid() and tried(form, lambda: add_to(conversation=before, **form.cleaned_data, **by)):
        messages.success(request, f"Added, for {say.date(form.cleaned_data['held_on'])}.")
        return redirect("membership:wellbeing-school", request.collaborative.code, before.school_id)
    back = reverse("membership:wellbeing-school", args=[request.collaborative.code, before.school_id])
    context = {"body": body, "form": form, "before": before, "back": back}
    return render(request, "membership/log_contact.html", context, status=status_of(form))


def _talks(request: HttpRequest, body: Body):
    """Those that were held, through the door of conversations."""
    rows = Conversation.objects.visible(request.viewer)
    return rows.filter(about=WELLBEING, body=body, held_on__isnull=False)


def _read(talks) -> Any:
    rows = talks.select_related("school", "person", "by", "follows").only(*SAID)
    return rows.order_by("-held_on", "-pk")
