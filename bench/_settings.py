"""The settings of the served site that is measured: as in production, with one address more, the floor."""

from collaborative.settings import *  # noqa: F403

DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "bench._floor"
TEMPLATES[0]["DIRS"] += [ROOT / "bench/templates"]  # noqa: F405
