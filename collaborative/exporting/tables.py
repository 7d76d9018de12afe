"""Every kind of row that belongs to a group, and each as plain cells: for a file that any program reads."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import ForeignKey, Q

from membership.permissions import Viewer, doors
from records.models import ActKey, Counter, Draft, Person
from records.tenancy import TenantModel

# Fingerprints of keys to somebody's door, and who holds a thing at the moment: no facts about the group.
LEFT_OUT = {"token_hash", "feed_hash", "claim", "lease_until", "salt"}
# What people are typing is theirs alone; the other two hold no more than the last number and the last press.
OF_THE_MOMENT = (Draft, ActKey, Counter)

Model = type[models.Model]


def tables() -> list[Model]:
    """Every kind of row of a group, by room and name."""
    found = (model for model in apps.get_models() if issubclass(model, TenantModel))
    return sorted((model for model in found if model not in OF_THE_MOMENT), key=name_of)


def name_of(model: Model) -> str:
    """'membership.school'."""
    return model._meta.label_lower


def has_door(model: Model) -> bool:
    return model in doors.doors()


def rows_of(model: Model, viewer: Viewer) -> models.QuerySet:
    """Those behind the viewer's door, the oldest first."""
    return model.objects.visible(viewer).order_by("pk") if has_door(model) else model.objects.order_by("pk")


def fields_of(model: Model) -> list[models.Field]:
    return [field for field in model._meta.concrete_fields if field.name not in LEFT_OUT]


def links_of(model: Model) -> list[ForeignKey]:
    return [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]


def about(model: Model, people: Iterable[int]) -> Q:
    """The rows in which somebody appears, in whatever role."""
    named = [field.name for field in links_of(model) if field.related_model is Person]
    found = Q(pk__in=())
    for name in named:
        found |= Q(**{f"{name}__in": people})
    return found


def names_people(model: Model) -> bool:
    return any(field.related_model is Person for field in links_of(model))


# Cells ----------------------------------------------------------------------------------------------


def columns_of(model: Model) -> list[str]:
    return [field.attname for field in fields_of(model)]


def cells_of(row: models.Model) -> list[Any]:
    """A row as it is stored: days, numbers and texts; what has parts of its own as JSON."""
    return [cell(field.value_from_object(row)) for field in fields_of(type(row))]


def cell(value: Any) -> Any:
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
    if isinstance(value, models.fields.files.FieldFile):
        return value.name
    plain = value is None or isinstance(value, str | int | Decimal | date | datetime)
    return value if plain else str(value)


def in_words(row: models.Model) -> dict[str, Any]:
    """A row by the names of its columns, with what it points at by name: for somebody who reads it."""
    return {str(field.verbose_name).capitalize(): _said(row, field) for field in fields_of(type(row))}


def _said(row: models.Model, field: models.Field) -> Any:
    if isinstance(field, ForeignKey):
        other = getattr(row, field.name)
        return str(other) if other is not None else None
    if field.choices:
        return getattr(row, f"get_{field.name}_display")()
    if isinstance(field, models.BooleanField):
        return "yes" if field.value_from_object(row) else "no"
    return cell(field.value_from_object(row))


def with_links(rows: models.QuerySet) -> models.QuerySet:
    """What each row points at, fetched with it."""
    names = [field.name for field in links_of(rows.model)]
    return rows.select_related(*names) if names else rows
