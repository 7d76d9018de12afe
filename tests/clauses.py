"""Which tests prove which clause, read from the markers: `python -m tests.clauses` writes docs/clauses.md."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "clauses.md"
HEAD = """# The clauses and what proves them

Made from the tests' markers by `python -m tests.clauses`; never edited by hand. K is the Central Collaborative
Knowsley constitution 2023/24, B the Excellence in Schools Group terms of reference 2016, X what users expect besides.

| clause | proved by |
|---|---|
"""


@dataclass(frozen=True)
class Proof:
    clause: str
    sentence: str
    file: str


def clauses_of(function: ast.FunctionDef | ast.ClassDef) -> Iterator[str]:
    """The ids in every `@pytest.mark.clause("K5.3", …)` above a test."""
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func).endswith("mark.clause"):
            yield from (ast.literal_eval(argument) for argument in decorator.args)


def module_clauses(tree: ast.Module) -> list[str]:
    """The ids of `pytestmark = pytest.mark.clause(…)`, which holds for every test of the file."""
    return [
        ast.literal_eval(argument)
        for statement in tree.body
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "pytestmark"
        for call in ast.walk(statement.value)
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith("mark.clause")
        for argument in call.args
    ]


@cache
def proofs(folder: Path = ROOT / "tests") -> list[Proof]:
    """Every marked test under `folder`."""
    found = []
    for path in sorted(folder.rglob("test_*.py")):
        tree = ast.parse(path.read_text())
        everywhere = module_clauses(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                sentence = node.name.removeprefix("test_").replace("_", " ")
                file = path.relative_to(ROOT).as_posix()
                found += [Proof(c, sentence, file) for c in [*everywhere, *clauses_of(node)]]
    return found


def in_order(clause: str) -> tuple[str, list[int]]:
    return clause[0], [int(number) for number in re.findall(r"\d+", clause)]


def page() -> str:
    """docs/clauses.md as it should be."""
    by_clause: dict[str, list[Proof]] = defaultdict(list)
    for proof in proofs():
        by_clause[proof.clause].append(proof)
    rows = []
    for clause in sorted(by_clause, key=in_order):
        tests = "<br>".join(f"{p.sentence} (`{p.file}`)" for p in dict.fromkeys(by_clause[clause]))
        rows.append(f"| {clause} | {tests} |\n")
    return HEAD + "".join(rows)


if __name__ == "__main__":
    PAGE.write_text(page())
