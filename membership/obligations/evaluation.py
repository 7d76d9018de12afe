"""The yearly cycle of evaluation as the edition sets it (K12.1): its steps, days and people, in the planner."""

from collections.abc import Iterator

from django.urls import reverse

from constitution import evaluation, say
from constitution.reminding import remind_before
from membership.obligations.facts import facts_of, rules_of
from membership.obligations.year import years_in
from records.models import Collaborative
from records.obligations import Obligation, Window, key, source


@source
def steps_of_the_cycle(collaborative: Collaborative, window: Window) -> Iterator[Obligation]:
    """Each step with its day; a step whose day is not set for a year waits for it and is not guessed."""
    rules = rules_of(collaborative, window)
    if rules.evaluation is None or window.person is not None:
        return
    terms = facts_of(collaborative, window).register.terms
    for year in years_in(rules, window):
        for due in evaluation.cycle(rules, year, terms):
            if due.due_on and due.due_on in window:
                yield _step(collaborative, rules, due, year.slot)


def _step(collaborative: Collaborative, rules, due: evaluation.StepDue, slot: str) -> Obligation:
    window = due.window
    during = f"In {window.name}." if window.first != window.last else ""
    return Obligation(
        key=key("evaluation", None, f"{slot}/{due.slot}", due.step.what[:80]),
        due_on=due.due_on,
        what=due.step.what,
        kind="evaluation",
        reason=during,
        whom=say.listed(each[:1].upper() + each[1:] for each in due.step.who),
        why=due.finding,
        link=reverse("planner", args=[collaborative.code]),
        remind=remind_before("evaluation").before,
        lapses=True,
        level="members",
    )
