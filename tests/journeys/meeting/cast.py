"""Who takes part in the meeting, each at their own screen, and what they read on paper and in the mail.

Marian Teale runs the office at a desk; Amara Nwosu presides and keeps the roll with her on a phone. Nadia Farrow cannot
come and sends Owen Sallis, her deputy; Graham Tunstead has an interest; Callum Brearley of the authority is the guest of
one item.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import Message
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader

from tests.journeys import post
from tests.journeys.visitor import Visitor

# The full meetings of Thursday 14 March and of Thursday 9 May 2024.
HELD, NEXT = "/knowsley/meetings/9/", "/knowsley/meetings/11/"
NAMES = {
    "office": ("Marian Teale", "both"),
    "chair": ("Amara Nwosu", "phone"),
    "nadia": ("Nadia Farrow", "phone"),
    "owen": ("Owen Sallis", "phone"),
    "graham": ("Graham Tunstead", "phone"),
    "david": ("David Ashworth-Lyle", "desk"),
    "guest": ("Callum Brearley", "both"),
}


@dataclass
class Cast:
    """Who takes part, each in a browser of their own from the first time that they are asked for."""

    visit: Callable[..., Visitor]
    data: Path
    now_is: Callable[..., None]
    here: dict[str, Visitor] = field(default_factory=dict)

    def __getattr__(self, who: str) -> Visitor:
        if who not in NAMES:
            raise AttributeError(who)
        if who not in self.here:
            self.here[who] = self.visit(*NAMES[who])
        return self.here[who]

    def letter(self, email: str, words: str) -> str:
        """The last letter to somebody that has these words, as soon as it is sent."""
        until = time.monotonic() + 120
        while time.monotonic() < until:
            found = [told for each in post.files(self.data, email) if words in (told := said_in(each))]
            if found:
                return found[-1]
            time.sleep(0.5)
        raise AssertionError(f"no letter about {words!r} to {email}")


def said_in(letter: Message) -> str:
    """Its subject and its text, with their spaces made plain."""
    return re.sub(r"\s+", " ", f"{letter['Subject']} {post.text_of(letter)}")


def paper(reader: Visitor, path: str) -> str:
    """What a PDF says."""
    found = PdfReader(BytesIO(reader.page.request.get(path).body()))
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in found.pages))
