"""Addresses of the meetings, under /<code>/. One block for each piece."""

from django.urls import path

from meetings.views import (
    agenda,
    attendance,
    calls,
    day,
    decisions,
    feed,
    follow,
    guests,
    interests,
    items,
    meeting,
    minutes,
    motions,
    papers,
    replies,
    year,
)

app_name = "meetings"

# The year's meetings, one meeting, and everybody's calendar.
YEAR = [
    path("meetings/", year.meetings, name="meetings"),
    path("meetings/list.<slug:ending>", year.as_sheet, name="meetings-sheet"),
    path("meetings/propose/", year.propose, name="propose"),
    path("meetings/fix/", year.fix, name="fix"),
    path("meetings/others/", year.add_outside, name="add-outside"),
    path("meetings/calendar/", feed.feed, name="feed"),
    path("meetings/calendar/<str:token>.ics", feed.calendar, name="calendar"),
    path("meetings/<int:pk>/", meeting.meeting, name="meeting"),
    path("meetings/<int:pk>/meeting.ics", meeting.as_file, name="meeting-file"),
    path("meetings/<int:pk>/move/", meeting.move, name="move"),
    path("meetings/<int:pk>/cancel/", meeting.cancel, name="cancel"),
]

# Motions, votes, and the register of decisions.
DECISIONS = [
    path("meetings/items/<int:pk>/motion/", motions.draft, name="draft-motion"),
    path("motions/<int:pk>/", motions.motion, name="motion"),
    path("motions/<int:pk>/change/", motions.revise, name="revise-motion"),
    path("motions/<int:pk>/amend/", motions.amend, name="amend-motion"),
    path("motions/<int:pk>/step/", motions.step, name="step-motion"),
    path("motions/<int:pk>/again/", motions.put_again, name="put-again"),
    path("motions/<int:pk>/vote/", motions.cast, name="cast-vote"),
    path("motions/<int:pk>/consensus/", motions.consensus, name="consensus"),
    path("motions/<int:pk>/close/", motions.close, name="close-vote"),
    path("motions/<int:pk>/carry-out/", motions.carry_out, name="carry-out"),
    path("motions/<int:pk>/answer/", calls.answer, name="answer-in-writing"),
    path("motions/<int:pk>/end/", calls.end, name="end-in-writing"),
    path("meetings/call/", calls.call, name="call-meeting"),
    path("meetings/in-writing/", calls.propose, name="propose-in-writing"),
    path("decisions/", decisions.decisions, name="decisions"),
    path("decisions/list.<slug:ending>", decisions.as_sheet, name="decisions-sheet"),
]

# Items and agendas, guests, what is confidential.
AGENDA = [
    path("meetings/items/", items.items, name="items"),
    path("meetings/items/submit/", items.submit, name="submit-item"),
    path("meetings/items/<int:pk>/", items.item, name="item"),
    path("meetings/items/<int:pk>/rewrite/", items.rewrite, name="rewrite-item"),
    path("meetings/items/<int:pk>/withdraw/", items.withdraw, name="withdraw-item"),
    path("meetings/items/<int:pk>/answer/", items.answer, name="answer-item"),
    path("meetings/items/<int:pk>/consent/", items.consent, name="consent-item"),
    path("meetings/items/<int:pk>/confine/", items.confine, name="confine-item"),
    path("meetings/items/<int:pk>/lift/", items.lift, name="lift-item"),
    path("meetings/items/<int:pk>/change/", agenda.change, name="change-item"),
    path("meetings/items/<int:pk>/place/", agenda.place, name="place-item"),
    path("meetings/items/<int:pk>/move/", agenda.move, name="move-item"),
    path("meetings/<int:pk>/agenda/", agenda.agenda, name="agenda"),
    path("meetings/<int:pk>/agenda.pdf", agenda.as_paper, name="agenda-paper"),
    path("meetings/<int:pk>/agenda/build/", agenda.build, name="build-agenda"),
    path("meetings/<int:pk>/agenda/prepare/", agenda.prepare, name="prepare-agenda"),
    path("meetings/<int:pk>/agenda/last/", agenda.take_over, name="take-over-agenda"),
    path("meetings/<int:pk>/agenda/add/", agenda.add, name="add-item"),
    path("meetings/<int:pk>/agenda/order/", agenda.arrange, name="arrange-agenda"),
    path("meetings/<int:pk>/agenda/set/", agenda.put, name="set-agenda"),
    path("meetings/<int:pk>/agenda/agree/", agenda.agree, name="agree-agenda"),
    path("meetings/<int:pk>/agenda/business/", agenda.admit, name="admit-business"),
    path("meetings/<int:pk>/guests/", guests.of_a_meeting, name="guests"),
    path("meetings/guests/", guests.every, name="all-guests"),
    path("meetings/guests/<int:pk>/take-back/", guests.take_back, name="take-back-guest"),
]

