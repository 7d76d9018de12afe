"""The main navigation: one fixed order, the union of what a person's posts and offices allow (LOOK section 4)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.urls import NoReverseMatch, reverse

from constitution.acts import MOVES_MONEY
from membership.permissions import Viewer
from membership.permissions.visible import every_contract

HEADS = {"headteacher", "acting headteacher", "executive headteacher"}
OUTSIDE = {"local authority officer"}
MOST = 8


@dataclass(frozen=True)
class Item:
    """A link of the navigation. `current` is what `aria-current` says: page, true (below it), or nothing."""

    name: str
    url: str
    current: str = ""


Asked = Callable[[Viewer], bool]


def steers(viewer: Viewer) -> bool:
    """Sits on a body that is smaller than the whole membership: the management group, a board by seats."""
    bodies = (viewer.rules.body.get(code) for code in viewer.bodies)
    return any(body and not any(line.every for line in body.members) for body in bodies)


def heads(viewer: Viewer) -> bool:
    return bool(viewer.headed_ids)


def keeps_money(viewer: Viewer) -> bool:
    """The business manager of the fund-holding school: holds an act of money and no place in the group."""
    return "business manager" in viewer.names and bool(MOVES_MONEY & viewer.acts)


def audits(viewer: Viewer) -> bool:
    return any(grant.role == "auditor" for grant in viewer.grants)


def looks_in(viewer: Viewer) -> bool:
    """A local authority officer, the diocese, the Board."""
    return bool(OUTSIDE & viewer.names) or any(grant.role != "auditor" for grant in viewer.grants)


def plans(viewer: Viewer) -> bool:
    return viewer.runs_office or steers(viewer)


def looks_after_finance(viewer: Viewer) -> bool:
    return plans(viewer) or "treasurer" in viewer.names


def belongs(viewer: Viewer) -> bool:
    return viewer.is_member and not keeps_money(viewer)


# Name, URL name, who sees it: the order of the bar. A page that is not built yet is left out.
ITEMS: list[tuple[str, str, Asked]] = [
    ("Home", "home", lambda viewer: True),
    ("Our school", "membership:our-school", heads),
    ("Members", "membership:members", plans),
    ("Meetings", "meetings:meetings", lambda viewer: belongs(viewer) or looks_in(viewer)),
    ("Planner", "planner", plans),
    ("Calendar", "planner", lambda viewer: belongs(viewer) and not plans(viewer)),
    ("Payments", "finance:payments", keeps_money),
    ("Bank", "finance:bank", keeps_money),
    ("Documents", "finance:documents", keeps_money),
    ("Finance", "finance:finance", looks_after_finance),
    ("Accounts", "finance:accounts", audits),
    ("Evidence", "finance:evidence", audits),
    ("Evaluation", "evaluation:evaluation", lambda viewer: plans(viewer) or looks_in(viewer)),
    ("Reminders", "reminders:reminders", lambda viewer: viewer.runs_office),
    ("Constitution", "membership:constitution", lambda viewer: not looks_in(viewer) or belongs(viewer)),
]


# The pages beside the list of members, which stand on most of them.
BESIDE: list[tuple[str, str, Asked]] = [
    ("People and posts", "membership:people", lambda viewer: True),
    ("Register of roles", "membership:register", lambda viewer: True),
    ("Openings", "membership:openings", lambda viewer: True),
    ("Reviews of posts", "membership:reviews", lambda viewer: True),
    ("Representatives", "membership:representatives", lambda viewer: True),
    ("Clusters and networks", "membership:groups", lambda viewer: True),
    ("Agreements", "membership:agreements", every_contract),
    ("Documents asked for", "membership:requests", lambda viewer: True),
    ("Partners", "membership:partners", lambda viewer: True),
    ("Term dates", "membership:terms", lambda viewer: True),
    ("Duties of the year", "membership:duties", lambda viewer: True),
    ("News", "membership:news", lambda viewer: True),
]


# Pages that stand under an item without its address: the first word after the code, and that of the item.
UNDER = {
    "people": "members",
    "partners": "members",
    "register": "members",
    "openings": "members",
    "bodies": "members",
    "contracts": "members",
    "groups": "members",
    "representatives": "members",
    "outside": "members",
    "matters": "members",
    "access": "members",
    "news": "members",
    "terms": "planner",
    "aims": "planner",
    "motions": "meetings",
    "decisions": "meetings",
    "actions": "meetings",
    "needs": "",
    "audit": "reminders",
    "work": "reminders",
    "export": "reminders",
}


def navigation(viewer: Viewer, code: str, path: str, query: str = "") -> list[Item]:
    """The items for this viewer; the one that the page stands under is marked. `query` keeps a previewed day."""
    found = [(name, _address(url_name, code)) for name, url_name, asked in ITEMS if asked(viewer)]
    built = [(name, url) for name, url in found if url][:MOST]
    marks = _marks(viewer, [url for _, url in built], path)
    return [Item(name, url + query, marks.get(url, "")) for name, url in built]


def beside(viewer: Viewer, code: str, path: str, query: str = "") -> list[Item]:
    """What stands beside the members for this viewer, without the page itself."""
    found = [(name, _address(url_name, code)) for name, url_name, asked in BESIDE if asked(viewer)]
    return [Item(name, url + query) for name, url in found if url and url != path]


@cache
def _address(url_name: str, code: str) -> str:
    try:
        return reverse(url_name, args=[code])
    except NoReverseMatch:
        return ""


def _marks(viewer: Viewer, urls: list[str], path: str) -> dict[str, str]:
    """What the page is, or the item it stands under by the first word of its address; under Home stands nothing."""
    if path in urls:
        return {path: "page"}
    code, *rest = path.strip("/").split("/")
    found = [url for name in _above(viewer, rest) if (url := f"/{code}/{name}/".replace("//", "/")) in urls]
    return {found[0]: "true"} if found else {}


def _above(viewer: Viewer, words: list[str]) -> list[str]:
    """The items a page may stand under, the nearest first: one's own school, then what its address begins with."""
    first, *rest = words or [""]
    own = first == "members" and rest and rest[0].isdecimal() and int(rest[0]) in viewer.headed_ids
    return [*(["our-school"] if own else []), UNDER.get(first, first)]
