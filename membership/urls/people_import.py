"""Addresses by which people and posts come in from a file, and go out in the same columns."""

from django.urls import path

from membership.views import people_import

urlpatterns = [
    path("people/import/", people_import.upload, name="import-people"),
    path("people/import/template.<slug:ending>", people_import.template, name="people-template"),
    path("people/posts.<slug:ending>", people_import.posts, name="posts-sheet"),
]
