"""What comes of the meetings of the present school year: decisions, minutes and their ratification, actions, talks."""

from dataclasses import dataclass
from datetime import date, timedelta

from collaborative.demonstration.history import History
from constitution.dates import ONE_DAY
from meetings.actions import follow, issuing, minutes, motions, votes
from meetings.models import AgendaItem, Mandate, Meeting, Minutes
from meetings.queries.follow import open_actions
from meetings.queries.minutes import audiences, to_ratify
from meetings.queries.motions import Tally
from meetings.queries.room import room_of
from membership.actions import conversations
from membership.models import Conversation
from membership.permissions.people import named
from membership.queries.kept import facts_on
from membership.queries.moments import first_of
from records.models import Person

WRITTEN, APPROVED, SENT = 2 * ONE_DAY, 6 * ONE_DAY, 7 * ONE_DAY
INTO_IT, ACTION_TAKES = timedelta(minutes=40), 28 * ONE_DAY
Kind = AgendaItem.Kind
# What is said of what comes by itself, by its kind; of other business, by its place in the list.
SAID = {
    Kind.RATIFY: "The minutes were agreed as a true record.",
    Kind.ARISING: "Heard how far it is. It stays with the same person.",
    Kind.ACCOUNTS: "The Treasurer laid the statement. It was received without questions.",
    Kind.FEEDBACK: "The representatives reported. What concerns all schools is on the shelf.",
    Kind.STANDING: "Noted. Nobody raised anything that waits for a decision.",
}
TALK = (
    "The paper was taken as read. Schools told what has worked for them and what has not; the figures are to be "
    "compared at the next meeting.",
    "Presented, with questions through the Chair. It was agreed to try it in four schools first.",
    "A short discussion. The cost was asked about; a quote is to be had before anything is promised.",
)
RESOLVED = (
    "That the schools share their half-termly attendance figures with each other.",
    "That the group hires the pool together for the Summer term.",
    "That two schools of each cluster visit each other this term.",
)
TO_DO = (
    "Send round the figures by school.",
    "Ask three providers for a quote.",
    "Name two people who come along.",
)
OF_EACH_THREE = 3


