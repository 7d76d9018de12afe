"""Words of the ledgers: what was told, what was done, what was worked on. `{% load ledger %}`."""

from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from collaborative import audit_trail, work
from collaborative.templatetags.quorate import day
from reminders.queries import Together
from reminders.stages import in_words

register = template.Library()

register.filter("stage_words", in_words)
register.filter("act_words", audit_trail.act_words)
register.filter("kind_words", audit_trail.kind_words)
register.filter("work_words", work.in_words)

# --- what will go out --------------------------------------------------------------------------------------

TELLING = '<a href="{}?{}{}">{}</a>'
SEVERAL = '<details><summary>{}</summary><ul class="rows">{}</ul></details>'


@register.simple_tag
@lru_cache(maxsize=512)
def coming_row(row: Together, url: str, also_on: str) -> SafeString:
    """One thing of a day, with its page; or all of its like, each with its own behind the sentence about them."""
    due = row.first.due
    late = format_html(", due {}", day(due.due_on)) if due.due_on != row.first.on else ""
    about = _alone(row, url, also_on) if row.alone else _several(row, url, also_on)
    return format_html('<li>{}<div class="note">{} · {}{}</div></li>', about, row.to, row.which, late)


def _alone(row: Together, url: str, also_on: str) -> SafeString:
    return format_html(TELLING, url, row.first.query, also_on, row.about)


def _several(row: Together, url: str, also_on: str) -> SafeString:
    each = ((url, telling.query, also_on, telling.whom) for telling in row.tellings)
    return format_html(SEVERAL, row.about, format_html_join("", f"<li>{TELLING}</li>", each))


# --- what was done -----------------------------------------------------------------------------------------

LONGEST = 160
FROM = '{} <span aria-hidden="true">→</span><span class="visually-hidden"> to </span> '


@register.simple_tag
def changes(found: Iterable[audit_trail.Change]) -> SafeString:
    """From what to what, a line for each thing that changed."""
    lines = ((each.name, _from(each.before), _short(each.after) or "nothing") for each in found)
    return format_html_join("", '<div><span class="quiet">{}:</span> {}{}</div>', lines)


def _from(before: str) -> str:
    return format_html(FROM, _short(before)) if before else ""


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else Truncator(words).chars(LONGEST)
