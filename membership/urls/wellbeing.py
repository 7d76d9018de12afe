"""Addresses of the log of contacts about wellbeing."""

from django.urls import path

from membership.views import wellbeing

urlpatterns = [
    path("wellbeing/", wellbeing.wellbeing, name="wellbeing"),
    path("wellbeing/list.<slug:ending>", wellbeing.as_sheet, name="wellbeing-sheet"),
    path("wellbeing/log/", wellbeing.log, name="log-contact"),
    path("wellbeing/<int:pk>/", wellbeing.school, name="wellbeing-school"),
    path("wellbeing/talks/<int:pk>/add/", wellbeing.add, name="add-to-contact"),
]
