"""Addresses of the reminders, under /<code>/reminders/: what will go, what went, and each thing by its key."""

from django.urls import path

from reminders.views import asking, coming, sent, things

app_name = "reminders"

urlpatterns = [
    path("", coming.reminders, name="reminders"),
    path("sent/", sent.every, name="sent"),
    path("sent/list.<slug:ending>", sent.as_sheet, name="sent-sheet"),
    path("sent/<int:pk>/", sent.one, name="message"),
    path("sent/<int:pk>/decide/", sent.decide, name="decide"),
    path("thing/", things.one, name="thing"),
    path("ask/", asking.ask, name="ask"),
    path("waived/", things.waivers, name="waivers"),
    path("waived/<int:pk>/lift/", things.lift, name="lift"),
]
