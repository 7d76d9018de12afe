"""What the environment says, read in one place: each variable has a working default and a plain complaint."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"", "0", "false", "no", "off"}


def flag(name: str, default: bool = False) -> bool:
    """A yes-or-no variable. Raises ImproperlyConfigured for any other word."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value.lower() in TRUE | FALSE:
        return value.lower() in TRUE
    raise ImproperlyConfigured(f"{name} is {value!r}: write 'yes' or 'no'.")


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def words(name: str, default: str = "") -> list[str]:
    """A list separated by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def number(name: str, default: int) -> int:
    """A whole number. Raises ImproperlyConfigured for anything else."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value.isdigit():
        return int(value)
    raise ImproperlyConfigured(f"{name} is {value!r}: write a whole number.")


SQLITE = {
    # Without IMMEDIATE, writers at once die with 'database is locked'; with it they queue, up to `timeout` seconds.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}


def database(data: Path) -> dict[str, Any]:
    """The database of DATABASE_URL, or a SQLite file in the data folder. SQLite is set up so that writers queue."""
    url = text("DATABASE_URL") or f"sqlite:///{data / 'quorate.sqlite3'}"
    config: dict[str, Any] = dict(dj_database_url.parse(url))
    if config["ENGINE"].endswith("sqlite3"):
        config["OPTIONS"] = SQLITE
    else:
        # Django's native pool and persistent connections exclude each other.
        config["CONN_MAX_AGE"] = 0
        config["OPTIONS"] = {"pool": {"min_size": 1, "max_size": number("DATABASE_POOL", 8)}}
    return config


def mail(data: Path) -> dict[str, Any]:
    """Django's mail settings from MAIL_URL (smtp://user:password@host:587?tls=1).

    Without it mail is printed; in a demonstration, which makes a lot of it, it is kept as files.
    """
    url = text("MAIL_URL")
    if not url and flag("QUORATE_DEMO"):
        kept = {"EMAIL_FILE_PATH": data / "mail"}
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", **kept}
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"}:
        raise ImproperlyConfigured(f"MAIL_URL begins with {parts.scheme!r}: write smtp:// or smtps://.")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or 25,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": "tls=1" in parts.query,
        "EMAIL_TIMEOUT": 20,
    }


def secret_key(data: Path) -> str:
    """SECRET_KEY, or one made on the first run and kept in the data folder, readable by its owner alone."""
    given = text("SECRET_KEY")
    if given:
        return given
    kept = data / "secret-key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(os.urandom(40).hex())
    return kept.read_text()
