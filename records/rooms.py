"""What the rooms above this one bring with them: their modules of one name, found once in each process."""

from functools import cache

from django.utils.module_loading import autodiscover_modules


@cache
def all_know(name: str) -> None:
    """Each room's module of this name has been read, so that what it registers is known."""
    autodiscover_modules(name)