@dataclass(frozen=True)
class Minuting:
    history: History

    def steps(self) -> None:
        """Every day: what is due on it of the meetings before."""
        day = max(date(self.history.school_year, 9, 2), self.history.begins)
        while day <= self.history.on:
            self.history.step(day, self.day)
            day += ONE_DAY

    def day(self, day: date) -> None:
        for meeting in self._held(day - WRITTEN):
            self._write(meeting, day)
        for meeting in self._held(day - APPROVED):
            self._approve(meeting, day)
        for meeting in self._held(day - SENT):
            self._send(meeting, day)

    def _held(self, day: date) -> list[Meeting]:
        first, rows = first_of(day), Meeting.objects.filter(state=Meeting.State.CLOSED, body__isnull=False)
        same = rows.filter(closed_at__gte=first, closed_at__lt=first + ONE_DAY)
        return list(
            same.exclude(kind=Meeting.Kind.WRITTEN).select_related("body", "collaborative", "minute_taker")
        )

    # While the meeting goes on ------------------------------------------------------------------------

    def meanwhile(self, meeting: Meeting) -> None:
        """The minutes of the last meeting are ratified; a full meeting resolves something of its own."""
        items = {item.ratifies_id: item for item in self._of(meeting, Kind.RATIFY)}
        waiting = to_ratify(meeting.body_id, meeting)
        for row in (row for row in waiting if row.meeting_id in items):
            text = f"That the minutes of {row.meeting.starts_at:%-d %B %Y} are a true record."
            self._carry(items[row.meeting_id], text, {"act": "ratify-minutes", "minutes": row.pk})
        business = self._of(meeting, Kind.BUSINESS)
        if meeting.event == "full-meeting" and business:
            self._carry(business[0], RESOLVED[meeting.starts_at.month % len(RESOLVED)])

    def _of(self, meeting: Meeting, kind: str) -> list[AgendaItem]:
        rows = meeting.items.filter(kind=kind, state__in=("placed", "discussed"), confined_at=None)
        return list(rows.select_related("meeting__body", "body", "collaborative").order_by("position"))

    def _carry(self, item: AgendaItem, text: str, effect: dict | None = None) -> None:
        at, by = item.meeting.starts_at + INTO_IT, self.history.office
        voting: tuple[Mandate, ...] = room_of(item.meeting, item).voting_mandates()
        if len(voting) <= 2 or not room_of(item.meeting, item).quorate().value:
            return
        told = {"by": by, "at": at}
        motion = motions.draft_motion(
            item=item, text=text, proposer=voting[1], seconder=voting[2], effect=effect, **told
        )
        motion = motions.open_vote(motion=motions.put(motion=motion, **told), **told)
        against = 0 if effect else min(2, len(voting) // 10)
        votes.close_vote(motion=motion, tally=Tally(len(voting) - against, against, 0), **told)

    # Afterwards ---------------------------------------------------------------------------------------

    def _write(self, meeting: Meeting, day: date) -> None:
        told = {"by": self.history.office, "at": self.history.at(day)}
        row = minutes.begin(meeting=meeting, **told)
        items = [item for audience in audiences(meeting) for item in audience.items]
        for number, item in enumerate(items):
            words = SAID.get(item.kind, TALK[number % len(TALK)])
            minutes.write(minutes=row, item=item, text=words, seen=0, **told)
            if item.kind == Kind.BUSINESS:
                self._to_do(item, number, day)
        if not items:
            minutes.write(
                minutes=row, item=None, text="The programme was followed as sent round.", seen=0, **told
            )
        minutes.discuss(minutes=row, **told)
        self._done(meeting, day)

    def _to_do(self, item: AgendaItem, number: int, day: date) -> None:
        owners = [
            row.holder for row in item.meeting.mandates.filter(struck_at=None, holder__isnull=False)[:9]
        ]
        owner = owners[(number * 2 + day.month) % len(owners)]
        follow.record_action(
            item=item, text=TO_DO[number % len(TO_DO)], owner=owner, due_on=day + ACTION_TAKES,
            by=self.history.office, at=self.history.at(day),
        )  # fmt: skip

    def _done(self, meeting: Meeting, day: date) -> None:
        """Of the actions from earlier meetings of the body, each third stays open."""
        for each in open_actions(meeting.body, meeting):
            if each.number % OF_EACH_THREE:
                follow.finish(action=each, note="Done.", by=self.history.office, at=self.history.at(day))

    def _approve(self, meeting: Meeting, day: date) -> None:
        row, chair = self._latest(meeting), self._chair(day)
        if row and row.state == Minutes.State.DISCUSSED and chair:
            minutes.approve(minutes=row, seen=row.version, by=chair, at=self.history.at(day))

    def _send(self, meeting: Meeting, day: date) -> None:
        row = self._latest(meeting)
        if row is None or row.state != Minutes.State.APPROVED:
            return
        issuing.circulate(minutes=row, by=self.history.office, at=self.history.at(day))
        talks = Conversation.objects.filter(about="absence", held_on=None, waived_because="")
        # Talks of the meetings before have been had by now.
        for talk in talks.filter(raised_on__lt=day).select_related("collaborative", "school"):
            conversations.hold(
                conversation=talk, held_on=day, summary="Went through the minutes and what was agreed.",
                by=self.history.office, on=day,
            )  # fmt: skip

    def _latest(self, meeting: Meeting) -> Minutes | None:
        return meeting.minutes.select_related(
            "meeting__body", "meeting__collaborative", "collaborative"
        ).last()

    def _chair(self, day: date) -> Person | None:
        """Who approves: whoever holds the Chair; where the edition lets another approve, the manager asks them."""
        found = named(facts_on(self.history.group, day), ["chair"])
        return Person.objects.filter(pk__in=found[:1]).first()
