"""Words of the ledgers: what was told, what was done, what was worked on. `{% load ledger %}`."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from collaborative import audit_trail, work
from reminders.stages import in_words

register = template.Library()

register.filter("stage_words", in_words)
register.filter("act_words", audit_trail.act_words)
register.filter("kind_words", audit_trail.kind_words)
register.filter("work_words", work.in_words)

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
