"""What is kept of a group, of every day: the facts of any one day are found in it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache, partial
from operator import attrgetter
from typing import Any

from django.db.models import QuerySet

from membership.models import (
    Announcement,
    Assent,
    Basis,
    Body,
    BodyMember,
    Contract,
    Conversation,
    DutyRecord,
    Edition,
    FeeSettled,
    Grant,
    Holding,
    Nomination,
    Notice,
    Opening,
    Partner,
    Place,
    Post,
    RequestReply,
    SamePerson,
    School,
    SchoolDetail,
    Span,
)
from records import tenancy
from records.models import Collaborative, Document
from records.together import Question

# What representatives write of the body they go to, and the talks that concern those outside the group.
FEEDBACK = "representative-feedback"
MATTER, MEETING_OUTSIDE, FEEDBACK_ASKED = "outside matter", "outside meeting", "feedback asked"

# What headteachers agree to for their schools, besides signing contracts.
AGREED = (Assent.Kind.PLEDGE, Assent.Kind.CONSTITUTION, Assent.Kind.PROTOCOL)
# What representatives attest for their seats, or what is waived for them.
ATTESTED = (Assent.Kind.ATTESTATION, Assent.Kind.WAIVER)
# The kind of document that a version of the data-sharing protocol is kept as.
PROTOCOL = "protocol"


@dataclass(frozen=True)
class Table:
    """Rows of one kind, with what is always wanted beside them, in an order."""

    rows: Callable[[], QuerySet]
    order: tuple[str, ...] = ("starts_on", "pk")

    def of(self, collaborative: int) -> QuerySet:
        return self.rows().filter(collaborative=collaborative).order_by()

    def sorted(self, rows: Iterable[Any]) -> list[Any]:
        return sorted(rows, key=attrgetter(*self.order))


LATEST_NEWS = 20


def _latest_news() -> QuerySet:
    """What was published last: years of news are for the list of news."""
    published = Announcement.objects.filter(published_at__isnull=False, taken_down_because="")
    return published.filter(pk__in=published.order_by("-published_at", "-pk").values("pk")[:LATEST_NEWS])


TABLES = {
    "editions": Table(lambda: Edition.objects.filter(state=Edition.State.ADOPTED), ("in_force_on", "pk")),
    "spans": Table(lambda: Span.objects.all(), ("starts_on", "kind", "pk")),
    "bodies": Table(lambda: Body.objects.all(), ("name", "pk")),
    "places": Table(lambda: Place.objects.select_related("body"), ("opened_on", "pk")),
    "holdings": Table(lambda: Holding.objects.select_related("person", "place")),
    "posts": Table(lambda: Post.objects.select_related("person", "school", "partner")),
    "body_members": Table(lambda: BodyMember.objects.select_related("person", "school", "body")),
    "feedback": Table(
        lambda: DutyRecord.objects.filter(code=FEEDBACK, superseded_at=None).select_related("by", "body"),
        ("done_on", "pk"),
    ),
    "outside": Table(
        lambda: Conversation.objects.filter(
            about__in=(MATTER, MEETING_OUTSIDE, FEEDBACK_ASKED)
        ).select_related("partner", "body", "assigned_to", "person"),
        ("raised_on", "pk"),
    ),
    "partners": Table(lambda: Partner.objects.all(), ("name", "pk")),
    "grants": Table(lambda: Grant.objects.all()),
    "same": Table(lambda: SamePerson.objects.select_related("entry", "person"), ("recorded_at", "pk")),
    "schools": Table(lambda: School.objects.all(), ("name", "pk")),
    "details": Table(lambda: SchoolDetail.objects.all(), ("from_on", "pk")),
    "contracts": Table(lambda: Contract.objects.select_related("school")),
    "notices": Table(
        lambda: Notice.objects.select_related("contract__school", "given_by"), ("given_on", "pk")
    ),
    "agreed": Table(lambda: Assent.objects.filter(kind__in=AGREED), ("at", "pk")),
    "attestations": Table(
        lambda: Assent.objects.filter(kind__in=ATTESTED).select_related("person"), ("at", "pk")
    ),
    "protocols": Table(lambda: Document.objects.filter(kind=PROTOCOL), ("issued_on", "pk")),
    "figures": Table(lambda: Basis.objects.filter(superseded_at=None), ("contract_year", "pk")),
    "fees": Table(lambda: FeeSettled.objects.all(), ("settled_on", "pk")),
    "openings": Table(lambda: Opening.objects.select_related("place__body"), ("announced_on", "pk")),
    "unanswered": Table(
        lambda: Nomination.objects.filter(accepted_at=None, withdrawn_at=None), ("nominated_at", "pk")
    ),
    "asked": Table(
        lambda: RequestReply.objects.filter(request__closed_on=None, excused_because="").select_related(
            "request", "school"
        ),
        ("request_id", "pk"),
    ),
    "news": Table(_latest_news, ("published_at", "pk")),
}


def also(name: str, table: Table) -> None:
    """A room above has rows that belong to the facts: they are asked for together. Said as its app is made ready."""
    TABLES[name] = table


@lru_cache(maxsize=256)
def _question(scope: int, collaborative: int) -> Question:
    """All the tables of a group in one question, worked out once for each group. `scope` is whose wall is up."""
    return Question.of(*(table.of(collaborative) for table in TABLES.values()))


class Rows:
    """The tables of one group. Each is read when it is first asked for; `at_once`, all of them in one question.

    Of what was read at once a table is made rows of when it is first asked for: most acts need few of them. It is shared
    between requests: read it, never change it.
    """

    editions: list[Edition]
    spans: list[Span]
    bodies: list[Body]
    places: list[Place]
    holdings: list[Holding]
    posts: list[Post]
    body_members: list[BodyMember]
    feedback: list[DutyRecord]
    outside: list[Conversation]
    partners: list[Partner]
    grants: list[Grant]
    same: list[SamePerson]
    schools: list[School]
    details: list[SchoolDetail]
    contracts: list[Contract]
    notices: list[Notice]
    agreed: list[Assent]
    attestations: list[Assent]
    protocols: list[Document]
    figures: list[Basis]
    fees: list[FeeSettled]
    openings: list[Opening]
    unanswered: list[Nomination]
    asked: list[RequestReply]
    news: list[Announcement]

    def __init__(self, collaborative: Collaborative, told: dict[str, Callable[[], list[Any]]] | None = None):
        self.collaborative, self._told = collaborative, told or {}

    @classmethod
    def at_once(cls, collaborative: Collaborative) -> "Rows":
        question = _question(tenancy.needed().pk, collaborative.pk)
        told = zip(TABLES, enumerate(question.told()), strict=True)
        return cls(collaborative, {name: partial(question.made, *each) for name, each in told})

    def __getattr__(self, name: str) -> list[Any]:
        """A table that was not asked for yet. What was told of it stays: copies make rows of it for themselves."""
        if name not in TABLES:
            raise AttributeError(name)
        table, told = TABLES[name], self._told.get(name)
        self.__dict__[name] = table.sorted(told() if told else table.of(self.collaborative.pk))
        return self.__dict__[name]
