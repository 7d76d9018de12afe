"""Bodies of several kinds for the tests of assemblies, each a fragment for `rules`, and the cast that sits on them.

The people and the schools are invented.
"""

from typing import Any

from constitution import Constitution, ask
from tests.constitution.paper import rules

SCHOOLS = """
[body.heads]
clause       = "Rules"
name         = "Heads"
counted_by   = "school"
one_vote_per = "school"
members = [
  { every = "member school", by = ["headteacher", "acting headteacher"] },
  { office = "manager", counts = false },
]
[office.manager]
clause  = "Rules"
name    = "Manager"
held_by = ["commissioned post"]
"""

BOARD = """
[body.board]
clause  = "Rules"
name    = "Board"
maximum = 10
members = [
  { category = "parent", seats = 3, class = ["governor", "elected"] },
  { category = "staff", seats = 2, class = ["governor", "elected"] },
  { category = "co-opted", seats = 4, class = ["governor"] },
  { category = "observer", seats = 1, counts = false, votes = false },
]
"""

COUNCIL = """
[body.council]
clause = "Rules"
name   = "Council"
members = [{ category = "councillor" }, { category = "councillor and chair", seats = 1, chairs = true }]
"""

ADA = {"name": "Ada Bell", "school": "Alder Primary", "as": "headteacher"}
BEA = {"name": "Bea Croft", "school": "Birch Primary", "as": "headteacher"}
DAN = {"name": "Dan Eyre", "school": "Alder Primary", "as": "deputy headteacher"}
ESI = {"name": "Esi Ford", "school": ["Cedar Primary", "Dogwood Primary"], "as": "headteacher"}
MAX = {"name": "Max Gray", "office": "manager"}
GUS = {"name": "Gus Hart", "guest": True}


def heads(more: str = "") -> Constitution:
    """A body counted by school, with a manager who votes and does not count."""
    return rules(SCHOOLS + more)


def board(more: str = "") -> Constitution:
    """A board of ten seats by category."""
    return rules(BOARD + more)


def quorum(number: str, body: str = "board") -> str:
    """A quorum rule that says this number."""
    return f'\n[quorum.{body}]\nclause = "Rules"\n{number}\n'


def voting(keys: str, body: str = "board") -> str:
    return f'\n[voting.{body}]\nclause = "Rules"\n{keys}\n'


def decision(name: str, keys: str, body: str = "board") -> str:
    return f'\n[decision.{name}]\nclause = "Rules"\nname = "{name}"\nbody = "{body}"\n{keys}\n'


def answer(c: Constitution, question: str, of: str, **given: Any) -> Any:
    """The value alone; a fact named like a word of Python carries an underscore: `for_`."""
    return ask(c, question, of, {fact.rstrip("_"): value for fact, value in given.items()}).value
