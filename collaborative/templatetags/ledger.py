"""Words of the ledgers: what was told, what was done, what was worked on. `{% load ledger %}`."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from collaborative import audit_trail, work
from collaborative.templatetags.quorate import (
    away,
    besides,
    capital,
    clock_time,
    day,
    here,
    message_state,
    status,
    weekday,
)
from records.models.messages import MessageState
from reminders.queries import Coming, Together
from reminders.stages import in_words

register = template.Library()

register.filter("stage_words", in_words)
register.filter("act_words", audit_trail.act_words)
register.filter("kind_words", audit_trail.kind_words)
register.filter("work_words", work.in_words)
register.filter("of_which", work.of_which)

# --- what will go out --------------------------------------------------------------------------------------

TELLING = '<a href="{}?{}{}">{}</a>'
SEVERAL = '<details><summary>{}</summary><ul class="rows">{}</ul></details>'
COMING = '<h3 class="sub">{} <span class="note">{}</span></h3><ul class="rows">{}</ul>'


@register.simple_tag
@lru_cache(maxsize=32)
def coming_days(ahead: Coming, on: date, url: str, also_on: str) -> SafeString:
    """What is to come as it is seen on a day, laid out once for as long as it is what is to come."""
    days = ((weekday(day), away(day, on), _coming_rows(rows, url, also_on)) for day, rows in ahead.days)
    return format_html_join("", COMING, days)


def _coming_rows(rows: Iterable[Together], url: str, also_on: str) -> SafeString:
    return format_html_join("", "{}", ((_coming_row(row, url, also_on),) for row in rows))


def _coming_row(row: Together, url: str, also_on: str) -> SafeString:
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


# --- what has gone out -------------------------------------------------------------------------------------

MESSAGE = (
    '<tr><th scope="row"><a href="{}">{}</a></th><td data-label="Which">{}</td>'
    '<td data-label="To"><a href="?person={}{}">{}</a></td><td data-label="When"><span>{}, {}</span></td>'
    '<td data-label="State"><span>{}{}</span></td></tr>'
)
REASON = '<span class="note"> {}</span>'


@register.simple_tag(takes_context=True)
def message_rows(context: template.Context, messages: Iterable[Any]) -> SafeString:
    """Messages with the values that the ledger shows of each: about what, which telling, to whom, when, its state."""
    others = besides(context, "person")
    return format_html_join("", MESSAGE, (_message(context, message, others) for message in messages))


def _message(context: template.Context, message: Any, others: str) -> tuple[Any, ...]:
    told = message.reason if message.state != MessageState.SENT else ""
    return (
        here(context, "reminders:message", message.pk),
        message.subject or "Without a subject yet",
        in_words(message.stage),
        message.person_id,
        others,
        message.person__name,
        day(message.queued_at),
        clock_time(message.queued_at),
        message_state(message),
        format_html(REASON, told) if told else "",
    )


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


@register.simple_tag(takes_context=True)
def trail_rows(context: template.Context, lines: Iterable[audit_trail.Line]) -> SafeString:
    """Entries of the audit trail: what was done, about what, from what to what, who and when."""
    others = besides(context, "kind", "key")
    return format_html_join("", ENTRY, (_entry(line, others) for line in lines))


def _entry(line: audit_trail.Line, others: str) -> tuple[Any, ...]:
    entry = line.entry
    about = (line.only, others, capital(line.subject), _changes(line))
    who = (line.who, _note(entry.acting_as))
    when = (day(entry.at), clock_time(entry.at), entry.seq)
    return (line.act, _note(entry.purpose and f"For: {entry.purpose}"), *about, *who, *when)


@lru_cache(maxsize=256)
def _note(words: str) -> str:
    return format_html(NOTE, words) if words else ""


def _changes(line: audit_trail.Line) -> SafeString:
    """From what to what, a line for each thing that changed."""
    if line.erased:
        return status("nothing", "Erased; its digest stays")
    return format_html_join("", "{}", ((_change(each),) for each in line.changes))


@lru_cache(maxsize=2048)
def _change(each: audit_trail.Change) -> SafeString:
    return format_html(CHANGE, each.name, _from(each.before), _short(each.after) or "nothing")


def _from(before: str) -> str:
    return format_html(FROM, _short(before)) if before else ""


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else Truncator(words).chars(LONGEST)
