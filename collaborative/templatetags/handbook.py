"""What the constitution's pages say beside its rules."""

from collections.abc import Iterable
from typing import Any

from django import template

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


@register.inclusion_tag("membership/constitution/_today.html")
def comes_to(answer: Answer, links: Iterable[explain.Link]) -> dict[str, Any]:
    """'Why 21?', standing open: what the rule comes to today. The clause is on the page, so it is not quoted."""
    return {"why": explain.why(answer.finding, answer.what, links, answer.changes), "ask": answer.ask}


@register.filter
def lines(words: str) -> list[str]:
    """The parts of a long list of things, a line each; a sentence, and anything short, stays whole."""
    return words.split("; ") if len(words) > LONGEST_LINE and not words.endswith(".") else [words]
