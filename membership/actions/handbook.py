"""The handbook on paper (K15.3): printed once for each edition, kept, and given out as it was printed."""

from datetime import date

from django.template.loader import render_to_string

from constitution import say
from membership.models import Edition
from membership.queries.handbook import book
from records import documents, jobs
from records.models import Document, Job, Person

KIND = "handbook"
JOB = "print-handbook"


def printed(edition: Edition) -> Document | None:
    """The copy that was printed of this edition. It holds no fact of any day, so it never ages."""
    same = {"kind": KIND, "edition_sha": edition.sha256, "subject": in_force(edition)}
    return Document.objects.filter(**same, destroyed_on__isnull=True).first()


def ask_to_print(edition: Edition, by: Person | None) -> Job:
    """Some fifty pages take a while, so it is done in the background; while it is, this is the same job."""
    return jobs.enqueue(
        kind=JOB,
        key=key_of(edition),
        by=by,
        collaborative=edition.collaborative,
        arguments={"number": edition.number},
    )


def key_of(edition: Edition) -> str:
    """One for each edition: the same text may come into force again on another day."""
    return f"edition {edition.number}, {edition.sha256[:12]}"


def print_handbook(*, edition: Edition, by: Person | None, on: date) -> Document:
    """Print it, unless it is printed already."""
    return printed(edition) or documents.issue(
        collaborative=edition.collaborative,
        kind=KIND,
        title=title_of(edition),
        subject=in_force(edition),
        html=html_of(edition),
        edition_sha=edition.sha256,
        on=on,
        by=by,
    )


def title_of(edition: Edition) -> str:
    return f"{edition.rules.constitution.name}: constitution and handbook, {edition.name}"


def in_force(edition: Edition) -> str:
    return f"in force from {say.date(edition.in_force_on)}"


def html_of(edition: Edition) -> str:
    shown = book(edition)
    context = {
        "edition": edition,
        "book": shown,
        "title": title_of(edition),
        "in_force": in_force(edition),
    }
    return render_to_string("documents/handbook.html", context)
