"""The facts and rules of the window's day, read once for all sources of one gathering."""

import constitution
from membership.queries.kept import facts_on
from membership.queries.members import Membership
from records.models import Collaborative
from records.obligations import Window


def facts_of(collaborative: Collaborative, window: Window) -> Membership:
    return window.share("membership", lambda: facts_on(collaborative, window.on))


def rules_of(collaborative: Collaborative, window: Window) -> constitution.Constitution:
    """The edition of the day; before the founding, the founding one."""
    return facts_of(collaborative, window).register.editions.rules_since(window.on)
