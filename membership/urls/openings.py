"""Addresses of what is open: the list, one opening with its nominations, its outcome; a place left, a post's notice."""

from django.urls import path

from membership.views import openings, post_notice, prospective

urlpatterns = [
    path("openings/", openings.openings, name="openings"),
    path("openings/list.<slug:ending>", openings.as_sheet, name="openings-sheet"),
    path("openings/discussions/", prospective.arrange, name="arrange-prospective"),
    path("openings/discussions/<int:pk>/", prospective.talk, name="talk-with-prospective"),
    path("openings/announce/<int:pk>/", openings.announce, name="announce-opening"),
    path("openings/<int:pk>/", openings.opening, name="opening"),
    path("openings/<int:pk>/close/", openings.close, name="close-opening"),
    path("openings/<int:pk>/outcome/", openings.outcome, name="opening-outcome"),
    path("openings/<int:pk>/lapse/", openings.let_lapse, name="lapse-opening"),
    path("openings/nominations/<int:pk>/", openings.answer, name="answer-nomination"),
    path("register/holdings/<int:pk>/vacant/", openings.vacant, name="vacate-place"),
    path("register/holdings/<int:pk>/notice/", post_notice.notice, name="post-notice"),
]
