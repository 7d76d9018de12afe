"""Addresses of the constitution: the handbook by clause number, its editions, and the way to a new one."""

from django.urls import path, re_path

from membership.views import amending
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
    path("constitution/amend/", amending.begin, name="amend"),
    path("constitution/rates/", amending.rates, name="rates"),
    path("constitution/drafts/<int:number>/text/", amending.text, name="draft-text"),
    path("constitution/drafts/<int:number>/values/", amending.values, name="draft-values"),
    path("constitution/drafts/<int:number>/values/<str:path>/", amending.rule, name="draft-rule"),
    path("constitution/drafts/<int:number>/examples/", amending.answers, name="draft-examples"),
    path("constitution/drafts/<int:number>/put/", amending.put, name="put-edition"),
    path("constitution/drafts/<int:number>/return/", amending.take_back, name="return-edition"),
    path("constitution/drafts/<int:number>/discard/", adoption.discard, name="discard-edition"),
]
