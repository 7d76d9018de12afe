"""What the page of a meeting is made of: each piece adds its own block, and the page knows none of them.

A view module says what its block holds, and templates/meetings/_<name>.html shows it as `block`:

    @block("agenda")
    def agenda_block(request, meeting) -> dict | None: ...

None leaves it out. It is asked for the page of a meeting that the viewer may see, on reading only.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from meetings.models import Meeting

# The order on the page, and the column: the wide one tells what to do, the other how things stand.
WIDE = ("agenda", "replies", "roll", "decisions")
NARROW = ("interests", "papers", "minutes", "follow")

Content = Callable[[HttpRequest, Meeting], dict[str, Any] | None]
_contents: dict[str, Content] = {}


@dataclass(frozen=True)
class Block:
    name: str
    content: dict[str, Any]

    @property
    def template(self) -> str:
        return f"meetings/_{self.name}.html"


def block(name: str) -> Callable[[Content], Content]:
    """Mark what makes the content of a block, by the name of its template."""

    def register(content: Content) -> Content:
        _contents[name] = content
        return content

    return register


def blocks(names: tuple[str, ...], request: HttpRequest, meeting: Meeting) -> Iterator[Block]:
    """Those of these names that have something to show, and a template to show it, in their order."""
    for name in names:
        content = _contents[name](request, meeting) if name in _contents and _has_template(name) else None
        if content is not None:
            yield Block(name, content)


@cache
def _has_template(name: str) -> bool:
    try:
        get_template(Block(name, {}).template)
    except TemplateDoesNotExist:
        return False
    return True
