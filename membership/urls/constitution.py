"""Addresses of the constitution: the handbook by clause number, its editions, and the way to a new one."""

from django.urls import path, re_path

from membership.views.constitution import adoption, editions, handbook

urlpatterns = [
    path("constitution/", handbook.contents, name="constitution"),
    path("constitution/handbook.pdf", handbook.as_pdf, name="handbook-pdf"),
    path("constitution/handbook/printing/", handbook.printing, name="handbook-printing"),
    re_path(r"^constitution/(?P<number>\d+(?:\.\d+)*|silent)/$", handbook.clause, name="clause"),
    path("constitution/rule/<str:path>/", handbook.rule, name="rule"),
    path("constitution/editions/", editions.every, name="editions"),
    path("constitution/editions/<int:number>/", editions.one, name="edition"),
    path("constitution/editions/<int:number>/file/", editions.as_file, name="edition-file"),
    path("constitution/compare/", editions.compare, name="compare-editions"),
    path("constitution/new/", adoption.propose, name="propose-edition"),
    path("constitution/drafts/<int:number>/", adoption.draft, name="draft-edition"),
    path("constitution/drafts/<int:number>/discard/", adoption.discard, name="discard-edition"),
]
