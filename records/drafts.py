"""Nothing typed is ever lost: autosave, a bad connection, and the losing text of a conflict."""

from collections.abc import Mapping
from datetime import datetime

from records import tenancy
from records.models import Draft, Person


def save(
    *, person: Person, form: str, subject: str, text: Mapping[str, str], at: datetime, based_on: int = 0
) -> Draft:
    """Keeps what somebody has typed in a form about one row, in place of what was kept before.

    `based_on` is the version of the row that the writer saw. Call inside the collaborative's scope.
    """
    return Draft.objects.update_or_create(
        collaborative=tenancy.needed(),
        person=person,
        form=form,
        subject=subject,
        defaults={"text": dict(text), "based_on": based_on, "saved_at": at},
    )[0]


def find(*, person: Person, form: str, subject: str) -> Draft | None:
    """What the person has left in a form, if anything. Nobody reads another's."""
    return Draft.objects.filter(person=person, form=form, subject=subject).first()


def discard(*, person: Person, form: str, subject: str) -> None:
    """Lets it go: it was sent, or the writer does not want it."""
    Draft.objects.filter(person=person, form=form, subject=subject).delete()
