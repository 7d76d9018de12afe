"""Words of the ledgers: what was told, what was done, what was worked on. `{% load ledger %}`."""

from functools import lru_cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from collaborative import audit_trail, work
from collaborative.templatetags.quorate import capital, clock_time, day, status
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
CHANGE = '<div><span class="quiet">{}:</span> {}{}</div>'
FROM = '{} <span aria-hidden="true">→</span><span class="visually-hidden"> to </span> '
NOTE = '<div class="note">{}</div>'
ENTRY = (
    '<tr><th scope="row">{}{}</th><td data-label="About"><a href="?{}{}">{}</a></td><td>{}</td>'
    '<td data-label="Who"><div>{}{}</div></td>'
    '<td data-label="When"><div>{}, {}<div class="note">entry {}</div></div></td></tr>'
)


@register.simple_tag
def trail_row(line: audit_trail.Line, besides: str) -> SafeString:
    """An entry of the audit trail: what was done, about what, from what to what, who and when."""
    entry = line.entry
    about = (line.only, besides, capital(line.subject), _changes(line))
    who = (line.who, _note(entry.acting_as))
    when = (day(entry.at), clock_time(entry.at), entry.seq)
    return format_html(ENTRY, line.act, _note(entry.purpose and f"For: {entry.purpose}"), *about, *who, *when)


def _note(words: str) -> str:
    return format_html(NOTE, words) if words else ""


def _changes(line: audit_trail.Line) -> SafeString:
    """From what to what, a line for each thing that changed."""
    if line.erased:
        return status("nothing", "Erased; its digest stays")
    told = ((each.name, _from(each.before), _short(each.after) or "nothing") for each in line.changes)
    return format_html_join("", CHANGE, told)


def _from(before: str) -> str:
    return format_html(FROM, _short(before)) if before else ""


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else Truncator(words).chars(LONGEST)
