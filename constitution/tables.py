"""The whole file as one frozen value: every table of the format is a field here, under its own name."""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, Field, PrivateAttr, WithJsonSchema

from constitution.attendance import Attendance
from constitution.authority import ActCode, Authority
from constitution.body import Body
from constitution.calendar import Calendar
from constitution.calling import Calling
from constitution.deadline import Deadline
from constitution.evaluation import Category, Evaluation, Support
from constitution.event import Event
from constitution.examples import Example
from constitution.information import Information
from constitution.interests import Interests
from constitution.leaving import Leaving
from constitution.loading.lines import Lines
from constitution.membership import Membership
from constitution.office import Office
from constitution.payment import Payment
from constitution.quorum import Quorum
from constitution.retention import Retention
from constitution.rule import Row
from constitution.subscription import Service, Subscription, Tier
from constitution.substitutes import Substitutes
from constitution.text import Clause, Document, Posts, Recorded, Text
from constitution.values import ReadOnly, Several, identifier, nothing
from constitution.voting import Decision, Voting

T = TypeVar("T")
Identifier = Annotated[
    str, AfterValidator(identifier), WithJsonSchema({"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"})
]
Named = ReadOnly[Identifier, T]


class Constitution(Row):
    """A constitution as its file says it; `load` makes one.

    Single tables are None when the file has none; the rest are read-only maps by identifier.
    """

    format: Literal[1] = Field(description="The form of this file.", examples=[1])
    constitution: Document = Field(description="The document itself: whose it is and when it is in force.")
    posts: Posts = Field(
        default_factory=nothing,
        description="Names for posts that the standard list lacks, each with a sentence.",
        examples=[{"chair of the trust": "Chairs the board of the academy trust."}],
    )
    calendar: Calendar | None = Field(
        None, description="When the years begin, and the shape of the school year."
    )
    membership: Membership | None = Field(
        None, description="Which schools may be members, and what it takes."
    )
    subscription: Subscription | None = Field(None, description="What the subscriptions of all tiers share.")
    evaluation: Evaluation | None = Field(None, description="How schools are evaluated, step by step.")
    clauses: Several[Clause] = Field(
        (), description="The words of the document, clause by clause, in its order."
    )

    body: Named[Body] = Field(
        default_factory=nothing, description="A body that meets and decides: who sits, counts and votes."
    )
    quorum: Named[Quorum] = Field(
        default_factory=nothing, description="How many of a body must be there; named for its body."
    )
    voting: Named[Voting] = Field(
        default_factory=nothing, description="Who votes in a body, and what carries; named for its body."
    )
    decision: Named[Decision] = Field(
        default_factory=nothing, description="A kind of item with a rule of its own."
    )
    substitutes: Named[Substitutes] = Field(
        default_factory=nothing, description="Who may stand in for a member of a body."
    )
    interests: Named[Interests] = Field(
        default_factory=nothing, description="What somebody with an interest may still do."
    )
    calling: Named[Calling] = Field(default_factory=nothing, description="Who may call a further meeting.")
    attendance: Named[Attendance] = Field(
        default_factory=nothing, description="What is expected, and what follows absence."
    )

    tier: Named[Tier] = Field(
        default_factory=nothing, description="What a school subscribes to, and its fee."
    )
    service: Named[Service] = Field(default_factory=nothing, description="Something that a school gets.")
    leaving: Named[Leaving] = Field(
        default_factory=nothing, description="Notice of leaving a tier; named for its tier."
    )
    office: Named[Office] = Field(
        default_factory=nothing, description="An office: who may hold it, for how long, what follows."
    )
    payment: Named[Payment] = Field(
        default_factory=nothing, description="A payment that the document promises."
    )
    authority: ReadOnly[ActCode, Authority] = Field(
        default_factory=nothing, description="Who may do an act; named for the act."
    )

    event: Named[Event] = Field(
        default_factory=nothing, description="When in each year something must be found."
    )
    deadline: Named[Deadline] = Field(
        default_factory=nothing, description="How long before or after something else."
    )
    category: Named[Category] = Field(
        default_factory=nothing, description="A category into which evaluation puts a school."
    )
    support: Named[Support] = Field(
        default_factory=nothing, description="What a school of a category and tier gets."
    )
    information: Named[Information] = Field(
        default_factory=nothing, description="A level of information and who may see it."
    )
    retention: Named[Retention] = Field(default_factory=nothing, description="How long documents are kept.")
    text: Named[Text] = Field(
        default_factory=nothing, description="Aims, a pledge, roles or conduct: words with their points."
    )
    recorded: Named[Recorded] = Field(
        default_factory=nothing,
        description="What the document states as fact on its day: for the first import, never a rule.",
    )
    examples: Several[Example] = Field((), description="Worked examples, computed when the file is adopted.")

    _source: str = PrivateAttr("")
    _sha256: str = PrivateAttr("")

    def remember(self, text: str) -> None:
        """Keep the exact text that this constitution was read from, and its hash. `load` does so, once."""
        self._source = text
        self._sha256 = hashlib.sha256(text.encode()).hexdigest()

    @property
    def source(self) -> str:
        return self._source

    @property
    def sha256(self) -> str:
        """The hash of the exact text: what names an edition."""
        return self._sha256

    @cached_property
    def lines(self) -> Lines:
        """Where each key stands in the text."""
        return Lines(self._source)

    def __hash__(self) -> int:
        return hash(self._sha256)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Constitution) and self._source == other._source
