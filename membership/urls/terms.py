"""Addresses of the dates of the school years."""

from django.urls import path

from membership.views import terms

urlpatterns = [
    path("terms/", terms.terms, name="terms"),
    path("terms/list.<slug:ending>", terms.as_sheet, name="terms-sheet"),
    path("terms/<slug:year>/", terms.enter, name="enter-terms"),
]
