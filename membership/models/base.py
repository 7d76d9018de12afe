"""Rows with a door: `Model.objects.visible(viewer)` is how any page, list, count or export begins."""

from records import tenancy


class VisibleModel(tenancy.TenantModel):
    class Meta:
        abstract = True
