"""What the constitution's pages say beside its rules."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from collaborative import explain
from collaborative import uses as counting
from constitution.handbook import RuleShown
from membership.queries.members import Membership
from membership.queries.today import Answer

register = template.Library()
# Past this length a list of things reads better as lines.
LONGEST_LINE = 90


@register.simple_tag(takes_context=True)
def uses(
    context: template.Context, rules: Iterable[RuleShown], facts: Membership
) -> dict[str, list[counting.Use]]:
    """By rule, where it is used, as far as whoever looks may see it."""
    return counting.uses(rules, context["request"].viewer, facts)


@register.filter
def of(uses: dict[str, list[counting.Use]], rule: RuleShown) -> list[counting.Use]:
    """What rests on one rule."""
    return uses.get(rule.path, [])


@register.simple_tag
def comes_to(answer: Answer, links: Iterable[explain.Link]) -> SafeString:
    """'Why 21?', standing open: what the rule comes to today. The clause is on the page, so it is not quoted."""
    shown = explain.why(answer.finding, answer.what, links, answer.changes)
    return _written("membership/constitution/_today.html", why=shown, ask=answer.ask)


@register.simple_tag
def written(part: str, **things: Any) -> SafeString:
    """A part of the book that says the same to everybody: `{% written "rows" rule=rule %}` is `_rows.html` of it."""
    return _written(f"membership/constitution/_{part}.html", **things)


@lru_cache(maxsize=2048)
def _written(template_name: str, **things: Any) -> SafeString:
    """Of the same things the same words: written once."""
    return render_to_string(template_name, things)


@register.simple_tag(takes_context=True)
def sections(context: template.Context) -> SafeString:
    """The numbered parts at the left, once for the desk and once for the phone."""
    return render_to_string("membership/constitution/_sections.html", context.flatten())


@register.filter
def lines(words: str) -> list[str]:
    """The parts of a long list of things, a line each; a sentence, and anything short, stays whole."""
    return words.split("; ") if len(words) > LONGEST_LINE and not words.endswith(".") else [words]
