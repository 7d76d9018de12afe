"""Found a group: adopt its constitution and invite the person who does its office work.

manage.py found marlbeck --name "Marlbeck Collaborative" --constitution marlbeck.toml
                --person "Marian Teale" --email marian@marlbeck.example --note "Agreed on 4 July 2026"

The person follows the link that is printed, and invites everybody else from the site.
"""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email, validate_slug
from django.db import transaction
from django.urls import resolve, reverse

from collaborative.founding import first_person, found_group
from membership.actions.invitations import GOOD_FOR, Invitation
from records import clock
from records.models import Collaborative
from records.refusals import Refusal


class Command(BaseCommand):
    help = "Found a group: adopt its constitution and invite the person who does its office work."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="the first word of all its addresses: marlbeck")
        parser.add_argument("--name", required=True)
        parser.add_argument("--constitution", required=True, type=Path, metavar="FILE")
        parser.add_argument("--in-force-from", type=date.fromisoformat, metavar="2026-09-01")
        parser.add_argument("--note", required=True, help="how the founding members agreed to it")
        parser.add_argument("--person", required=True, metavar="NAME", help="who does the office work")
        parser.add_argument("--email", required=True)

    def handle(self, **asked: Any) -> None:
        try:
            validate_slug(asked["code"])
            validate_email(asked["email"])
            _refuse_address_of_the_site(asked["code"])
            group, invitation = found(**asked)
        except (Refusal, ValidationError, OSError, UnicodeDecodeError) as refused:
            raise CommandError(_sentence(refused)) from refused
        self.stdout.write(f"{group.name} is founded. Its address is {_address('home', group.code)}")
        self.stdout.write(
            f"{asked['person']} signs in the first time with this link, within {GOOD_FOR.days} days:"
        )
        self.stdout.write(_address("invitation", group.code, invitation.token))


@transaction.atomic
def found(
    *,
    code: str,
    name: str,
    constitution: Path,
    in_force_from: date | None,
    note: str,
    person: str,
    email: str,
    **_: Any,
) -> tuple[Collaborative, Invitation]:
    """All of it or nothing."""
    at = clock.now()
    on = clock.civil_day(at)
    source = constitution.read_text(encoding="utf-8")
    group = found_group(
        code=code.lower(), name=name, source=source, in_force_on=in_force_from, note=note, on=on
    )
    return group, first_person(group=group, name=person, email=email, on=on, at=at)


def _refuse_address_of_the_site(code: str) -> None:
    """The first word of an address belongs to the group, unless a page of the site itself has it."""
    if resolve(f"/{code.lower()}/").view_name != "home":
        raise Refusal(f"'{code}' is an address of the site itself. Choose another word.")


def _address(name: str, *args: str) -> str:
    return settings.SITE_URL.rstrip("/") + reverse(name, args=args)


def _sentence(refused: Exception) -> str:
    return " ".join(refused.messages) if isinstance(refused, ValidationError) else str(refused)
