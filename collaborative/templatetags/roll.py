"""The roll of a meeting's day: a row for each school, seat or person, with its buttons. `{% load roll %}`."""

from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from collaborative.templatetags.quorate import clock_time, here, status
from meetings.models import Mandate, Presence
from meetings.queries.day import Choice, Line

register = template.Library()

HERE = (
    '<li id="row-{}" class="roll-row here" data-words="{}"><div class="split"><div><b>{}</b>'
    '<div class="note">{}</div></div>{}</div></li>'
)
NOT_HERE = '<li id="row-{}" class="roll-row" data-words="{}"><b>{}</b><div class="note">{}</div>{}</li>'
# Every button belongs to the form of the roll.
COME = '<button form="roll" name="mark" value="come:{}:{}"{}>{}<small>{}</small></button>'
COMES = '<div class="segments">{}<a href="{}?mandate={}">Somebody else<span class="visually-hidden"> for {}</span></a></div>'
OVER = '<button form="roll" name="mark" value="over:{}:{}">{} takes over<small>{}</small></button>'
CHANGE = (
    '<details id="change-{0}"><summary>Change<span class="visually-hidden">: {1}</span></summary>'
    '<div class="segments"><button form="roll" name="mark" value="left:{2}">Left</button>{3}</div>'
    '<p class="note"><a href="{4}?mandate={0}">Somebody else takes over</a> · <a href="{5}">Correct it</a></p></details>'
)
FIRST = format_html(' class="{}"', "first")


@register.simple_tag(takes_context=True)
def roll_rows(context: template.Context, lines: Iterable[Line], find: str = "") -> SafeString:
    """The rows in whose words something is found."""
    return format_html_join("", "{}", ((roll_row(context, line),) for line in lines if find in line.words))


@register.simple_tag(takes_context=True)
def roll_row(context: template.Context, line: Line) -> SafeString:
    mandate = line.mandate
    if line.here:
        doing = _change(context, line, line.here) if context["records"] else ""
        return _row(HERE, mandate.pk, line.words, mandate.name, _is_here(line, line.here), doing)
    doing = _come(context, line) if context["records"] else ""
    return _row(NOT_HERE, mandate.pk, line.words, mandate.name, _is_not(line), doing)


# Kept by all that it says: a row in which nothing has moved is not written again.
@lru_cache(maxsize=1024)
def _row(shape: str, pk: int, words: str, name: str, note: str, doing: str) -> SafeString:
    return format_html(shape, pk, words, name, note, doing)


def _is_here(line: Line, presence: Presence) -> SafeString:
    """Who is here, in what capacity, since when; and what is to be looked at."""
    name, capacity = presence.person.name, presence.capacity
    told = f", {capacity}" if capacity and name != line.mandate.name else ""
    told += ", remotely" if presence.mode == "remote" else ""
    return _noted(
        name, f"{told}, since {clock_time(presence.arrived_at)}", tuple(_to_look_at(line, presence))
    )


@lru_cache(maxsize=1024)
def _noted(name: str, told: str, look: tuple[str, ...]) -> SafeString:
    flags = format_html_join("", " · {}", ((status("look", words),) for words in look))
    return format_html("{}{}{}", status("done", name), told, flags)


def _to_look_at(line: Line, presence: Presence) -> Iterable[str]:
    if line.interest:
        yield "Interest in this item"
    if line.stands_in and line.waits_for_consent:
        yield from _without_consent(line.mandate, presence)


def _without_consent(mandate: Mandate, presence: Presence) -> Iterable[str]:
    if mandate.substitute_id != presence.person_id:
        yield "Without consent: a guest"
    elif not mandate.consent_by_id:
        yield "Waits for consent: a guest until then"


def _is_not(line: Line) -> str:
    """What was replied, until somebody came; then when they left."""
    left = f"{line.last.person.name} left at {clock_time(line.last.left_at)}" if line.last else ""
    return ". ".join(filter(None, (left or line.replied, line.elsewhere)))


def _come(context: template.Context, line: Line) -> SafeString:
    other = here(context, "meetings:day-other", context["meeting"].pk)
    return _comes(line.mandate.pk, line.mandate.name, line.choices, other)


@lru_cache(maxsize=1024)
def _comes(pk: int, name: str, choices: tuple[Choice, ...], other: str) -> SafeString:
    """A button for each who may come, and the way to anybody else."""
    firsts = (FIRST, *("" for _ in choices))
    told = (
        (pk, each.person_id, first, each.label, each.name)
        for each, first in zip(choices, firsts, strict=False)
    )
    return format_html(COMES, format_html_join("", COME, told), other, pk, name)


def _change(context: template.Context, line: Line, presence: Presence) -> SafeString:
    other = here(context, "meetings:day-other", context["meeting"].pk)
    correct = here(context, "meetings:correct-presence", presence.pk)
    return _changes(line.mandate.pk, line.mandate.name, presence.pk, line.others, other, correct)


@lru_cache(maxsize=1024)
def _changes(
    pk: int, name: str, presence: int, others: tuple[Choice, ...], other: str, correct: str
) -> SafeString:
    """What is done with whoever is here: they leave, somebody takes over, it is corrected."""
    told = ((pk, each.person_id, each.label, each.name) for each in others)
    return format_html(CHANGE, pk, name, presence, format_html_join("", OVER, told), other, correct)
