"""The format as JSON Schema, for editors: every table and key with its sentence, closed sets and defaults."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from constitution.rule import Row
from constitution.tables import Constitution
from constitution.walking import written_fields

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _WithoutTitles(GenerateJsonSchema):
    """A title that only repeats the key is noise in an editor."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def encode_default(self, default: Any) -> Any:
        return _plain(default)


def schema() -> dict[str, Any]:
    """The JSON Schema of a constitution file, as a dictionary ready for json.dumps."""
    found = Constitution.model_json_schema(schema_generator=_WithoutTitles)
    return {"$schema": DIALECT, **_plain(found), "title": "Constitution file, format 1"}


def _plain(value: Any) -> Any:
    """Defaults and examples as JSON has them: a row by its keys, a value with its own spelling as that."""
    if isinstance(value, Row):
        return {key: _plain(getattr(value, name)) for name, key in written_fields(value)}
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
