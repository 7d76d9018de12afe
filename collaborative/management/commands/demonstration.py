"""Two invented groups to look at, and who can be played in them. Run twice, nothing changes.

manage.py demonstration              make the groups that are not there yet
manage.py demonstration --sign-ins   say who can be played, and as what
"""

from argparse import SUPPRESS, ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand

from collaborative import demonstration
from collaborative.demonstration.history import moment
from records import clock


class Command(BaseCommand):
    help = "Make the demonstration's two invented groups, or list who can be played in them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--sign-ins", action="store_true", help="only say who can be played, and as what")
        parser.add_argument("--on", type=date.fromisoformat, help=SUPPRESS)

    def handle(self, *, sign_ins: bool, on: date | None, **options: Any) -> None:
        day, now = (on, moment(on)) if on else (clock.today(), clock.now())
        if sign_ins:
            self._list(day)
            return
        if demonstration.missing():
            self._say("Making two invented groups with three years of history (less than a minute) …")
        for group, made in demonstration.build(day, now):
            self._say(f"{group.name}: {'made' if made else 'there already'}")

    def _say(self, words: str) -> None:
        self.stdout.write(words)

    def _list(self, on: date) -> None:
        for group, parts in demonstration.sign_ins(on):
            self._say(f"\n{group.name}\n")
            for part in parts:
                self._say(f"  {part.role[:58]:<60}{part.person.name:<24}{part.person.email}")
        self._say("\nEach signs in with one click on the first page, in the demonstration alone.")
