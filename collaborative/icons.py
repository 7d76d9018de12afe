"""The icons: a shape that always stands beside a word. Drawn in a square of 16, in the colour of the text."""

from functools import cache

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

SHAPES = {
    "tick": '<path d="M2.5 8.5l3.6 3.7 7.4-8"/>',
    "clock": '<circle cx="8" cy="8" r="6.2"/><path d="M8 4.2V8l2.6 1.8"/>',
    "triangle": '<path d="M8 2.2L14.6 13.6H1.4z"/><path d="M8 6.4v3.4M8 11.4v.6"/>',
    "cross": '<rect x="1.8" y="1.8" width="12.4" height="12.4" rx="1.5"/><path d="M5.4 5.4l5.2 5.2M10.6 5.4l-5.2 5.2"/>',
    "dash": '<path d="M3 8h10"/>',
    "info": '<circle cx="8" cy="8" r="6.2"/><path d="M8 7.2v4M8 4.4v.8"/>',
    "menu": '<path d="M1.5 3.5h13M1.5 8h13M1.5 12.5h13"/>',
    "mail": '<rect x="1.5" y="3" width="13" height="10" rx="1.5"/><path d="M2 4l6 5 6-5"/>',
    "key": '<circle cx="5" cy="11" r="3.3"/><path d="M7.4 8.6l6-6M10.8 5.2l2 2"/>',
    "calendar": '<rect x="1.8" y="3" width="12.4" height="11" rx="1.5"/><path d="M1.8 6.8h12.4M5 1.2v3M11 1.2v3"/>',
    "document": '<path d="M3.5 1.5h6l3 3v10h-9z"/><path d="M5.8 7.5h4.6M5.8 10.5h4.6"/>',
    "lock": '<rect x="2.8" y="7" width="10.4" height="7.2" rx="1"/><path d="M5 7V4.8a3 3 0 0 1 6 0V7"/>',
    "people": '<circle cx="6" cy="5" r="2.6"/><path d="M1.2 13.6c.4-3 2-4.6 4.8-4.6s4.4 1.6 4.8 4.6'
    'M10.6 2.6a2.6 2.6 0 0 1 0 4.8M12.4 9.6c1.4.7 2.2 2 2.4 4"/>',
    "up": '<path d="M8 13.5v-11M3.6 6.8L8 2.4l4.4 4.4"/>',
    "down": '<path d="M8 2.5v11M3.6 9.2L8 13.6l4.4-4.4"/>',
    "download": '<path d="M8 2v8.5M4.2 7L8 10.8 11.8 7M2 14h12"/>',
    "ring": '<circle cx="8" cy="8" r="6.2"/>',
    "now": '<circle cx="8" cy="8" r="6.2"/><circle cx="8" cy="8" r="3" fill="currentColor"/>',
    "signed": '<circle cx="8" cy="8" r="7" fill="currentColor"/><path d="M4.8 8.3l2.3 2.3 4.2-4.7" stroke="#ffffff"/>',
}


@cache
def icon(name: str) -> SafeString:
    """One icon, hidden from screen readers: the word beside it says the same."""
    # The shapes above are ours and fixed; nothing typed by anybody comes into them.
    shape = mark_safe(SHAPES[name])  # nosec
    return format_html(
        '<svg class="icon" viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor"'
        ' stroke-width="1.6" aria-hidden="true" focusable="false">{}</svg>',
        shape,
    )
