"""Addresses of what schools are asked to hand in."""

from django.urls import path

from membership.views import requests

urlpatterns = [
    path("requests/", requests.every, name="requests"),
    path("requests/list.<slug:ending>", requests.as_sheet, name="requests-sheet"),
    path("requests/new/", requests.new, name="new-request"),
    path("requests/<int:pk>/", requests.one, name="request"),
    path("requests/<int:pk>/list.<slug:ending>", requests.one_sheet, name="request-sheet"),
    path("requests/schools/<int:pk>/", requests.reply, name="reply"),
    path("requests/schools/<int:pk>/file/", requests.reply_file, name="reply-file"),
]
