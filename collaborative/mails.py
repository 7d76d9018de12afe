"""Mails in threes: subject, text and html from `templates/emails/<name>/`."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string


class Mail(NamedTuple):
    subject: str
    text: str
    html: str

    def to(self, address: str, reply_to: str = "") -> EmailMultiAlternatives:
        """Ready to send, at once and without being stored: for codes and links that open a door."""
        replies = [reply_to] if reply_to else None
        message = EmailMultiAlternatives(self.subject, self.text, to=[address], reply_to=replies)
        message.attach_alternative(self.html, "text/html")
        return message


def compose(name: str, facts: Mapping[str, Any]) -> Mail:
    """The mail `name` with these facts; the subject stands among the facts of text and html."""
    subject = " ".join(render_to_string(f"emails/{name}/subject.txt", facts).split())
    told = {**facts, "subject": subject}
    text = render_to_string(f"emails/{name}/text.txt", told).strip() + "\n"
    return Mail(subject, text, render_to_string(f"emails/{name}/message.html", told))
