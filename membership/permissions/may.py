"""May this person do this act on this day? The answer says why, and why not."""

from datetime import date

from constitution import say
from constitution.acts import ACTS
from constitution.finding import Finding, Working
from membership.permissions.names import GROUP_NAMES, THE_OFFICE, grants, holders, rule_of
from membership.permissions.viewer import Viewer, viewer_for
from records.models import Collaborative, Person
from records.refusals import Refusal


class NotAllowed(Refusal):
    sentence = "Your posts and offices do not let you do this."


def may(person: Person, act: str, collaborative: Collaborative, on: date) -> Finding[bool]:
    """From posts and offices held on the day and the edition's authority table; the kernel's defaults else."""
    return allowed(viewer_for(person, collaborative, on), act)


def allowed(viewer: Viewer, act: str) -> Finding[bool]:
    """The same of a viewer in hand, without a query."""
    rules, rule = viewer.rules, rule_of(viewer.rules, act)
    working = Working(rules, f"authority.{act}").input("act", act).input("on", viewer.on)
    if rule:
        working.use(rule, "by")
    else:
        working.default(f"{ACTS[act].words}: the constitution does not say who; the default")
    who = say.listed([_named(viewer, name) for name in holders(rules, act)], "or")
    working.step(f"{act_words(viewer, act)}: {who}")
    working.step(f"on {say.long_date(viewer.on)} {viewer.name} is: {viewer.acting_as or 'nothing in this group'}")
    by = grants(rules, act, viewer.names)
    if by:
        working.step(f"yes, as {say.listed(sorted(_named(viewer, name) for name in by))}")
    return working.answer(bool(by))


def act_words(viewer: Viewer, act: str) -> str:
    rule = rule_of(viewer.rules, act)
    return (rule.act if rule and rule.act else ACTS[act].words) if act in ACTS or rule else act


def _named(viewer: Viewer, name: str) -> str:
    """A name of the authority table in words: 'Chair', 'business manager of the group', 'the office'."""
    rules = viewer.rules
    if name in rules.office:
        return rules.office[name].name or name
    if name in rules.body:
        return rules.body[name].name or name
    if name == THE_OFFICE:
        return f"the office ({_named(viewer, rules.constitution.run_by or 'nobody named')})"
    return f"{name} named by the group" if name in GROUP_NAMES else name


def require(by: Person | None, act: str, collaborative: Collaborative, on: date) -> str:
    """In what capacity somebody does an act, for the audit trail; refuses who may not.

    `by` is None for what the installation does itself: the command line, a reconciling job.
    """
    if by is None:
        return ""
    viewer = viewer_for(by, collaborative, on)
    finding = allowed(viewer, act)
    if not finding:
        words = f"Only {say.listed([_named(viewer, n) for n in holders(viewer.rules, act)], 'or')} may do this."
        raise NotAllowed(words, say.listed(finding.clause))
    return viewer.acting_as
