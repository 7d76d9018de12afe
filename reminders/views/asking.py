"""Reminding schools of what is missing: what will go to whom is shown first, and goes when it is confirmed."""

from collections import Counter
from collections.abc import Collection

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from constitution import say
from membership.views.doors import who_may
from records import clock
from reminders.asking import ACT, GOES, KINDS, LET_BE, NO_ADDRESS, NO_PERSON, TODAY, Line, ask_now, would_ask

SAID = {
    GOES: ("waiting", "Goes"),
    NO_PERSON: ("wrong", "Nobody is recorded as head"),
    NO_ADDRESS: ("look", "No e-mail address"),
    LET_BE: ("nothing", "Let be"),
    TODAY: ("done", "Asked today already"),
}


@who_may(ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    asked = request.POST if request.method == "POST" else request.GET
    schools = (
        None
        if asked.get("every")
        else frozenset(int(each) for each in asked.getlist("school") if each.isdecimal())
    )
    kinds = [kind for kind in asked.getlist("kind") if kind in KINDS] or list(KINDS)
    if request.method == "POST":
        return _ask(request, schools, kinds)
    lines = would_ask(request.collaborative, request.on, schools, kinds)
    context = {
        "rows": [(line, *SAID[line.state]) for line in lines],
        "goes": sum(line.goes for line in lines),
        "people": len({line.person.pk for line in lines if line.goes}),
        "kinds": [(code, name, code in kinds) for code, name in KINDS.items()],
        "chosen": sorted(schools or ()),
        "every": schools is None,
    }
    return render(request, "reminders/ask.html", context)


def _ask(request: HttpRequest, schools: Collection[int] | None, kinds: Collection[str]) -> HttpResponse:
    went = ask_now(
        collaborative=request.collaborative, schools=schools, kinds=kinds, by=request.user, on=request.today,
        at=clock.now(),
    )  # fmt: skip
    messages.success(request, _in_words(went))
    return redirect("membership:members", request.collaborative.code)


def _in_words(went: list[Line]) -> str:
    if not went:
        return "Nothing goes: everybody was asked today already, or nothing is missing."
    people = Counter(line.person.pk for line in went)
    things = say.count(len(went), "reminder")
    return (
        f"{things} to {say.count(len(people), 'person', 'people')}: each gets one letter with the next round."
    )
