"""Words of the ledgers: what was told, what was done, what was worked on. `{% load ledger %}`."""

from django import template

from collaborative import audit_trail, work
from reminders.stages import in_words

register = template.Library()

register.filter("stage_words", in_words)
register.filter("act_words", audit_trail.act_words)
register.filter("kind_words", audit_trail.kind_words)
register.filter("work_words", work.in_words)
