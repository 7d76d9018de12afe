"""What takes long to build is built once for all processes of the tests; each works on a copy of its own.

Built are the empty database as the migrations leave it and, on top of it, the demonstration of a day: each a
folder as `./run setup` makes it, with its SQLite file and its documents.
"""

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FILE = "quorate.sqlite3"
ROOM = ROOT / ".pytest_cache" / "migrated"
FOLLOWS_FROM = (
    "*/migrations/*.py",
    "*/models.py",
    "*/models/*.py",
    "*/triggers.py",
    "*/apps.py",
    "requirements.txt",
)
OTHERWHERE = ("DATABASE_URL", "REDIS_URL", "MAIL_URL", "SITE_URL", "TEST_POSTGRES_URL")


def environment(data: Path, **more: str) -> dict[str, str]:
    """Everything in one folder: no server of the surroundings is touched."""
    kept = {name: value for name, value in os.environ.items() if name not in OTHERWHERE}
    return {**kept, "QUORATE_DATA": str(data), **more}


def manage(data: Path, *words: str) -> str:
    """What a command of the demonstration says. A command that fails says why."""
    command = [sys.executable, "manage.py", *words]
    env = environment(data, QUORATE_DEMO="yes")
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that all processes of a run share; `./run test`, which runs pytest several times, names it."""
    if named := os.environ.get("QUORATE_TESTS_BUILT"):
        folder = Path(named)
        folder.mkdir(parents=True, exist_ok=True)
        return folder
    own = tmp_path_factory.getbasetemp()
    # With several processes each has a folder beside the others'.
    return own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own


def once(folder: Path, make: Callable[[Path], object]) -> Path:
    """The folder, made by the first process that asks; the others wait for it."""
    ready = folder.with_suffix(".ready")
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            shutil.rmtree(folder, ignore_errors=True)
            make(folder)
            ready.touch()
    return folder


@cache
def migrated() -> Path:
    """The folder of an installation that nobody has used yet; kept for the next run, too, while nothing changes."""
    ROOM.mkdir(parents=True, exist_ok=True)

    def make(data: Path) -> None:
        manage(data, "migrate", "--verbosity", "0")
        keep_typefaces(data)

    return once(ROOM / fingerprint(), make)


def keep_typefaces(data: Path) -> None:
    """The typefaces are cut once for all installations of the tests: that takes seconds, for each."""
    typefaces = ROOM / "typefaces"
    typefaces.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        (data / "typefaces").symlink_to(typefaces)


def fingerprint() -> str:
    """Another one whenever a file changes that a migration follows from."""
    files = [file for pattern in FOLLOWS_FROM for file in sorted(ROOT.glob(pattern))]
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]


def demonstration(within: Path, on: date | None = None) -> Path:
    """The folder of the demonstration as it stands on a day, or as it stands now."""
    words, name = (["--on", on.isoformat()], str(on)) if on else ([], "today")

    def make(data: Path) -> None:
        copy_of(migrated(), data)
        manage(data, "demonstration", *words)

    return once(within / f"demonstration-{name}", make)


def copy_of(data: Path, folder: Path) -> Path:
    """Each process of the tests changes its own copy."""
    shutil.copytree(data, folder, symlinks=True, ignore=shutil.ignore_patterns(f"{FILE}*"))
    copy_of_database(data, folder / FILE)
    return folder


def copy_of_database(data: Path, file: Path) -> Path:
    """The database alone, with what it may still have beside its file."""
    with closing(sqlite3.connect(data / FILE)) as source, closing(sqlite3.connect(file)) as target:
        source.backup(target)
    return file


# What the migrations themselves write, besides tables.
OF_THE_MIGRATIONS = {"django_migrations", "django_content_type", "auth_permission"}


def begin_again() -> None:
    """The database of the tests is as the migrations left it."""
    from django.db import connection

    if connection.vendor == "sqlite":
        connection.close()
        copy_of_database(migrated(), Path(connection.settings_dict["NAME"]))
    else:
        _empty(connection)


def _empty(connection) -> None:
    """Deletes every row, with triggers and references looking away. TRUNCATE makes all hundred tables anew."""
    tables = set(connection.introspection.django_table_names(only_existing=True)) - OF_THE_MIGRATIONS
    deletions = "".join(f'DELETE FROM "{table}";' for table in sorted(tables))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SET session_replication_role = replica; {deletions} SET session_replication_role = DEFAULT"
        )


@contextmanager
def standing_on(data: Path) -> Iterator[None]:
    """The tests inside work on the database of a folder in place of the empty one."""
    from django.db import connection

    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = str(data / FILE)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual
