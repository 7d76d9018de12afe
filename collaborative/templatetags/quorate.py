"""The words and components of every page (LOOK sections 5 and 6). Built in: no template loads it.

A filter for a day gives `<time>` where the page escapes, so that no line breaks inside a date, and plain words
where escaping is off (text mails). Inside an attribute, add `|striptags`.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.template.defaultfilters import linebreaksbr
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from collaborative import drawings, explain, icons
from constitution import say
from constitution.handbook import Bullets, Paragraph
from records.clock import UK
from records.money import pounds
from records.obligations import Obligation

register = template.Library()

STATES = {
    "done": ("good", "tick"),
    "waiting": ("waiting", "clock"),
    "look": ("warn", "triangle"),
    "wrong": ("bad", "cross"),
    "nothing": ("none", "dash"),
    "info": ("info", "info"),
}
SEATS = {"coming": "coming", "deputy": "by deputy", "no reply": "no reply", "absent": "absent"}


# --- words: days, times, sums, counts --------------------------------------------------------------


def _day(value: date | datetime) -> date:
    return value.astimezone(UK).date() if isinstance(value, datetime) else value


def _dated(value: Any, words: Any, autoescape: bool) -> str:
    if not value:
        return ""
    return _time(_day(value), words) if autoescape else words(_day(value))


@lru_cache(maxsize=4096)
def _time(day: date, words: Callable[[date], str]) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), words(day))


def _weekday(on: date) -> str:
    return say.long_date(on).rpartition(" ")[0]


def _dense(on: date) -> str:
    return f"{on:%a} {on.day} {on:%b}"


def _short(on: date) -> str:
    return f"{on.day} {on:%b}"


@register.filter(needs_autoescape=True)
def long_date(value: date | None, autoescape: bool = True) -> str:
    """Thursday 14 March 2024."""
    return _dated(value, say.long_date, autoescape)


@register.filter(needs_autoescape=True)
def day(value: date | None, autoescape: bool = True) -> str:
    """14 March 2024."""
    return _dated(value, say.date, autoescape)


@register.filter(needs_autoescape=True)
def weekday(value: date | None, autoescape: bool = True) -> str:
    """Thursday 14 March, where the year is plain."""
    return _dated(value, _weekday, autoescape)


@register.filter(needs_autoescape=True)
def dense_date(value: date | None, autoescape: bool = True) -> str:
    """Thu 14 Mar, for dense tables."""
    return _dated(value, _dense, autoescape)


@register.filter(needs_autoescape=True)
def short_date(value: date | None, autoescape: bool = True) -> str:
    """14 Mar, where weekday and year are plain."""
    return _dated(value, _short, autoescape)


@register.filter
def last_day(value: date | None) -> date | None:
    """The last day that people say aloud of a period kept with an open end: 2024-08-01 ends on 31 July."""
    return date.fromordinal(value.toordinal() - 1) if value else None


@register.filter
def clock_time(value: datetime | None) -> str:
    """9:00am, by the clocks of the United Kingdom."""
    if not value:
        return ""
    local = value.astimezone(UK)
    return f"{local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"


@register.filter
def away(value: date, today: date) -> str:
    """How far off: today, tomorrow, in 8 days, 3 days ago."""
    days = (value - today).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    if days in near:
        return near[days]
    return f"in {say.count(days, 'day')}" if days > 0 else f"{say.count(-days, 'day')} ago"


@register.filter
def money(value: int | Decimal | None) -> str:
    """£6,185.25 of whole pence (618525), always with its pence. A Decimal is already pounds."""
    if value is None or value == "":
        return ""
    amount = value if isinstance(value, Decimal) else pounds(value)
    return f"-£{-amount:,.2f}" if amount < 0 else f"£{amount:,.2f}"


@register.filter
def count(value: int, noun: str) -> str:
    """1 school, 21 schools; a plural of its own after a comma: 'person,people'."""
    return say.count(value, *noun.split(","))


@register.filter
def small(value: int) -> str:
    """four; 11."""
    return say.small(value)


@register.filter
def capital(words: str) -> str:
    return str(words)[:1].upper() + str(words)[1:]


@register.filter
def listed(words: Iterable[object]) -> str:
    """a, b and c."""
    return say.listed(words)


# --- addresses -------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def here(context: template.Context, name: str, *args: Any) -> str:
    """The address of a page of this collaborative: `{% here "membership:school" school.pk %}`. Keeps a previewed day."""
    page = context["page"]
    url = _address(name, page.collaborative.code, *args)
    return f"{url}?on={page.on.isoformat()}" if page.previewing else url


@register.simple_tag(takes_context=True)
def besides(context: template.Context, *named: str) -> str:
    """What the page was asked for besides these and the page of its list: '&by=7', after what names them anew."""
    asked = context["request"].GET.items()
    return "".join(f"&{urlencode([pair])}" for pair in asked if pair[0] not in (*named, "page"))


@lru_cache(maxsize=4096)
def _address(name: str, *args: Any) -> str:
    return reverse(name, args=args)


@register.simple_tag
def options(choices: Iterable[tuple[str, str]], chosen: str = "") -> SafeString:
    """What a list offers, (code, words) each, the chosen one marked."""
    return _options(tuple(choices), chosen)


@lru_cache(maxsize=256)
def _options(choices: tuple[tuple[str, str], ...], chosen: str) -> SafeString:
    told = ((code, " selected" if code == chosen else "", words) for code, words in choices)
    return format_html_join("", '<option value="{}"{}>{}</option>', told)


# --- status, chip, icon ----------------------------------------------------------------------------


@register.simple_tag
def icon(name: str) -> SafeString:
    return icons.icon(name)


@register.simple_tag
def status(state: str, words: object) -> SafeString:
    """A shape and a word. `state` is done, waiting, look (at this), wrong or nothing."""
    return _status(state, words)


# Kept by the kind of the words too: what is safe to show as it is stands apart from what looks the same.
@lru_cache(maxsize=1024, typed=True)
def _status(state: str, words: object) -> SafeString:
    tone, shape = STATES[state]
    return format_html('<span class="status {}">{}<span>{}</span></span>', tone, icons.icon(shape), words)


# How a message stands, as people say it.
MESSAGES = {
    "queued": ("waiting", "Queued"),
    "sending": ("waiting", "Sending"),
    "sent": ("done", "Sent"),
    "failed": ("wrong", "Failed"),
    "ambiguous": ("look", "Uncertain"),
    "suppressed": ("nothing", "Kept back"),
    "superseded": ("nothing", "Replaced"),
}


@register.simple_tag
def message_state(message: Any) -> SafeString:
    return status(*MESSAGES[message.state])


@register.simple_tag
def chip(state: str, words: object, shape: str = "") -> SafeString:
    """A tinted status beside a title. `shape` replaces the state's own: chip 'info' 'Guest' 'people'."""
    tone, own = STATES[state]
    return format_html('<span class="chip {}">{}{}</span>', tone, icons.icon(shape or own), words)


