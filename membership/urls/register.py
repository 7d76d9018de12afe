"""Addresses of offices, seats and bodies: the register on any date, and entering who takes up or leaves a place."""

from django.urls import path

from membership.views import offices, register

urlpatterns = [
    path("register/", register.register, name="register"),
    path("register/list.<slug:ending>", register.as_sheet, name="register-sheet"),
    path("register/<int:pk>/", register.place, name="place"),
    path("register/<int:pk>/fill/", offices.fill, name="fill-place"),
    path("register/holdings/<int:pk>/end/", offices.end, name="end-holding"),
    path("bodies/<slug:body>/", register.body, name="body"),
]
