"""What headteachers agree to by name: the exact words with the button, and who has and has not (K1.1, K1.4, K15.1)."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from membership.actions.agreements import Overtaken, agree, file_protocol
from membership.forms.agreements import AgreeForm, ProtocolForm
from membership.models import Assent, Edition
from membership.obligations.agreed import PAGES
from membership.permissions import allowed
from membership.permissions.visible import every_contract
from membership.queries.agreed import Agreed, Agreement, agreement_in, agreements_in
from membership.queries.handbook import book
from membership.queries.one_school import OneSchool
from membership.queries.rows import PROTOCOL
from membership.queries.side_by_side import Line, lines_on
from membership.views.doors import (
    facts_of,
    members_only,
    refuse_press_for,
    status_of,
    the_school,
    tried,
    who_may,
)
from membership.views.schools import one_school
from membership.views.sheets import sheet
from records import clock, documents
from records.models import Document
from records.spreadsheets import Cell

Kind = Assent.Kind
ON_A_PAGE = 50
FILE = "file-paper"
SHORT = {Kind.PLEDGE: "Pledge", Kind.CONSTITUTION: "Constitution", Kind.PROTOCOL: "Data-sharing protocol"}


# One school agrees ----------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The exact words, and agreeing to exactly those for a school."""
    one = one_school(request, the_school(request, pk))
    asked = agreement_in(one.facts.rows, kind, one.on)
    if asked is None:
        raise Http404
    refuse_press_for(request, one.school, "agree")
    form = AgreeForm(request.POST or None, initial={"sha256": asked.sha256})
    done = tried(form, lambda: _agree(request, one, asked, form)) if form.is_valid() else None
    overtaken = done if isinstance(done, Overtaken) else None
    if done and not overtaken:
        return redirect(PAGES[kind], request.collaborative.code, pk)
    if overtaken:
        asked = overtaken.now
        form = AgreeForm(initial={"sha256": asked.sha256})
    context = {"form": form, "overtaken": overtaken, **_shown(request, one, asked)}
    return render(request, "membership/agreement.html", context, status=422 if overtaken else status_of(form))


def _agree(request: HttpRequest, one: OneSchool, asked: Agreement, form: AgreeForm) -> Assent | Overtaken:
    """The agreement; or, where other words are asked for meanwhile, the refusal with both."""
    told = {"school": one.school, "kind": asked.kind, "by": request.user, "at": clock.now()}
    try:
        assent = agree(**told, sha256=form.cleaned_data["sha256"])
    except Overtaken as refused:
        return refused
    messages.success(request, f"{asked.name} is agreed for {one.school.name}.")
    return assent


def _shown(request: HttpRequest, one: OneSchool, asked: Agreement) -> dict[str, Any]:
    given = [assent for assent in reversed(one.assents) if assent.kind == asked.kind]
    wanted = (asked.sha256, asked.slot)
    editions = {edition.sha256: edition for edition in one.facts.register.editions.adopted}
    agreed_before = next((editions[each.sha256] for each in given if each.sha256 in editions), None)
    return {
        "school": one.school,
        "one": one,
        "agreement": asked,
        "rule": asked.edition.rules.text.get(asked.code),
        "book": book(asked.edition) if asked.kind == Kind.CONSTITUTION else None,
        "agreed": next((each for each in given if (each.sha256, each.slot) == wanted), None),
        "before": [(_of_what(each, editions), each) for each in given],
        "agreed_before": agreed_before if agreed_before != asked.edition else None,
        "may": request.viewer.heads(one.school.pk) and bool(allowed(request.viewer, "agree")),
        "member": one.contract is not None,
    }


def _of_what(assent: Assent, editions: dict[str, Edition]) -> str:
    """'2023/24'; of a constitution with its edition, of a protocol its version."""
    if assent.document_id:
        return assent.document.title
    year, edition = assent.slot.replace("-", "/"), editions.get(assent.sha256)
    return f"{year}, edition {edition.name}" if edition else year


# Who has and who has not ----------------------------------------------------------------------------


@members_only
@require_safe
def agreements(request: HttpRequest) -> HttpResponse:
    """Every member school beside one agreement: who agreed for it, in what capacity and when."""
    _only_officers(request)
    asked, chosen, found = _found(request)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    given = _people(request, list(page))
    every = [line for line in lines_on(request.collaborative, request.on) if line.standing.contract]
    context = {
        "agreements": [(each, SHORT[each.kind]) for each in asked],
        "chosen": chosen,
        "page_of": PAGES[chosen.kind] if chosen else "",
        "asked": _filters(request),
        "rows": [(line, part, given.get(part.assent.pk) if part.assent else None) for line, part in page],
        "found": page,
        "figures": [_figure(each, every) for each in asked],
        "missing": sum(not part.met for _, part in found),
        "may_file": allowed(request.viewer, FILE),
        "may_remind": allowed(request.viewer, "remind-schools"),
        "speaks_of": _speaks_of_protocol(request),
        "query": request.GET.urlencode(),
    }
    return render(request, "membership/agreements.html", context)


