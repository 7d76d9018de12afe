"""Rows of schools side by side: how each stands, and the last contact with its headteacher. `{% load schools %}`."""

from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from collaborative.templatetags.quorate import capital, day, here, status
from membership.models import SchoolDetail
from membership.queries.outstanding import Lack
from membership.queries.wellbeing import Contact
from membership.views.members import Sees, Shown
from membership.views.words import Said

register = template.Library()

CELL = '<td data-label="{}">{}</td>'
NOTE = '<div class="note">{}</div>'
IN_ORDER = format_html(' class="{}"', "in-order")

# --- how they stand ----------------------------------------------------------------------------------------

ROW = '<tr>{}<th scope="row"><a href="{}">{}</a></th>{}{}</tr>'
CHOOSE = (
    '<td data-label="Choose"><div class="form-check"><input class="form-check-input" type="checkbox" form="remind" '
    'name="school" value="{}" aria-label="{}"></div></td>'
)
NOTHING_TO_CHOOSE = format_html('<td data-label="{}"></td>', "Choose")
STANDING = '<td data-label="{}"{}><div>{}{}</div></td>'
NOTICE = '<td data-label="Notice"{}>{}</td>'
NO_NOTICE = format_html('<span class="quiet">{}</span>', "None")


@register.simple_tag(takes_context=True)
def standing_rows(context: template.Context, rows: Iterable[Shown], sees: Sees) -> SafeString:
    """Schools in the columns that this viewer has."""
    told = ((here(context, "membership:school", row.line.school.pk), *_told(row, sees)) for row in rows)
    return format_html_join("", "{}", ((_row(*each),) for each in told))


def _told(row: Shown, sees: Sees) -> tuple[str, SafeString | str, tuple, Said | None]:
    """Its name, the box that chooses it, its cells and its notice."""
    name = row.line.name
    box = _box(row.line.school.pk, name, bool(row.lacks)) if sees.reminds else ""
    cells = (("Tier", row.tier, None), *row.cells) if sees.contracts else _kind(row.line.detail)
    return name, box, cells, row.notice if sees.notices else None


def _kind(detail: SchoolDetail) -> tuple:
    """What stands in place of the standing for whoever does not see it."""
    return ("Kind", capital(detail.kind), None), ("Status", detail.get_status_display(), None)


@lru_cache(maxsize=1024)
def _box(pk: int, name: str, lacks: bool) -> SafeString:
    """For a school that lacks something."""
    return format_html(CHOOSE, pk, name) if lacks else NOTHING_TO_CHOOSE


# Kept by all that it says: what is as it was is not written again.
@lru_cache(maxsize=1024)
def _row(url: str, name: str, box: SafeString, cells: tuple, notice: Said | None) -> SafeString:
    shown = format_html_join("", "{}", ((_cell(*each),) for each in cells))
    return format_html(ROW, box, url, name, shown, _notice(notice) if notice else "")


def _cell(label: str, said: Said | str, lack: Lack | None) -> SafeString:
    """A thing that the standing rests on: how it is, since when it is missing, when asked for."""
    if isinstance(said, str):
        return format_html(CELL, label, said)
    quiet = IN_ORDER if said.in_order else ""
    return format_html(STANDING, label, quiet, status(said.state, said.words), _lacking(lack))


def _lacking(lack: Lack | None) -> SafeString | str:
    since = format_html("Since {}", day(lack.since)) if lack and lack.since else ""
    asked = (
        format_html("{} {}", "asked" if since else "Asked", day(lack.last.on)) if lack and lack.last else ""
    )
    words = format_html_join("; ", "{}", ((each,) for each in (since, asked) if each))
    return format_html(NOTE, words) if words else ""


def _notice(said: Said) -> SafeString:
    given = said.state != "nothing"
    return format_html(
        NOTICE, "" if given else IN_ORDER, status(said.state, said.words) if given else NO_NOTICE
    )


# --- contacts about wellbeing ------------------------------------------------------------------------------

CONTACT = (
    '<tr><th scope="row"><a href="{0}">{1}</a></th><td data-label="Headteacher"{2}>{3}</td>'
    '<td data-label="Last contact" class="whole">{4}</td>'
)
LOG = '<td><a class="alone" href="{5}?school={6}">Log<span class="visually-hidden"> a contact: {1}</span></a></td>'


@register.simple_tag(takes_context=True)
def contact_rows(context: template.Context, contacts: Iterable[Contact]) -> SafeString:
    """Headteachers, the last contact with each, and where to log one; nothing is logged on a previewed day."""
    row = f"{CONTACT}{'' if context['page'].previewing else LOG}</tr>"
    log = here(context, "membership:log-contact")
    pages = ((here(context, "membership:wellbeing-school", each.school.pk), each) for each in contacts)
    return format_html_join("", row, ((page, *_contact(each), log, each.school.pk) for page, each in pages))


def _contact(contact: Contact) -> tuple[str, str, str, SafeString]:
    quiet, head = ("", contact.head.name) if contact.head else (IN_ORDER, "")
    return contact.name, quiet, head, status(*contact.state())
