"""Rows with a door: `Model.objects.visible(viewer)` is how any page, list, count or export begins."""

from typing import TYPE_CHECKING

from django.db import models

from records import tenancy

if TYPE_CHECKING:
    from membership.permissions.viewer import Viewer


class VisibleQuerySet(models.QuerySet):
    def visible(self, viewer: "Viewer") -> "VisibleQuerySet":
        """Only the rows that this viewer may see. The viewer brings the predicate: no model knows a rule."""
        return self.filter(viewer.sees(self.model))


class VisibleModel(tenancy.TenantModel):
    objects = tenancy.manager(VisibleQuerySet)

    class Meta:
        abstract = True
