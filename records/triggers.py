"""What the database itself refuses to change: append-only rows, frozen columns. On SQLite and on PostgreSQL.

SQLite drops a table's triggers whenever a migration rebuilds it, so they are put back after every migrate.
Each names its own table alone: one that names another table stops that table from being migrated. An app
declares its own in `triggers.py`, with the functions below.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from records.rooms import all_know

REFUSE = """
CREATE OR REPLACE FUNCTION quorate_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


@dataclass(frozen=True)
class Trigger:
    """One refusal. `event` is update, delete or truncate; `when` SQL over OLD and NEW that both databases
    read.
    """

    model: str
    event: str
    message: str
    when: str = ""
    columns: tuple[str, ...] = ()
    suffix: str = ""

    @property
    def name(self) -> str:
        return f"{self.table}_{self.suffix or f'no_{self.event}'}"

    @property
    def table(self) -> str:
        return apps.get_model(self.model)._meta.db_table


_declared: dict[tuple[str, str], Trigger] = {}


def declare(trigger: Trigger) -> None:
    _declared[trigger.model, trigger.suffix or trigger.event] = trigger


def append_only(model: str, message: str) -> None:
    """Rows of `model` ('records.AuditEntry') are never changed and never removed."""
    declare(Trigger(model, "update", message))
    indelible(model, message)


def indelible(model: str, message: str) -> None:
    """Rows of `model` are never removed."""
    declare(Trigger(model, "delete", message))
    declare(Trigger(model, "truncate", message))


def frozen(model: str, fields: Iterable[str], message: str, *, when: str = "", suffix: str = "") -> None:
    """These fields of `model` never change; with `when`, only in rows of which that is true (OLD.state =
    'sent').

    A second one for the same model needs a `suffix` of its own for its name.
    """
    declare(Trigger(model, "update", message, when, tuple(fields), suffix))


def discover() -> None:
    all_know("triggers")


def expected(connection: BaseDatabaseWrapper, app_label: str = "") -> list[Trigger]:
    """The declared ones that this database can have, of one app or of all."""
    discover()
    found = sorted(_declared.values(), key=lambda trigger: (trigger.model, trigger.event, trigger.suffix))
    return [
        trigger
        for trigger in found
        if (trigger.event != "truncate" or connection.vendor == "postgresql")
        and (not app_label or trigger.model.split(".")[0] == app_label)
    ]


def install(connection: BaseDatabaseWrapper, app_label: str = "") -> None:
    """Puts every expected trigger in place. Doing it twice changes nothing."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(REFUSE)
        tables = set(connection.introspection.table_names(cursor))
        for trigger in expected(connection, app_label):
            if trigger.table in tables:
                cursor.execute(_drop(connection, trigger))
                cursor.execute(_create(connection, trigger))


def lift(connection: BaseDatabaseWrapper) -> None:
    """Takes them away: for emptying a test's database, and nothing else."""
    with connection.cursor() as cursor:
        for trigger in expected(connection):
            cursor.execute(_drop(connection, trigger))


def installed(connection: BaseDatabaseWrapper) -> set[str]:
    """Names of our triggers in the database now."""
    query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    if connection.vendor == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {name for (name,) in cursor.fetchall()}


def after_migrate(app_config, using: str = DEFAULT_DB_ALIAS, **_) -> None:
    install(connections[using], app_config.label)


def _condition(connection: BaseDatabaseWrapper, trigger: Trigger) -> str:
    differs = "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT"
    model = apps.get_model(trigger.model)
    columns = [model._meta.get_field(field).column for field in trigger.columns]
    changes = " OR ".join(f'OLD."{column}" {differs} NEW."{column}"' for column in columns)
    parts = [f"({part})" for part in (changes, trigger.when) if part]
    return f"WHEN ({' AND '.join(parts)})" if parts else ""


def _create(connection: BaseDatabaseWrapper, trigger: Trigger) -> str:
    when, message = _condition(connection, trigger), trigger.message.replace("'", "''")
    head = f'CREATE TRIGGER "{trigger.name}" BEFORE {trigger.event.upper()} ON "{trigger.table}"'
    if connection.vendor == "sqlite":
        return f"{head} FOR EACH ROW {when} BEGIN SELECT RAISE(ABORT, '{message}'); END"
    each = "STATEMENT" if trigger.event == "truncate" else "ROW"
    return f"{head} FOR EACH {each} {when} EXECUTE FUNCTION quorate_refuse('{message}')"


def _drop(connection: BaseDatabaseWrapper, trigger: Trigger) -> str:
    table = "" if connection.vendor == "sqlite" else f' ON "{trigger.table}"'
    return f'DROP TRIGGER IF EXISTS "{trigger.name}"{table}'


append_only("records.AuditEntry", "An audit entry is never changed and never removed.")
append_only("records.Disposal", "A record of destruction is never changed and never removed.")
indelible(
    "records.Document", "A document is never removed: it is destroyed after its day, and the row says so."
)
declare(Trigger("records.AuditDetail", "update", "Audit detail is erased or left as it is, never changed."))
FROZEN_COPY = "A document is a frozen copy: issue a new one that supersedes it."
BYTES = ["collaborative", "kind", "title", "file", "sha256", "size", "content_type", "origin", "edition_sha"]
frozen("records.Document", [*BYTES, "issued_on", "by", "supersedes"], FROZEN_COPY)
# Destruction alone empties the words and facts, once.
frozen(
    "records.Document",
    ["facts", "subject", "destroyed_on"],
    FROZEN_COPY,
    when="OLD.destroyed_on IS NOT NULL OR NEW.destroyed_on IS NULL",
    suffix="no_new_facts",
)
frozen(
    "records.Message",
    ["collaborative", "key", "stage", "person", "kind", "address", "message_id", "state", "sent_at"],
    "A message that was sent is not changed.",
    when="OLD.state = 'sent'",
)
