"""manage.py audit verify [COLLABORATIVE]: walks the audit chains and names the first broken link."""

from django.core.management.base import BaseCommand, CommandError

from records import audit
from records.models import Collaborative


class Command(BaseCommand):
    help = "Checks that no entry of the audit trail was changed, removed or slipped in."

    def add_arguments(self, parser):
        acts = parser.add_subparsers(dest="act", required=True)
        verify = acts.add_parser("verify", help="walk the chains and name the first broken link")
        verify.add_argument("collaborative", nargs="?", help="its code; without it, every chain there is")

    def handle(self, *, collaborative: str | None = None, **options):
        verdicts = [self.tell(chain) for chain in chains(collaborative)]
        if not all(verdicts):
            raise CommandError("The audit trail is broken.")

    def tell(self, chain: Collaborative | None) -> bool:
        verdict = audit.verify(chain)
        name = chain.name if chain else "The installation"
        words = f"{verdict.checked} entries hold. Head: {verdict.head.short or 'none'}."
        if not verdict:
            words = f"broken at entry {verdict.broken_at}. {verdict.because}"
        self.stdout.write(f"{name}: {words}")
        return bool(verdict)


def chains(code: str | None) -> list[Collaborative | None]:
    if code is None:
        return [*Collaborative.objects.order_by("code"), None]
    try:
        return [Collaborative.objects.get(code=code)]
    except Collaborative.DoesNotExist:
        raise CommandError(f"There is no collaborative {code!r}.") from None