# Minutes, actions and what follows an absence.
AFTERWARDS = [
    path("meetings/<int:pk>/minutes/", minutes.minutes, name="minutes"),
    path("meetings/<int:pk>/minutes/begin/", minutes.begin, name="begin-minutes"),
    path("meetings/<int:pk>/minutes/write/", minutes.write, name="write-minutes"),
    path("meetings/<int:pk>/minutes/write/<int:item>/", minutes.write_entry, name="write-entry"),
    path("meetings/<int:pk>/minutes/write/<int:item>/typing/", minutes.typing, name="typing-minutes"),
    path("meetings/<int:pk>/minutes/return/", minutes.send_back, name="send-back-minutes"),
    path("meetings/<int:pk>/minutes/revise/", minutes.revise, name="revise-minutes"),
    path("meetings/<int:pk>/minutes/taker/", minutes.nominate, name="nominate-taker"),
    path("meetings/<int:pk>/minutes/step/<slug:do>/", minutes.step, name="step-minutes"),
    path("meetings/<int:pk>/minutes/<int:number>.pdf", minutes.as_paper, name="minutes-paper"),
    path("meetings/<int:pk>/minutes/parts/<int:part>.pdf", minutes.part_as_paper, name="minutes-part"),
    path("meetings/items/<int:pk>/action/", follow.record, name="record-action"),
    path("actions/", follow.actions, name="actions"),
    path("actions/list.<slug:ending>", follow.as_sheet, name="actions-sheet"),
    path("actions/<int:pk>/", follow.action, name="action"),
    path("actions/<int:pk>/change/", follow.change, name="change-action"),
    path("meetings/attendance/", attendance.attendance, name="attendance"),
    path("meetings/attendance/list.<slug:ending>", attendance.as_sheet, name="attendance-sheet"),
    path("meetings/attendance/report.pdf", attendance.as_paper, name="attendance-paper"),
    path("meetings/attendance/concerns/", attendance.concerns, name="concerns"),
    path("meetings/attendance/concerns/talk/", attendance.raise_concern, name="raise-concern"),
    path("meetings/absences/", attendance.follow_ups, name="follow-ups"),
    path("meetings/absences/<int:pk>/", attendance.follow_up, name="follow-up"),
]

# The day: the roll, the quorum, opening and closing; interests and speakers.
DAY = [
    path("meetings/<int:pk>/day/", day.day, name="day"),
    path("meetings/<int:pk>/day/now/", day.now, name="day-now"),
    path("meetings/<int:pk>/day/mark/", day.mark, name="day-mark"),
    path("meetings/<int:pk>/day/somebody/", day.other, name="day-other"),
    path("meetings/<int:pk>/day/<slug:what>/", day.step, name="day-step"),
    path("meetings/<int:pk>/roll/", day.whole_roll, name="roll"),
    path("meetings/presences/<int:pk>/", day.correct, name="correct-presence"),
    path("meetings/items/<int:pk>/interests/", interests.interests, name="interests"),
    path("meetings/interests/<int:pk>/retract/", interests.retract, name="retract-interest"),
    path("meetings/items/<int:pk>/speak/", interests.speak, name="speak"),
    path("meetings/speakers/<int:pk>/heard/", interests.spoken, name="spoken"),
]

# Coming or not, and who stands in.
REPLIES = [
    path("meetings/<int:pk>/replies/", replies.replies, name="replies"),
    path("meetings/<int:pk>/replies/list.<slug:ending>", replies.as_sheet, name="replies-sheet"),
    path("meetings/<int:pk>/replies/remind/", replies.remind, name="remind-silent"),
    path("meetings/mandates/<int:pk>/reply/", replies.reply, name="reply"),
    path("meetings/mandates/<int:pk>/answer/", replies.press, name="reply-press"),
    path("meetings/mandates/<int:pk>/consent/", replies.consent, name="consent"),
]

# Papers and packs.
PAPERS = [
    path("meetings/<int:pk>/papers/", papers.of_a_meeting, name="papers"),
    path("meetings/<int:pk>/pack.pdf", papers.pack_file, name="pack-file"),
    path("meetings/items/<int:pk>/papers/", papers.of_an_item, name="item-papers"),
    path("meetings/papers/<int:pk>/", papers.file, name="paper-file"),
    path("meetings/papers/<int:pk>/replace/", papers.replace, name="replace-paper"),
    path("meetings/papers/<int:pk>/withdraw/", papers.withdraw, name="withdraw-paper"),
]

urlpatterns = [*PAPERS, *DAY, *REPLIES, *AFTERWARDS, *AGENDA, *DECISIONS, *YEAR]