# How an invoice stands, by the shape of its state; the words are its own.
INVOICES = {
    "due": "waiting",
    "part paid": "waiting",
    "overdue": "wrong",
    "paid": "done",
    "credited": "nothing",
    "credit note": "nothing",
}


@register.simple_tag
def invoice_state(standing: Any) -> SafeString:
    return status(INVOICES[standing.state], standing.words)


# --- why? ------------------------------------------------------------------------------------------


@register.simple_tag
def why(
    finding: Any,
    what: str = "",
    text: str = "why?",
    rests_on: Iterable[explain.Link] = (),
    changes: Iterable[str] = (),
    opened: bool = False,
) -> str:
    """'why?' right after a value that a rule produced; opens in place. Nothing where there is no finding.

    `what` says the value as a clause: "the deadline is 1 April". Stands in a div, dd, td or li, never in a p.
    """
    if finding is None or finding == "":
        return ""
    told = explain.Told.of(finding)
    return _why(told, strip_tags(what), text, tuple(rests_on), tuple(changes), opened)


@lru_cache(maxsize=4096, typed=True)
def _why(
    told: explain.Told,
    what: str,
    text: str,
    rests_on: tuple[explain.Link, ...],
    changes: tuple[str, ...],
    opened: bool,
) -> SafeString:
    """A list says the same of many, and every page says the same again: it is written once."""
    shown = explain.why(told, what, rests_on, changes)
    return render_to_string("_parts/why.html", {"why": shown, "text": text, "opened": opened})


