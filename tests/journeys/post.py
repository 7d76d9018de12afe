"""The mail that the site sent: as the files of a demonstration, or in the hands of a mail server."""

import re
from email import message_from_bytes
from email.message import Message
from pathlib import Path

BETWEEN = b"-" * 79 + b"\n"
CODE = re.compile(r"^[A-Z0-9]{4,}-?[A-Z0-9]*$", re.MULTILINE)


def files(data: Path, email: str) -> list[Message]:
    """The letters to an address, the latest last."""
    kept = sorted((data / "mail").glob("*.log"), key=lambda file: file.stat().st_mtime)
    # What is sent in one go stands in one file.
    letters = [message_from_bytes(each) for file in kept for each in file.read_bytes().split(BETWEEN)]
    return [letter for letter in letters if email in str(letter["To"])]


def text_of(letter: Message) -> str:
    part = next(part for part in letter.walk() if part.get_content_type() == "text/plain")
    return part.get_payload(decode=True).decode().replace("\r\n", "\n")


def code_in(letters: list[Message]) -> str:
    """The code for signing in, from the latest letter."""
    found = CODE.search(text_of(letters[-1]))
    assert found, text_of(letters[-1])
    return found[0]
