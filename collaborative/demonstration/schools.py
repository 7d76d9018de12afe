"""The invented schools of the Knowsley-shaped group, in the document's own composition (K3.2).

Thirty-one primary and infant schools, a primary special and a secondary special school, a pupil referral unit and
a secondary school; seven of the thirty-five are academies, twenty-six take Silver and nine Bronze. What is told
beside `schools.csv` changes the schools and never the counts: the school that joins takes the place of one that
merges, and the one that becomes an academy does so on the day after.
"""

import csv
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

SOURCE = "invented for the demonstration"
# Beyond the last that the national register has given out, and six figures like its own.
FIRST_URN = 990101
POSTS = ("headteacher", "deputy headteacher", "business manager")
KINDS = {
    "primary": {"kind": "primary", "phase": "primary"},
    "infant": {"kind": "infant", "phase": "primary"},
    "primary special": {"kind": "special", "phase": "primary"},
    "secondary special": {"kind": "special", "phase": "secondary"},
    "pupil referral unit": {"kind": "pupil referral unit"},
    "secondary": {"kind": "secondary", "phase": "secondary"},
}

# What is told of single schools, by code.
FUND_HOLDER = "copsewell"
JOINED, MERGED, MERGED_INTO = "hartsbeck", "sallowfield", "coldharrow"
ACADEMISED, NEW_NAME, NEW_TRUST = "brightmarl", "Brightmarl Primary Academy", "Fellside Schools Trust"
NEW_HEAD_AT, NEW_HEAD = "fallowdene", "Rebecca Oyelaran"
ACTING_HEAD_AT = "gorsebeck"
ONE_HEAD_FOR_TWO = ("alderwick", "beckthorn")
JOINING = "thornmarl"


@dataclass(frozen=True)
class Invented:
    """A school before it is entered; `people` holds a name for each of POSTS, `code` stands in their addresses."""

    code: str
    name: str
    urn: int
    sort: str
    tier: str
    pupils: int
    trust: str
    people: tuple[tuple[str, str], ...]

    @property
    def detail(self) -> dict[str, Any]:
        status = "academy" if self.trust else "maintained"
        facts = {"urn": self.urn, "status": status, "trust": self.trust, "pupils": self.pupils}
        return {**KINDS[self.sort], **facts, "source": SOURCE}

    def where(self, person: str) -> str:
        """What stands in somebody's address: the head of two schools has one, that of the first."""
        return ONE_HEAD_FOR_TWO[0] if self.post(person) == "executive headteacher" else self.code

    def post(self, person: str) -> str:
        """What somebody is called here: one head of two schools is the executive head of both."""
        post = next(post for post, name in self.people if name == person)
        executive = post == "headteacher" and self.code in ONE_HEAD_FOR_TWO
        return "executive headteacher" if executive else post


def joining() -> Invented:
    """The school that is on its way into membership: on no roll yet, and so in no count."""
    return Invented(
        code=JOINING,
        name="Thornmarl Primary School",
        urn=new_urn() + 1,
        sort="primary",
        tier="bronze",
        pupils=187,
        trust="",
        people=(("headteacher", "Imogen Sayle"), ("business manager", "Derek Fosse")),
    )


@cache
def everybody() -> dict[str, Invented]:
    """Every school that is or was a member, by code."""
    with (Path(__file__).parent / "schools.csv").open(encoding="utf-8") as file:
        return {
            row["code"]: _school(row, urn)
            for row, urn in zip(csv.DictReader(file), count(FIRST_URN), strict=False)
        }


def new_urn() -> int:
    """The number that the register gives a school when it becomes an academy."""
    return FIRST_URN + len(everybody())


def _school(row: dict[str, str], urn: int) -> Invented:
    return Invented(
        code=row["code"],
        name=row["name"],
        urn=urn,
        sort=row["sort"],
        tier=row["tier"],
        pupils=int(row["pupils"]),
        trust=row["trust"],
        people=tuple((post, row[post]) for post in POSTS),
    )
