"""Addresses of seats by category: the seats of a body, what they attest, seats that go with a post; reviews of posts."""

from django.urls import path

from membership.views import reviews, seats

urlpatterns = [
    path("bodies/<slug:body>/seats/", seats.seats, name="seats"),
    path("bodies/<slug:body>/seats.<slug:ending>", seats.as_sheet, name="seats-sheet"),
    path("register/holdings/<int:pk>/attestation/", seats.attestation, name="attestation"),
    path("register/<int:pk>/pass-on/", seats.pass_on, name="pass-on-seat"),
    path("register/reviews/", reviews.reviews, name="reviews"),
    path("register/reviews.<slug:ending>", reviews.as_sheet, name="reviews-sheet"),
    path("register/holdings/<int:pk>/review/", reviews.review, name="review-post"),
]
