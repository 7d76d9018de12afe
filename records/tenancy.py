"""Whose rows they are (X2): a row of one collaborative cannot be read without naming that collaborative.

django-scopes holds the wall. It leaks in places, so the managers here answer with a queryset that is closed
by default: whatever method a later Django adds is closed too. Nobody else imports django-scopes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import models
from django_scopes import ScopedManager, ScopeError, get_scope, scope
from django_scopes.manager import DisabledQuerySet

NEEDED = "Name the collaborative first: with scoped(collaborative)."


class NoCollaborative(ScopeError):
    """A row that belongs to a collaborative was asked for without saying whose."""


class AnotherCollaborative(ScopeError):
    """A row of one collaborative was about to be written in the name of another."""


@contextmanager
def scoped(collaborative: models.Model) -> Iterator[None]:
    """Inside, only this collaborative's rows can be read. Generators, streams and threads open their own."""
    if collaborative is None or collaborative.pk is None:
        raise NoCollaborative("No collaborative: rows of all of them would have been shown.")
    with scope(collaborative=collaborative):
        yield


def current() -> Any:
    """The collaborative whose scope is open, or None."""
    found = get_scope()
    return found.get("collaborative") if found.get("_enabled", True) else None


def needed() -> Any:
    """The collaborative whose scope is open. Raises NoCollaborative when none is."""
    whose = current()
    if whose is None:
        raise NoCollaborative(NEEDED)
    return whose


def everywhere(model: type[models.Model]) -> models.QuerySet:
    """Rows of every collaborative: for the sweep, the outbox, the queue of jobs and verification alone."""
    return model.objects.with_scopes_disabled().get_queryset()


def installation(model: type[models.Model]) -> models.QuerySet:
    """Rows that belong to the installation itself and to no collaborative."""
    return everywhere(model).filter(collaborative__isnull=True)


# Making rows names their collaborative, so it stays open; reading any does not.
OPEN = {"none", "using", "create", "acreate", "bulk_create", "abulk_create", "as_manager"}
READING = {"__aiter__", "__and__", "__bool__", "__getitem__", "__iter__", "__len__", "__or__", "__xor__"}
READING |= {"_fetch_all", "_iterator", "_raw_delete", "_update"}


class ClosedQuerySet(DisabledQuerySet):
    """What a tenant's manager answers with while no collaborative is named: it makes rows and reads none."""

    def __getattr__(self, name: str) -> Any:
        # An app's queryset has questions of its own; `hasattr` and copying ask for names with an underscore.
        if name.startswith("_"):
            raise AttributeError(name)
        raise NoCollaborative(NEEDED)


def _refuse(self, *args, **kwargs):
    raise NoCollaborative(NEEDED)


def _reads(name: str) -> bool:
    public = not name.startswith("_") and name not in OPEN
    return (public or name in READING) and callable(getattr(models.QuerySet, name))


for _name in filter(_reads, dir(models.QuerySet)):
    setattr(ClosedQuerySet, _name, _refuse)


class VisibleQuerySet(models.QuerySet):
    def visible(self, viewer: Any) -> "VisibleQuerySet":
        """Only the rows that this viewer may see. The viewer brings the predicate: no model knows a rule."""
        return self.filter(viewer.sees(self.model))


def manager(queryset: type[models.QuerySet] = VisibleQuerySet) -> models.Manager:
    """The scoped manager of a tenant's model, with the questions of its own queryset class if it has one."""
    scoping = ScopedManager(
        _manager_class=models.Manager.from_queryset(queryset), collaborative="collaborative"
    )

    class TenantManager(type(scoping)):
        def get_queryset(self):
            if hasattr(self, "_override_scope") or current() is not None:
                return super().get_queryset()
            closed = ClosedQuerySet(self.model, using=self._db, missing_scopes={"collaborative"})
            closed.query.set_empty()
            return closed

    return TenantManager()


def belongs_to_one() -> models.ForeignKey:
    return models.ForeignKey("records.Collaborative", models.PROTECT, related_name="+")


def belongs_to_one_or_none() -> models.ForeignKey:
    """For the few kinds of row that the installation has too (audit entries, counters, jobs)."""
    return models.ForeignKey("records.Collaborative", models.PROTECT, related_name="+", null=True, blank=True)


class TenantModel(models.Model):
    """A row that belongs to one collaborative, or (where the field is replaced) to the installation."""

    collaborative = belongs_to_one()
    objects = manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        whose = current()
        if whose is not None and self.collaborative_id not in {whose.pk, None}:
            raise AnotherCollaborative(f"This {self._meta.verbose_name} belongs to another collaborative.")
        super().save(*args, **kwargs)


def unique_per_tenant(
    *fields: str, name: str, while_: models.Q | None = None
) -> list[models.UniqueConstraint]:
    """Uniqueness in a collaborative and in the installation: null never equals null, so it takes two."""
    extra = models.Q() if while_ is None else while_
    owned = models.Q(collaborative__isnull=False) & extra
    unowned = models.Q(collaborative__isnull=True) & extra
    return [
        models.UniqueConstraint(fields=["collaborative", *fields], condition=owned, name=name),
        models.UniqueConstraint(fields=list(fields), condition=unowned, name=f"{name}_installation"),
    ]
