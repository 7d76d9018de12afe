"""Rows of the year planner. `{% load year %}`."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from collaborative.planner import Row
from collaborative.templatetags.quorate import dense_date, short_date, status, weekday, why

register = template.Library()

DUE = (
    '{}<div class="due"><div class="on">{}{}</div><div class="what"><b>{}</b> {}{}</div>'
    '<div class="for">{}</div><div class="state">{}</div></div>'
)
# What stands in a part of the year leads to its own page.
LEADS = {"event", "meeting"}
LINKED = '<a href="{}">{}</a>'
REASON = '<div class="note">{}</div>'
TODAY = '<div class="today"><span>{}, {}</span></div>'


@register.simple_tag(takes_context=True)
def due_rows(context: template.Context, lines: Iterable[tuple[Row, tuple[str, str], bool]]) -> SafeString:
    """What falls in a part of the year, each row with its state; the marker of the day stands before one of them."""
    page = context["page"]
    marker = format_html(TODAY, "The day looked at" if page.previewing else "Today", weekday(page.on))
    opens = page.request.viewer.is_member
    told = ((marker if today else "", *_told(row, state, opens)) for row, state, today in lines)
    return format_html_join("", DUE, told)


def _told(row: Row, state: tuple[str, str], opens: bool) -> tuple[Any, ...]:
    linked = row.kind in LEADS and row.link and opens
    return (
        "By " if row.by else "",
        short_date(row.due_on) if row.by else dense_date(row.due_on),
        format_html(LINKED, row.link, row.what) if linked else row.what,
        why(row.finding, row.what),
        format_html(REASON, row.reason) if row.reason else "",
        row.whom,
        status(*state),
    )
