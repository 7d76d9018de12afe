"""Addresses of the meetings, under /<code>/. One block for each piece."""

from django.urls import path

from meetings.views import feed, meeting, year

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

urlpatterns = [*YEAR]
