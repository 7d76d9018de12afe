"""Drawings as plain SVG: seats, bars and lines (LOOK sections 2 and 5).

Colour and size stand in attributes, so that one drawing serves page, email, PDF and the strict policy. Each has
a title; the numbers stand beside it as text, and colour never says anything alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, pi, sin

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

INK, INK_2, LINE, EDGE = "#17212b", "#4a5562", "#d8dde4", "#76818f"
ACCENT, PAPER, OVER = "#2443a0", "#ffffff", "#a86400"
FONT = "Public Sans, system-ui, sans-serif"

# A strip of more seats than this would be a comb; it becomes a bar with the same line.
MOST_SEATS = 60
# Room for the words '3 needed' beside the line, however few the seats.
SMALLEST = 160
PITCH, WIDE, HIGH, TOP = 15.75, 13.0, 25.0, 30.0


def _svg(width: float, height: float, title: str, inside: SafeString) -> SafeString:
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{}" viewBox="0 0 {} {}"'
        ' width="{}" height="{}"><title>{}</title>{}</svg>',
        title, f"{width:g}", f"{height:g}", f"{width:g}", f"{height:g}", title, inside,
    )  # fmt: skip


def _rect(x: float, y: float, width: float, height: float, fill: str, stroke: str = "none", r: float = 0):
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" rx="{}" fill="{}" stroke="{}"/>',
        f"{x:g}", f"{y:g}", f"{width:g}", f"{height:g}", f"{r:g}", fill, stroke,
    )  # fmt: skip


def _text(x: float, y: float, words: object, *, size=14, weight=400, fill=INK, anchor="start"):
    return format_html(
        '<text x="{}" y="{}" font-family="{}" font-size="{}" font-weight="{}" fill="{}" text-anchor="{}">{}</text>',
        f"{x:g}", f"{y:g}", FONT, size, weight, fill, anchor, words,
    )  # fmt: skip


def _together(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


# --- seats: the emblem, for quorum only ------------------------------------------------------------


@lru_cache(maxsize=1024)
def _seat(kind: str, x: float, y: float, width: float = WIDE, height: float = HIGH) -> SafeString:
    """One seat: filled, filled with a white dot (deputy), filled at the foot (no reply), or hollow."""
    if kind in {"coming", "deputy"}:
        block = _rect(x, y, width, height, ACCENT, r=2)
        dot = format_html(
            '<circle cx="{}" cy="{}" r="{}" fill="{}"/>',
            f"{x + width / 2:g}", f"{y + height / 2:g}", f"{width / 4:g}", PAPER,
        )  # fmt: skip
        return _together([block, dot]) if kind == "deputy" else block
    hollow = _rect(x + 0.5, y + 0.5, width - 1, height - 1, PAPER, EDGE, r=2)
    foot = _rect(x, y + height * 0.72, width, height * 0.28, ACCENT)
    return _together([hollow, foot]) if kind == "no reply" else hollow


def seat_mark(kind: str) -> SafeString:
    """The small seat in the key under the strip."""
    return format_html(
        '<svg viewBox="0 0 11 15" width="11" height="15" aria-hidden="true" focusable="false">{}</svg>',
        _seat(kind, 0, 0, 11, 15),
    )


def seat_strip(counts: dict[str, int], needed: int, title: str) -> SafeString:
    """A seat for each who belongs, in the order coming, deputy, no reply, absent, and a line at the number needed.

    >>> seat_strip({"coming": 22, "deputy": 4, "no reply": 6, "absent": 3}, 21, "26 expected, 21 needed")
    """
    kinds = [kind for kind, how_many in counts.items() for _ in range(how_many)]
    if len(kinds) > MOST_SEATS:
        return _seat_bar(counts, needed, title)
    seats = [_seat(kind, place * PITCH + 1, TOP) for place, kind in enumerate(kinds)]
    width = max(len(kinds) * PITCH, SMALLEST)
    return _svg(width, TOP + HIGH + 6, title, _together([*seats, _needed(needed * PITCH, needed, width)]))


def _seat_bar(counts: dict[str, int], needed: int, title: str) -> SafeString:
    width, total = 552.0, sum(counts.values())
    here = (counts.get("coming", 0) + counts.get("deputy", 0)) / total * width
    bars = [
        _rect(0.5, TOP + 0.5, width - 1, HIGH - 1, PAPER, EDGE, r=2),
        _rect(0, TOP, here, HIGH, ACCENT, r=2),
    ]
    return _svg(
        width, TOP + HIGH + 6, title, _together([*bars, _needed(needed / total * width, needed, width)])
    )


def _needed(x: float, needed: int, width: float) -> SafeString:
    before = x > width / 2
    label = _text(
        x - 7 if before else x + 7,
        17,
        f"{needed:,} needed",
        size=16,
        weight=600,
        anchor="end" if before else "start",
    )
    return _together([_rect(x - 1, 4, 2.4, TOP + HIGH, INK), label])


def assembly(filled: int, total: int) -> SafeString:
    """Seats in a half circle of three rows, filled from the left: the picture on the sign-in page."""
    rows = [round(total * share) for share in (0.43, 0.34)]
    rows.append(total - sum(rows))
    places = sorted(
        (pi * step / max(seats - 1, 1), 160 - 40 * row)
        for row, seats in enumerate(rows)
        for step in range(seats)
    )
    dots = [_dot(turn, radius, place < filled) for place, (turn, radius) in enumerate(places)]
    words = [
        _text(180, 172, filled, size=52, weight=700, anchor="middle"),
        _text(180, 198, f"of {total}", size=16, fill=INK_2, anchor="middle"),
    ]
    return _svg(360, 206, f"{filled} of {total} seats filled", _together(dots + words))


def _dot(turn: float, radius: float, filled: bool) -> SafeString:
    return format_html(
        '<circle cx="{}" cy="{}" r="10" fill="{}" stroke="{}" stroke-width="1.5"/>',
        f"{180 - radius * cos(turn):.1f}", f"{175 - radius * sin(turn):.1f}",
        ACCENT if filled else PAPER, ACCENT if filled else EDGE,
    )  # fmt: skip


# --- bars and lines --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Point:
    """A label, a number of zero or more, and the number as people read it."""

    label: str
    value: float
    shown: str = ""

    @property
    def words(self) -> str:
        return self.shown or f"{self.value:g}"


def meter(share: float, over: bool = False) -> SafeString:
    """A bar beside a sum: how much of the budget is used. Overspent: full, with a mark where the budget ended.

    `share` is actual / budget; the words beside it say the sum.
    """
    width, end = 240.0, min(share, 1.0) * 240
    bar = [_rect(0, 0, width, 10, "#e9ecf1"), _rect(0, 0, end, 10, OVER if over else ACCENT)]
    if over:
        bar.append(_rect(width / share - 1, 0, 2, 10, INK))
    return format_html(
        '<svg class="meter" viewBox="0 0 240 10" preserveAspectRatio="none" aria-hidden="true"'
        ' focusable="false">{}</svg>',
        _together(bar),
    )


def bars(points: Sequence[Point], title: str) -> SafeString:
    """One bar a row, label at the left, number at the right."""
    most = max((point.value for point in points), default=0) or 1
    rows = [_bar(place, point, point.value / most) for place, point in enumerate(points)]
    return _svg(480, len(points) * 32 + 4, title, _together(rows))


def _bar(place: int, point: Point, share: float) -> SafeString:
    y, width = place * 32, max(share * 230, 1)
    return _together([
        _text(0, y + 20, point.label, fill=INK),
        _rect(150, y + 6, width, 18, ACCENT, r=2),
        _text(158 + width, y + 20, point.words, weight=600),
    ])  # fmt: skip


def line(points: Sequence[Point], title: str) -> SafeString:
    """One line through equally spaced points, with each number above its point."""
    most = max((point.value for point in points), default=0) or 1
    gap = 400 / max(len(points) - 1, 1)
    spots = [(40 + place * gap, 180 - point.value / most * 140) for place, point in enumerate(points)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
    drawn = format_html('<polyline points="{}" fill="none" stroke="{}" stroke-width="2.5"/>', path, ACCENT)
    marks = [_mark(spot, point) for spot, point in zip(spots, points, strict=True)]
    return _svg(480, 214, title, _together([_rect(20, 180, 440, 1, LINE), drawn, *marks]))


def _mark(spot: tuple[float, float], point: Point) -> SafeString:
    x, y = spot
    dot = format_html('<circle cx="{}" cy="{}" r="4.5" fill="{}"/>', f"{x:.1f}", f"{y:.1f}", ACCENT)
    number = _text(x, y - 12, point.words, weight=600, anchor="middle")
    return _together([dot, number, _text(x, 204, point.label, fill=INK_2, anchor="middle")])
