"""Another process on the same test database, to be killed at the worst moment."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent


def database_url() -> str:
    """The database that this test uses, as DATABASE_URL says it."""
    chosen = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{chosen['NAME']}"
    host, port = quote(chosen["HOST"], safe=""), chosen["PORT"]
    user = f"{chosen['USER']}:{chosen['PASSWORD']}" if chosen["PASSWORD"] else chosen["USER"]
    return f"postgres://{user}@{host}{f':{port}' if port else ''}/{chosen['NAME']}"


def started(code: str, **environment: str) -> subprocess.Popen:
    """Runs Python beside the test, Django set up, on the test's own database."""
    setup = "import django; django.setup()\n"
    env = {**os.environ, "DATABASE_URL": database_url(), **environment}
    return subprocess.Popen([sys.executable, "-c", setup + code], cwd=ROOT, env=env)
