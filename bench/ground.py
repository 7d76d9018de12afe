"""A database of its own for one bench, migrated and thrown away: importing this sets Django up on it.

With DATABASE_URL set it is that database, which must be empty.
"""

import atexit
import os
import tempfile

_folder = tempfile.TemporaryDirectory(prefix="quorate-bench-")
os.environ["QUORATE_DATA"] = _folder.name
os.environ["DJANGO_SETTINGS_MODULE"] = "collaborative.settings"

import django  # noqa: E402
from django.core.management import call_command  # noqa: E402

django.setup()
call_command("migrate", verbosity=0)
atexit.register(_folder.cleanup)
