"""Addresses of the meetings, under /<code>/. One block for each piece."""

from django.urls import path

from meetings.views import agenda, decisions, feed, guests, items, meeting, motions, year

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
    path("motions/<int:pk>/vote/", motions.cast, name="cast-vote"),
    path("motions/<int:pk>/consensus/", motions.consensus, name="consensus"),
    path("motions/<int:pk>/close/", motions.close, name="close-vote"),
    path("motions/<int:pk>/carry-out/", motions.carry_out, name="carry-out"),
    path("decisions/", decisions.decisions, name="decisions"),
    path("decisions/list.<slug:ending>", decisions.as_sheet, name="decisions-sheet"),
]

urlpatterns = [*DECISIONS, *YEAR]