@register.inclusion_tag("_parts/why_panel.html")
def why_panel(
    finding: Any, what: str, rests_on: Iterable[explain.Link] = (), changes: Iterable[str] = ()
) -> dict[str, Any]:
    """The same panel standing open, as on a page of the constitution."""
    return {"why": explain.why(finding, strip_tags(what), rests_on, changes)}


# --- containers ------------------------------------------------------------------------------------


SECTION = (
    '<section class="ruled{}"{}><header><div class="names"><h{}>{}</h{}>{}{}</div>{}</header>{}</section>'
)


# Written here and not as a template: most pages have several.
@register.simple_block_tag
def section(
    content: str,
    title: str,
    id: str = "",
    note: str = "",
    chip: str = "",
    link: str = "",
    link_text: str = "",
    level: int = 2,
    narrow: bool = False,
) -> SafeString:
    """The ruled section."""
    anchor = format_html(' id="{}"', id) if id else ""
    beside = format_html('<span class="quiet">{}</span>', note) if note else ""
    leads = format_html('<a href="{}">{}</a>', link, link_text) if link else ""
    kind = " narrow" if narrow else ""
    return format_html(SECTION, kind, anchor, level, title, level, chip, beside, leads, content)


@register.simple_tag
def blocks(said: Iterable[Paragraph | Bullets]) -> SafeString:
    """The document's own words: paragraphs and lists of the handbook."""
    return _blocks(tuple(said))


@lru_cache(maxsize=1024)
def _blocks(said: tuple[Paragraph | Bullets, ...]) -> SafeString:
    return format_html_join("", "{}", ((_block(each),) for each in said))


def _block(said: Paragraph | Bullets) -> SafeString:
    if isinstance(said, Bullets):
        return format_html(
            "<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((item,) for item in said.items))
        )
    return format_html("<p>{}</p>", linebreaksbr(said.text))


@register.simple_block_tag
def quote(content: str, title: str = "", number: str = "", edition: str = "", large: bool = False) -> str:
    """The document's own words, in serif, with the clause beneath."""
    return render_to_string(
        "_parts/quote.html",
        {"content": content, "title": title, "number": number, "edition": edition, "large": large},
    )


@register.simple_block_tag
def consequence(content: str, title: str = "Before you confirm", level: int = 2) -> str:
    """What follows from an act that binds, and what a day later would change."""
    return render_to_string("_parts/consequence.html", {"content": content, "title": title, "level": level})


@register.simple_block_tag
def empty(
    content: str, title: str, button: str = "", url: str = "", link: str = "", link_text: str = ""
) -> str:
    """What would be here, what brings it and when: with at most one outlined button."""
    return render_to_string(
        "_parts/empty.html",
        {
            "content": content,
            "title": title,
            "button": button,
            "url": url,
            "link": link,
            "link_text": link_text,
        },
    )


@register.simple_block_tag
def notice(content: str, tone: str = "") -> str:
    """A banner in the page. `tone`: good, warn, bad, or none for news."""
    return render_to_string("_parts/notice.html", {"content": content, "tone": tone})


# --- rows and figures ------------------------------------------------------------------------------


@register.inclusion_tag("_parts/task.html", takes_context=True)
def task(context: template.Context, item: Obligation, first: bool = False) -> dict[str, Any]:
    """One thing that needs a person: an Obligation. `first` makes its button the primary one of the page."""
    page = context.get("page")
    reason = f"{item.what.rstrip('?.')}: by {say.long_date(item.due_on)}"
    return {"item": item, "first": first, "today": page.on if page else None, "because": reason}


@register.inclusion_tag("_parts/figures.html")
def figures(items: Iterable[Any]) -> dict[str, Any]:
    """Up to four numbers. Each has label, value, of, note, and may have finding and what for its why."""
    return {"items": items}


