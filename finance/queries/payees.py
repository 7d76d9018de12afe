"""Who a payment rule means on a day: 'chair', 'the Chair's school', 'the fund-holding school', in words."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import constitution
from constitution import say
from finance.models import Account
from membership.queries.periods import in_force_of
from membership.queries.register import Register, Role

SCHOOL_OF = re.compile(r"(?:the )?(.+)'s school", re.IGNORECASE)
FUND_HOLDER = "fund-holding school"


class Holders:
    """Who has held the account, read once for all the years that are asked about."""

    @cached_property
    def accounts(self) -> list[Account]:
        """The latest first."""
        return list(Account.objects.select_related("held_by").order_by("-opened_on"))


@dataclass
class Payees:
    """The holders of offices and of the account. The rule's own words stand where nobody is known."""

    register: Register
    rules: constitution.Constitution
    holders: Holders = field(default_factory=Holders)

    def named(self, to: Iterable[str], on: date) -> str:
        """'Chair, Nadia Farrow'; 'Birchenholt Primary School'."""
        return say.listed(self._named(words, on) for words in to)

    def _named(self, words: str, on: date) -> str:
        if found := SCHOOL_OF.fullmatch(words):
            return self._school_of(found[1], on) or words
        if FUND_HOLDER in words:
            return next((str(each.held_by) for each in self.holders.accounts if each.opened_on <= on), words)
        return next((f"{role.name}, {role.held.person.name}" for role in self._held(words, on)), words)

    def _held(self, named: str, on: date) -> Iterator[Role]:
        """The roles of an office that is named by its identifier or its name, as far as they are held."""
        code = self._office(named)
        return (role for role in self.register.on(on) if role.held and role.place.code == code)

    def _office(self, named: str) -> str:
        wanted = named.lower()
        offices = self.rules.office.items()
        return next((code for code, rule in offices if wanted in (code, (rule.name or "").lower())), named)

    def _school_of(self, named: str, on: date) -> str:
        people = {role.held.person.pk for role in self._held(named, on)}
        posts = in_force_of(self.register.rows.posts, on)
        return next((post.school.name for post in posts if post.school and post.person_id in people), "")
