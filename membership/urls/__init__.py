"""Addresses of the membership room, each subject in a file of its own, all under /<code>/."""

from membership.urls import constitution, members, news, people_import, register, terms

app_name = "membership"

urlpatterns = [
    *constitution.urlpatterns,
    *members.urlpatterns,
    *register.urlpatterns,
    *terms.urlpatterns,
    *news.urlpatterns,
    *people_import.urlpatterns,
]
