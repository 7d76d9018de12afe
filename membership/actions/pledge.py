"""Agreeing to the pledge, word for word, for a school and a school year (K1.1, K3.3)."""

from datetime import datetime

from membership.actions.agreements import agree
from membership.models import Assent, School
from records.models import Person


def agree_pledge(
    *, school: School, by: Person, at: datetime, sha256: str, how: str = Assent.How.BROWSER
) -> Assent:
    """`sha256` is of the words that were on the screen: a pledge that has changed since is read again."""
    return agree(school=school, kind=Assent.Kind.PLEDGE, by=by, at=at, sha256=sha256, how=how)