@register.inclusion_tag("_parts/seats.html")
def seat_strip(
    coming: int = 0, deputy: int = 0, no_reply: int = 0, absent: int = 0, needed: int = 0, live: bool = False
) -> dict:
    """Quorate's emblem, for quorum only; `live` of who is in the room. The sentence belongs beside it."""
    counts = {"coming": coming, "deputy": deputy, "no reply": no_reply, "absent": absent}
    said = "here" if live else "expected"
    title = f"{coming + deputy} of {sum(counts.values())} {said}, {needed} needed"
    words = SEATS | ({"coming": "here", "absent": "not here"} if live else {})
    key = [(drawings.seat_mark(kind), number, words[kind]) for kind, number in counts.items() if number]
    return {"drawing": drawings.seat_strip(counts, needed, title), "key": key}


@register.simple_tag
def assembly(filled: int, total: int) -> SafeString:
    return drawings.assembly(filled, total)


@register.simple_tag
def meter(actual: int, budget: int) -> SafeString:
    """A bar beside two sums; the sums stand in the row as words."""
    return drawings.meter(actual / budget if budget else 0, over=actual > budget)


NOTHING_OPEN = format_html('<td class="money in-order" data-label="Still open">{}</td>', "–")


@register.simple_tag
def money_cell(pence: int | None, label: str = "", finding: Any = None, what: str = "") -> SafeString:
    """A table cell with a sum: right-aligned, pence always; a dash for nothing."""
    return _money_cell(pence, label, why(finding, what))


@lru_cache(maxsize=4096, typed=True)
def _money_cell(pence: int | None, label: str, reason: str) -> SafeString:
    shown = money(pence) if pence is not None else "–"
    return format_html('<td class="money" data-label="{}"><span>{} {}</span></td>', label, shown, reason)


@register.simple_tag
def open_cell(pence: int) -> SafeString:
    """What is still open on an invoice; a dash in a quiet cell where nothing is."""
    return _money_cell(pence, "Still open", "") if pence > 0 else NOTHING_OPEN


@register.inclusion_tag("_parts/timeline.html")
def timeline(stages: Iterable[Any]) -> dict[str, Any]:
    """The fixed stages of a document or case. Each has name, state (done, now, next), on, note."""
    return {"stages": stages}


@register.inclusion_tag("_parts/year.html")
def year_strip(halves: Iterable[Any]) -> dict[str, Any]:
    """The six half terms. Each has name, first, last, words ('3 of 9 done'), now, and may have url."""
    return {"halves": halves}


@register.inclusion_tag("_parts/progress.html")
def progress(
    job: Any, making: str, url: str = "", done_words: str = "", mailed: bool = True
) -> dict[str, Any]:
    """Long work: what is being made, how far, and that one can leave. `url` gives this part again (htmx polls it).

    Without script, the page says how to look again. `job` has state, done, total, last_error.
    """
    return {"job": job, "making": making, "url": url, "done_words": done_words, "mailed": mailed}


@register.inclusion_tag("_parts/bar_chart.html")
def bar_chart(points: Iterable[drawings.Point], title: str) -> dict[str, Any]:
    points = list(points)
    return {"drawing": drawings.bars(points, title), "title": title, "points": points}


@register.inclusion_tag("_parts/bar_chart.html")
def line_chart(points: Iterable[drawings.Point], title: str) -> dict[str, Any]:
    points = list(points)
    return {"drawing": drawings.line(points, title), "title": title, "points": points}


# --- forms -----------------------------------------------------------------------------------------


@register.inclusion_tag("_parts/problems.html")
def error_summary(form: Any) -> dict[str, Any]:
    """Boxed above the title: what to put right, each a link that leads to its field."""
    problems = [] if form is None or not getattr(form, "is_bound", False) else _problems(form)
    return {"problems": problems}


def _problems(form: Any) -> list[tuple[str, str]]:
    """(id of the field or empty, sentence) of each error, the form's own first."""
    whole = [("", error) for error in form.non_field_errors()]
    own = [(field.id_for_label or field.auto_id, error) for field in form for error in field.errors]
    return whole + own


@register.filter
def things(number: int) -> str:
    """One thing; Two things; 11 things."""
    return capital(f"{say.small(number)} {'thing' if number == 1 else 'things'}")