@members_only
@require_safe
def as_sheet(request: HttpRequest, ending: str) -> HttpResponse:
    """The list as the filters leave it, for a spreadsheet."""
    _only_officers(request)
    _, chosen, found = _found(request)
    columns = ["School", "Agreement", "For", "State", "Agreed by", "As", "On", "Fingerprint of the words"]
    return sheet(ending, "agreements", request.on, columns, _cells(request, chosen, found) if chosen else ())


def _cells(
    request: HttpRequest, chosen: Agreement, found: Sequence[tuple[Line, Agreed]]
) -> Iterator[list[Cell]]:
    people = _people(request, found)
    for line, part in found:
        given = people.get(part.assent.pk) if part.assent else None
        who = [given.person.name, given.capacity, part.since] if given else ["", "", None]
        state = "agreed" if part.met else "not agreed"
        yield [line.name, chosen.name, chosen.period, state, *who, chosen.sha256]


def _only_officers(request: HttpRequest) -> None:
    if not every_contract(request.viewer):
        raise PermissionDenied("Only those who hold an office see how all schools stand.")


def _filters(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "").strip() for name in ("what", "q", "state")}


def _found(request: HttpRequest) -> tuple[tuple[Agreement, ...], Agreement | None, list[tuple[Line, Agreed]]]:
    """What is agreed to on the day, the one that is looked at, and the schools that the filters leave."""
    asked = agreements_in(facts_of(request).rows, request.on)
    wanted = _filters(request)
    chosen = next((each for each in asked if each.kind == wanted["what"]), asked[0] if asked else None)
    if chosen is None:
        return asked, None, []
    lines = [line for line in lines_on(request.collaborative, request.on) if line.standing.contract]
    parts = [(line, part) for line in lines if (part := line.part_in(chosen.kind))]
    met = {"agreed": True, "missing": False}.get(wanted["state"])
    return asked, chosen, [
        (line, part)
        for line, part in parts
        if wanted["q"].lower() in line.name.lower() and met in (None, part.met)
    ]  # fmt: skip


def _people(request: HttpRequest, found: Sequence[tuple[Line, Agreed]]) -> dict[int, Assent]:
    """The agreements with who gave them, by id: one question."""
    pks = [part.assent.pk for _, part in found if part.assent]
    rows = Assent.objects.visible(request.viewer).filter(pk__in=pks)
    return {each.pk: each for each in rows.select_related("person")}


def _figure(asked: Agreement, lines: Sequence[Line]) -> dict[str, Any]:
    met = sum(bool((part := line.part_in(asked.kind)) and part.met) for line in lines)
    label = f"{SHORT[asked.kind]} agreed"
    figure = {"label": label, "value": met, "of": len(lines), "finding": asked.due}
    return figure | {"note": f"{len(lines) - met or 'none'} outstanding", "what": f"by when: {label.lower()}"}


def _speaks_of_protocol(request: HttpRequest) -> bool:
    """Whether the edition names a data-sharing protocol and none is on file."""
    rules, rows = facts_of(request).rules, facts_of(request).rows
    said = any("data sharing protocol" in clause.words.lower() for clause in rules.clauses)
    return said and agreement_in(rows, Kind.PROTOCOL, request.on) is None


# The protocol ---------------------------------------------------------------------------------------


@who_may(FILE)
@require_http_methods(["GET", "HEAD", "POST"])
def new_protocol(request: HttpRequest) -> HttpResponse:
    """File a version of the data-sharing protocol: from then on each school is asked to agree to it."""
    form = ProtocolForm(request.POST or None, request.FILES or None)
    if form.is_valid() and (filed := tried(form, lambda: _file(request, form))):
        messages.success(request, f"{filed.title} is filed. Each school is asked to agree to it.")
        return redirect(
            f"{reverse('membership:agreements', args=[request.collaborative.code])}?what={Kind.PROTOCOL}"
        )
    versions = [each for each in reversed(facts_of(request).rows.protocols) if each.issued_on <= request.on]
    context = {"form": form, "versions": versions}
    return render(request, "membership/protocol.html", context, status=status_of(form))


def _file(request: HttpRequest, form: ProtocolForm) -> Document:
    upload = form.cleaned_data["file"]
    return file_protocol(
        collaborative=request.collaborative,
        name=form.cleaned_data["name"],
        content=upload.read(),
        filename=upload.name,
        by=request.user,
        at=clock.now(),
    )


@members_only
@require_safe
def protocol(request: HttpRequest, pk: int) -> HttpResponse:
    """A version as it was filed, for every member."""
    document = get_object_or_404(
        Document.objects.filter(collaborative=request.collaborative, kind=PROTOCOL), pk=pk
    )
    return FileResponse(
        documents.open_document(document), content_type=documents.PDF, filename="protocol.pdf"
    )
