"""May this person do this act on this day? The answer says why, and why not."""

from datetime import date

import constitution
from constitution import say
from constitution.authority import who_may
from constitution.finding import Finding, Working
from membership.models import School
from membership.permissions.names import GROUP_NAMES, grants, holders
from membership.permissions.viewer import Viewer, viewer_for
from records.models import Collaborative, Person
from records.refusals import Refusal


class NotAllowed(Refusal):
    sentence = "Your posts and offices do not let you do this."


def may(person: Person, act: str, collaborative: Collaborative, on: date) -> Finding[bool]:
    """From posts and offices held on the day and the edition's authority table; else by the default."""
    return allowed(viewer_for(person, collaborative, on), act)


def allowed(viewer: Viewer, act: str) -> Finding[bool]:
    """The same of a viewer in hand, without a query."""
    rules = viewer.rules
    who = who_may(rules, act)
    working = Working(rules, f"authority.{act}").input("act", act).input("on", viewer.on)
    if who.rule is not None:
        working.use(who.rule, "by")
    if who.is_default:
        working.default(f"{who.words}: the constitution does not say who; the default")
    working.step(f"{who.words}: {_listed(rules, holders(rules, act))}")
    held = viewer.acting_as or "nobody in this group"
    working.step(f"on {say.long_date(viewer.on)} {viewer.name} is {held}")
    by = grants(rules, act, {*viewer.names, *viewer.constituted})
    working.step(f"so yes, as {_listed(rules, sorted(by), 'and')}" if by else "so no")
    return working.answer(bool(by))


def require(by: Person | None, act: str, collaborative: Collaborative, on: date) -> str:
    """In what capacity somebody does an act, for the audit trail; refuses who may not.

    `by` is None for what the installation does itself: the command line, a reconciling job.
    """
    if by is None:
        return ""
    viewer = viewer_for(by, collaborative, on)
    finding = allowed(viewer, act)
    if not finding:
        raise _refusal(viewer, act, finding)
    return viewer.acting_as


def require_for_school(
    by: Person | None, act: str, school: School, on: date, office_act: str | None = None
) -> str:
    """The same for an act of one school: whoever speaks for it, or the office by its own act."""
    if by is None:
        return ""
    viewer = viewer_for(by, school.collaborative, on)
    finding = allowed(viewer, act)
    if finding and viewer.heads(school.pk):
        return viewer.acting_as
    if office_act and allowed(viewer, office_act):
        return viewer.acting_as
    if finding:
        raise NotAllowed(f"You do not speak for {school.name}.")
    raise _refusal(viewer, act, finding)


def why_not(viewer: Viewer, act: str) -> str:
    """The sentence for somebody who may not do an act."""
    return _refusal(viewer, act, allowed(viewer, act)).sentence


def _refusal(viewer: Viewer, act: str, finding: Finding[bool]) -> NotAllowed:
    who = _listed(viewer.rules, holders(viewer.rules, act))
    return NotAllowed(f"Only the {who} may do this.", say.listed(finding.clause))


def _listed(rules: constitution.Constitution, names, last: str = "or") -> str:
    return say.listed([_named(rules, name) for name in names], last)


def _named(rules: constitution.Constitution, name: str) -> str:
    """A name of the authority table in words: 'Chair', 'business manager named by the group'."""
    for table in (rules.office, rules.body):
        if name in table:
            return table[name].name or name
    return f"{name} named by the group" if name in GROUP_NAMES else name
