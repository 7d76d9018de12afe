"""Who can be named in a rule: the standard posts, and whoever else the file knows (format section 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from constitution.tables import Constitution

STANDARD = (
    "headteacher",
    "acting headteacher",
    "executive headteacher",
    "deputy headteacher",
    "assistant headteacher",
    "other representative",
    "business manager",
    "chair of governors",
    "governor",
    "commissioned post",
    "signatory",
    "local authority officer",
    "substitute",
    "member",
    "person nominated",
)


def everybody(c: Constitution) -> tuple[str, ...]:
    """Every name that a rule may give to people: posts, offices, categories and classes of the bodies."""
    names = [*STANDARD, *c.posts, *c.office]
    for body in c.body.values():
        for line in body.members:
            names += [line.category] if line.category else []
            names += line.class_
            names += ["chair"] if line.chairs else []
    return tuple(dict.fromkeys(names))
