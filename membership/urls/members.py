"""Addresses of schools and people: all members, one school with its notice and contracts, posts, partners."""

from django.urls import path

from membership.views import (
    contracts,
    ending,
    entering,
    importing,
    members,
    merging,
    notices,
    partners,
    people,
    same_person,
    schools,
)

urlpatterns = [
    path("our-school/", schools.our_school, name="our-school"),
    path("members/", members.members, name="members"),
    path("members/list.<slug:ending>", members.as_sheet, name="members-sheet"),
    path("members/add/", entering.add, name="add-school"),
    path("members/import/", importing.upload, name="import"),
    path("members/import/template.csv", importing.template, name="import-template"),
    path("members/<int:pk>/", schools.school, name="school"),
    path("members/<int:pk>/recorded/", entering.detail, name="school-detail"),
    path("members/<int:pk>/end/", entering.end, name="end-school"),
    path("members/<int:pk>/merge/", merging.merge, name="merge-school"),
    path("members/<int:pk>/contract/", entering.admit, name="admit-school"),
    path("members/<int:pk>/figures/", entering.figures, name="figures"),
    path("members/<int:pk>/notice/", notices.notice, name="notice"),
    path("contracts/<int:pk>/", contracts.contract, name="contract"),
    path("contracts/<int:pk>/contract.pdf", contracts.as_pdf, name="contract-pdf"),
    path("contracts/<int:pk>/signed.pdf", contracts.signed_copy, name="signed-contract"),
    path("contracts/<int:pk>/end/", ending.end_contract, name="end-contract"),
    path("people/", people.people, name="people"),
    path("people/list.<slug:ending>", people.as_sheet, name="people-sheet"),
    path("people/twice/", same_person.entered_twice, name="entered-twice"),
    path("people/twice/<int:pk>/<int:other>/", same_person.make_one, name="make-one-person"),
    path("people/add/", people.add, name="add-person"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/posts/<int:pk>/end/", people.end, name="end-post"),
    path("partners/", partners.partners, name="partners"),
]
