"""The format as JSON Schema and as a page, both made from the typed tables."""

import json
import tomllib
from pathlib import Path

import pytest

import constitution
from constitution.documentation import document
from constitution.loading.values import choices, is_table
from constitution.rule import Row
from constitution.schema import schema

ROOT = Path(constitution.__file__).parent.parent


def every_table(kind=Row):
    for table in kind.__subclasses__():
        if table.__module__.startswith("constitution."):
            yield table
            yield from every_table(table)


@pytest.mark.parametrize("table", list(dict.fromkeys(every_table())), ids=lambda table: table.__name__)
def test_every_key_has_its_sentence(table):
    for name, field in table.model_fields.items():
        assert field.description, f"{table.__name__}.{name}"
        assert field.description.endswith((".", ":")), f"{table.__name__}.{name}: {field.description}"


def test_the_page_is_the_one_that_the_program_makes():
    written = (ROOT / "docs" / "constitution-format.md").read_text()
    assert written == document(), "docs/constitution-format.md is out of date: manage.py constitution docs"


def test_the_page_shows_every_table_every_key_and_every_question():
    page = document()
    for name in constitution.Constitution.model_fields:
        assert (
            f"### [{name}]" in page
            or f"### [{name}.…]" in page
            or f"### [[{name}]]" in page
            or name == "format"
        )
    for asked in constitution.questions.REGISTRY:
        assert f"| `{asked}` |" in page


def test_every_example_on_the_page_is_toml():
    for line in document().splitlines():
        cells = line.split(" | ")
        if len(cells) == 4 and " = " in cells[3]:
            shown = cells[3].rstrip(" |").strip("`").replace("\\|", "|").replace("…", "x")
            assert tomllib.loads(shown), line


def test_the_schema_is_plain_json_and_closed():
    found = json.loads(json.dumps(schema()))
    assert found["$schema"].startswith("https://json-schema.org/")
    assert found["additionalProperties"] is False
    assert set(found["properties"]) == set(constitution.Constitution.model_fields)
    quorum = found["$defs"]["Quorum"]["properties"]
    assert quorum["rounded"]["enum"] == ["up", "down", "nearest"]
    assert quorum["rounded"]["x-default-sentence"] == "rounded up: the file does not say; the default"
    assert {"type": "string"} in quorum["clause"]["anyOf"]


def test_keys_that_are_words_of_python_have_no_underscore_in_the_file():
    for table in every_table():
        for name, field in table.model_fields.items():
            assert not (field.alias or name).endswith("_")
            assert not any(is_table(each) and not issubclass(each, Row) for each in choices(field.annotation))
