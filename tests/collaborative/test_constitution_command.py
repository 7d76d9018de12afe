"""`manage.py constitution`: what administrators see, and the exit codes that scripts rely on."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from constitution.documentation import document
from tests.constitution.heath import HEATH, changed


@pytest.fixture
def file(tmp_path):
    def write(text: str, name: str = "heath-schools-2024.toml") -> str:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("constitution", *arguments, stdout=out)
    return out.getvalue()


def check(path: str) -> tuple[list[str], int]:
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("constitution", "check", path, stdout=out)
    return out.getvalue().splitlines(), ended.value.code


def test_a_file_that_can_be_adopted(file):
    lines, code = check(file(HEATH))
    assert code == 0
    assert lines[-1] == "2 of 2 examples hold"
    assert sum(line.startswith("    pass  line ") for line in lines) == 2
    assert any("[leaving.silver] notice counts on the day it is received" in line for line in lines)


def test_a_file_with_a_failing_example(file):
    text, line = changed("answer = 21", "answer = 22")
    lines, code = check(file(text))
    assert code == 1
    assert lines[-1] == "1 of 2 examples hold"
    assert any(each.startswith(f"    fail  line {line - 5}: ") for each in lines)
    assert "Verdict: not adopted" in lines


def test_a_file_that_is_refused(file):
    text, line = changed('rounded  = "up"', 'roundde = "up"')
    lines, code = check(file(text))
    assert code == 2
    assert f'    line {line}: [quorum.group] unknown key "roundde"; did you mean "rounded"?' in lines


def test_a_file_that_is_not_there():
    with pytest.raises(CommandError, match="cannot be read") as error:
        run("check", "nowhere.toml")
    assert error.value.returncode == 2


def test_the_handbook_as_text_and_one_rule_alone(file):
    text = run("show", file(HEATH))
    assert "1.1 Pledge" in text
    assert "We give 12 months of notice." in text
    assert "    [quorum.group] Quorum of the Group: at least 60% of affiliated schools" in text
    alone = run("show", file(HEATH), "quorum.group").splitlines()
    assert alone[0].startswith("    [quorum.group] ")
    assert alone[-1] == "        Holds: Quorum: schools 35. 21"
    with pytest.raises(CommandError, match="there is no rule"):
        run("show", file(HEATH), "quorum.nobody")


def test_what_differs_between_two_files(file):
    text, _ = changed('term    = "2 years"', 'term = "3 years"')
    old, new = file(HEATH), file(text, "heath-schools-2025.toml")
    assert run("diff", old, new) == "[office.chair] term: 2 years before, 3 years now\n"
    assert run("diff", old, old) == "The two say the same.\n"


def test_the_schema_and_the_page_are_printed():
    assert json.loads(run("schema"))["title"] == "Constitution file, format 1"
    assert run("docs") == document()
