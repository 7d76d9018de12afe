"""Addresses of the meetings, under /<code>/. One block for each piece."""

from django.urls import URLPattern

app_name = "meetings"

# The year's meetings, one meeting, and everybody's calendar.
YEAR: list[URLPattern] = []

urlpatterns = [*YEAR]
