"""Every address of the site, by name, as the resolver knows it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

LIBRARY = "allauth"


@dataclass(frozen=True)
class Address:
    """`name` is 'finance:invoice', or the route itself where it has no name; `library`: not one of ours."""

    name: str
    route: str
    library: bool

    @property
    def of_a_group(self) -> bool:
        return self.route.startswith("<slug:code>/")


def addresses() -> list[Address]:
    return list(_walk(get_resolver().url_patterns))


def _walk(
    patterns: Iterable[URLPattern | URLResolver], space: str = "", route: str = "", library: bool = False
) -> Iterator[Address]:
    for pattern in patterns:
        here = route + str(pattern.pattern).lstrip("^")
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            theirs = library or _module(pattern).startswith(LIBRARY)
            yield from _walk(pattern.url_patterns, inner, here, theirs)
        else:
            yield Address(f"{space}{pattern.name}" if pattern.name else here, here, library)


def _module(resolver: URLResolver) -> str:
    """The file that an include names; empty for a list written in place."""
    return getattr(resolver.urlconf_name, "__name__", "")
