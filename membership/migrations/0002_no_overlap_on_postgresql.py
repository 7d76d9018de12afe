"""PostgreSQL itself refuses two periods that overlap, of one place or of one school's agreed contracts.

The place (school) is written as a range of one point, so that no extension is needed. On SQLite the version
bump and IMMEDIATE transactions queue the writers, and the verb's own check answers.
"""

from django.db import migrations

NO_OVERLAP = """
ALTER TABLE {table} ADD CONSTRAINT {name} EXCLUDE USING gist (
    int8range({whose}, {whose}, '[]') WITH &&,
    daterange(starts_on, ends_before, '[)') WITH &&
) {only}
"""
CONSTRAINTS = [
    ("membership_holding", "holding_no_overlap", "place_id", ""),
    ("membership_contract", "contract_no_overlap", "school_id", "WHERE (state = 'agreed')"),
]


def install(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table, name, whose, only in CONSTRAINTS:
        schema_editor.execute(NO_OVERLAP.format(table=table, name=name, whose=whose, only=only))


def remove(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table, name, _, _ in CONSTRAINTS:
        schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")


class Migration(migrations.Migration):
    dependencies = [("membership", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
