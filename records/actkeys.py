"""An act done once however often the button is pressed: double clicks, the back button, a phone that
reconnects.
"""

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from records import tenancy
from records.models import ActKey, Person


def new() -> str:
    """A key for one form: it is put in the page, and comes back with every press of its button."""
    return secrets.token_urlsafe(24)


@transaction.atomic
def once(*, person: Person, key: str, act: str, at: datetime, do: Callable[[], Any]) -> Any:
    """Does the act, or answers as it was answered the first time. `do` returns what JSON can hold: a key,
    an address.

    The key is written first in the transaction, so that a second press waits for the first; if the first
    fails, its key goes with it.
    """
    mark = ActKey(collaborative=tenancy.current(), person=person, key=key, act=act, used_at=at)
    try:
        with transaction.atomic():
            mark.save(force_insert=True)
    except IntegrityError:
        return _first_answer(person, key, act)
    outcome = do()
    tenancy.everywhere(ActKey).filter(pk=mark.pk).update(outcome=outcome)
    return outcome


def _first_answer(person: Person, key: str, act: str) -> Any:
    first = tenancy.everywhere(ActKey).filter(person=person, key=key).first()
    if first is None or first.act != act:
        raise ValueError(f"The key of a form was used for another act than {act!r}.")
    return first.outcome
