"""manage.py recover nadia@school.example --second-factor --because "by telephone": lost access, without developers."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from collaborative.actions import change_address, lift_second_factor
from records import clock
from records.models import Person
from records.refusals import Refusal


class Command(BaseCommand):
    help = "Give somebody back their way in: lift a lost second factor, or change an address that is no longer read."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address that they sign in with now")
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--second-factor", action="store_true", help="lift the second factor")
        what.add_argument("--address", metavar="NEW", help="the address from now on")
        parser.add_argument(
            "--because", required=True, help="how you know that it is them; kept in the audit trail"
        )

    def handle(self, email: str, **options: Any) -> None:
        person = Person.objects.filter(email=email.lower()).first()
        if person is None:
            raise CommandError(f"Nobody signs in with {email}.")
        try:
            self.stdout.write(self._recover(person, options))
        except Refusal as refused:
            raise CommandError(refused.sentence) from None

    def _recover(self, person: Person, options: dict[str, Any]) -> str:
        because, at = options["because"], clock.now()
        if options["address"]:
            change_address(person=person, to=options["address"], by=None, at=at, because=because)
            return f"{person.name} signs in with {person.email} from now on."
        lift_second_factor(person=person, by=None, viewer=None, at=at, because=because)
        return f"The second factor of {person.name} is lifted."
