"""The repository's own files, for the tests about it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ["records", "membership", "meetings", "finance", "evaluation", "reminders", "collaborative"]
ROOMS = ["constitution", *APPS]


def modules(*rooms: str) -> Iterator[tuple[str, ast.Module]]:
    """Each Python file of some rooms (or of all), by its path from the root; migrations apart."""
    for room in rooms or ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if "/migrations/" not in name:
                yield name, parsed(path)


@cache
def parsed(path: Path) -> ast.Module:
    """Shared by all who look: read it, never change it."""
    return ast.parse(path.read_text())


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call, by the words it is called with: 'timezone.now'."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def imports(tree: ast.AST) -> Iterator[str]:
    """Every name a file imports, in full: 'django_scopes.scope'."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
