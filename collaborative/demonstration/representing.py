"""Clusters, networks and working parties, who represents the group where, and what the group has to do outside."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from collaborative.demonstration import schools
from collaborative.demonstration.history import History
from collaborative.demonstration.members import Members
from membership.actions.feedback import enter_meeting_outside, give_feedback
from membership.actions.groups import enter_member, open_group, open_ready
from membership.actions.matters import answer_matter, raise_matter
from membership.actions.partners import add_partner
from membership.models import Body, Conversation, Partner
from membership.queries.feedback import asked_between
from membership.queries.groups import Kind, Role
from membership.queries.kept import facts_on
from records.models import Person

CLUSTERS = ("North Cluster", "Central Cluster", "South Cluster")
BOARD, FORUM = "Strategic Partnership Board", "Schools Forum"
# By working party: who goes there for the group, by school.
PARTIES = {
    "Attendance": ("birchenholt", "cawdery"),
    "Inclusion": ("tarnholt",),
    "Early reading": ("brightmarl", "bramhollow"),
}
IN_THE_FORUM = ("copsewell", "ashenmere")
TOLD = (
    "The authority shared its new letters to parents. They are out for comment until the end of the month.",
    "Two days of training are offered to every school. Names are wanted within three weeks.",
    "Nothing to decide yet: the draft comes to the next meeting.",
    "The group agreed a common form for all our schools, to be used from the new term.",
)


@dataclass(frozen=True)
class Representing:
    history: History
    members: Members

    def steps(self) -> None:
        begins, on, step = self.history.begins, self.history.on, self.history.step
        since = max(begins, on - timedelta(days=70))
        step(begins, self.clusters)
        step(begins, self.networks)
        step(since, self.represent)
        step(max(since, on - timedelta(days=30)), self.meet, when=on - timedelta(days=9))
        step(max(since, on - timedelta(days=3)), self.meet, when=on + timedelta(days=11))
        step(max(since, on - timedelta(days=2)), self.tell)

    # Each on its day --------------------------------------------------------------------------------------

    def clusters(self, day: date) -> None:
        """Three of them, every school in one; the third has no lead yet."""
        codes = [code for code in self.members.schools if code != schools.JOINED]
        for place, name in enumerate(CLUSTERS):
            cluster = self._open(Kind.CLUSTER, name, day)
            for code in codes[place :: len(CLUSTERS)]:
                if self.members.schools[code].ended_on is None:
                    enter_member(
                        group=cluster, school=self.members.schools[code], starts_on=day, by=None, on=day
                    )
            if place < 2:
                self._enter(cluster, [codes[place]], Role.LEAD, day)

    def networks(self, day: date) -> None:
        """Those that the document names; deputies of the first schools have joined theirs."""
        given = {"collaborative": self.history.group, "kind": Kind.NETWORK}
        deputies = open_ready(**given, by=None, on=day)[0]
        for code in list(self.members.schools)[:3]:
            who = self.members.person(code, "deputy headteacher")
            enter_member(
                group=deputies, person=who, school=self.members.schools[code], starts_on=day, by=None, on=day
            )

    def represent(self, day: date) -> None:
        for name, codes in PARTIES.items():
            self._enter(self._open(Kind.WORKING_PARTY, name, day), codes, Role.REPRESENTATIVE, day)
        open_ready(collaborative=self.history.group, kind=Kind.OUTSIDE, by=None, on=day)
        board = Body.objects.get(name=BOARD)
        enter_member(
            group=board,
            person=self.history.office,
            role=Role.REPRESENTATIVE,
            starts_on=day,
            by=None,
            on=day,
        )
        self._enter(self._open(Kind.OUTSIDE, FORUM, day), IN_THE_FORUM, Role.MEMBER, day)

    def meet(self, day: date, when: date) -> None:
        enter_meeting_outside(
            body=Body.objects.get(name=BOARD),
            person=self.history.office,
            meets_on=max(when, day),
            words="9:30am, Civic Hall",
            by=self.history.office,
            on=day,
        )

    def tell(self, day: date) -> None:
        """Whoever was asked by now has told it, but the last."""
        facts = facts_on(self.history.group, day)
        due = [each for each in asked_between(facts, day - timedelta(days=70), day) if each.talk is None]
        for place, asked in enumerate(due[:-1][: len(TOLD)]):
            give_feedback(
                body=asked.body,
                asked=asked,
                person=asked.person,
                outcome=TOLD[place],
                by=asked.person,
                on=day,
            )

    # How --------------------------------------------------------------------------------------------------

    def _open(self, kind: str, name: str, day: date) -> Body:
        given = {"collaborative": self.history.group, "kind": kind, "name": name}
        return open_group(**given, opened_on=day, by=None, on=day)

    def _enter(self, body: Body, codes: Iterable[str], role: str, day: date) -> None:
        for code in codes:
            told = {"person": self.members.person(code), "school": self.members.schools[code]}
            enter_member(group=body, **told, role=role, starts_on=day, by=None, on=day)


# The other group: one point of contact --------------------------------------------------------------------

COMMISSIONER = "Regional Schools Commissioner"


@dataclass(frozen=True)
class PointOfContact:
    """What was raised with the Commissioner: one thing answered, one not yet."""

    history: History

    def steps(self) -> None:
        on, begins = self.history.on, self.history.begins
        self.history.step(begins, self.partner)
        for days, what in (
            (40, "Places in Year 7 in the east of the city"),
            (6, "A sponsor for the new free school"),
        ):
            self.history.step(max(begins, on - timedelta(days=days)), self.ask, what=what)
        self.history.step(max(begins, on - timedelta(days=12)), self.answer)

    def partner(self, day: date) -> None:
        add_partner(
            collaborative=self.history.group,
            name=COMMISSIONER,
            kind=Partner.Kind.SERVICE,
            by=self.history.by(day),
            on=day,
        )

    def ask(self, day: date, what: str) -> None:
        partner = Partner.objects.get(name=COMMISSIONER)
        raise_matter(partner=partner, subject=what, by=self._office, on=day)

    def answer(self, day: date) -> None:
        first = Conversation.objects.filter(partner__name=COMMISSIONER).order_by("pk").first()
        words = "Ninety more places from September, in two schools. The letter is with the clerk."
        answer_matter(matter=first, answered_on=day, summary=words, by=self._office, on=day)

    @property
    def _office(self) -> Person:
        assert self.history.office
        return self.history.office
