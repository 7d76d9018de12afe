"""Addresses of the membership room, each subject in a file of its own, all under /<code>/."""

from membership.urls import (
    agreements,
    constitution,
    duties,
    groups,
    joining,
    members,
    news,
    openings,
    people_import,
    register,
    requests,
    seats,
    terms,
    wellbeing,
)

app_name = "membership"

urlpatterns = [
    *agreements.urlpatterns,
    *constitution.urlpatterns,
    *groups.urlpatterns,
    *joining.urlpatterns,
    *members.urlpatterns,
    *openings.urlpatterns,
    *register.urlpatterns,
    *requests.urlpatterns,
    *seats.urlpatterns,
    *terms.urlpatterns,
    *news.urlpatterns,
    *people_import.urlpatterns,
    *duties.urlpatterns,
    *wellbeing.urlpatterns,
]
