"""The handbook of the edition in force on the day of the page: its contents, a clause to a page, the PDF."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from constitution.handbook import ExampleShown, RuleShown
from membership.actions.handbook import JOB, ask_to_print, key_of, printed
from membership.models import Edition
from membership.permissions import allowed
from membership.queries.editions import lapses_on
from membership.queries.handbook import Book, Page, agreeing, book
from membership.queries.members import Membership
from membership.queries.today import Answer, answers
from membership.views.constitution.doors import PROPOSE, address, edition_of
from membership.views.doors import facts_of
from records import documents
from records.models import Job

EXAMPLES_AT_ONCE = 6
# Pages on which an answer may rest that are not there for a guest, an officer or an auditor.
FOR_MEMBERS = {"membership:members"}


@dataclass(frozen=True)
class Link:
    """What a 'why?' rests on: words, and the page that shows it, if it is there for this viewer."""

    words: str
    url: str = ""


@dataclass(frozen=True)
class Shown:
    """A rule with what it comes to today, the readings that no answer shows, and how its examples come out."""

    rule: RuleShown
    answers: tuple[tuple[Answer, tuple[Link, ...]], ...]
    readings: tuple[str, ...]
    holding: tuple[int, int]

    @property
    def first(self) -> tuple[ExampleShown, ...]:
        return self.rule.examples[:EXAMPLES_AT_ONCE]

    @property
    def more(self) -> tuple[ExampleShown, ...]:
        """The examples that are folded away."""
        return self.rule.examples[EXAMPLES_AT_ONCE:]


@require_safe
def contents(request: HttpRequest) -> HttpResponse:
    """The parts and clauses by number, or those in which the words that are sought stand."""
    editions = facts_of(request).register.editions
    edition = editions.find(request.on)
    if edition is None:
        return render(request, "membership/constitution/before.html", {"editions": editions.adopted})
    shown, words = book(edition), request.GET.get("q", "").strip()
    context = _frame(edition, shown) | {
        "sought": words,
        "found": shown.search(words) if words else (),
        "until": lapses_on(edition),
        "may_propose": allowed(request.viewer, PROPOSE),
    }
    return render(request, "membership/constitution/contents.html", context)


@require_safe
def clause(request: HttpRequest, number: str) -> HttpResponse:
    """What the document says beside the rules that Quorate keeps, and what each comes to today."""
    facts = facts_of(request)
    edition = edition_of(facts)
    shown = book(edition)
    page = shown.pages.get(number)
    if page is None:
        return _of_a_part(request, shown, number)
    before, after = shown.beside(page)
    context = _frame(edition, shown) | {
        "shown": page,
        "rules": [_shown(request, facts, page, rule) for rule in page.rules],
        "facts": facts,
        "holding": agreeing(page.rules),
        "before": before,
        "after": after,
    }
    return render(request, "membership/constitution/clause.html", context)


def _of_a_part(request: HttpRequest, shown: Book, number: str) -> HttpResponse:
    """The number of a part leads to its first clause."""
    part = next((part for part in shown.parts if part.number == number), None)
    if part is None:
        raise Http404
    return redirect(address(request, "membership:clause", part.clauses[0].number))


@require_safe
def rule(request: HttpRequest, path: str) -> HttpResponse:
    """To the page on which a rule stands, as 'quorum.full-group'."""
    number = book(edition_of(facts_of(request))).number_of.get(path)
    if number is None:
        raise Http404
    return redirect(f"{address(request, 'membership:clause', number)}#{path}")


@require_safe
def as_pdf(request: HttpRequest) -> HttpResponse:
    """The whole handbook on paper, printed once for each edition; until it is, how far the printing is."""
    edition = edition_of(facts_of(request))
    document = printed(edition)
    if document is None:
        return _printing(request, edition)
    name = f"{request.collaborative.code}-handbook-{edition.name.replace('/', '-')}.pdf"
    return FileResponse(documents.open_document(document), content_type=documents.PDF, filename=name)


def _printing(request: HttpRequest, edition: Edition) -> HttpResponse:
    """While a parked job stands, it is shown and not asked for again."""
    parked = Job.objects.filter(kind=JOB, key=key_of(edition), state="parked").last()
    context = {"job": parked or ask_to_print(edition, request.user), "edition": edition}
    return render(request, "membership/constitution/printing.html", context, status=202)


@require_safe
def printing(request: HttpRequest) -> HttpResponse:
    """How far the printing is, for the part of the page that asks again and again."""
    edition = edition_of(facts_of(request))
    job = Job.objects.filter(kind=JOB, key=key_of(edition)).last()
    if job is None:
        raise Http404
    return render(request, "membership/constitution/_printing.html", {"job": job, "edition": edition})


def _frame(edition: Edition, shown: Book) -> dict[str, Any]:
    """What stands around every page of the handbook."""
    return {"edition": edition, "book": shown, "parts": shown.parts}


def _shown(request: HttpRequest, facts: Membership, page: Page, rule: RuleShown) -> Shown:
    found = answers(rule, facts)
    linked = tuple((answer, tuple(_links(request, facts, page, answer))) for answer in found)
    shown = {words for answer in found for words in answer.finding.readings}
    readings = tuple(words for words in rule.readings if words not in shown)
    return Shown(rule, linked, readings, agreeing([rule]))


def _links(request: HttpRequest, facts: Membership, page: Page, answer: Answer) -> Iterator[Link]:
    edition = edition_of(facts)
    for rest in answer.rests_on:
        open_to = rest.page and (rest.page not in FOR_MEMBERS or request.viewer.is_member)
        yield Link(rest.words, address(request, rest.page) if open_to else "")
    words = f"Edition {edition.name}" + (f", clause {page.number}" if page.clause else "")
    yield Link(words, address(request, "membership:edition", edition.number))
