"""One module reads the clock; everything else is told the day or the moment."""

import ast
import re

from tests.repository.tree import calls, imports, modules

READS = re.compile(r"(^|\.)(datetime|date)\.(now|today|utcnow)$|(^|\.)timezone\.now$|^time\.time$|^Now$")
# With a moment in brackets these turn it round; with none they read the clock.
READS_BARE = re.compile(r"(^|\.)timezone\.(localdate|localtime)$")
# The edges: where a request, a command or a task begins, and leases, which are about real time.
EDGES = re.compile(r"^(records|collaborative)/|/management/commands/|/views|/admin|/tasks|/middleware")


def test_nobody_else_asks_python_or_django_what_time_it_is():
    found = [
        f"{name}:{call.lineno} {words}"
        for name, tree in modules()
        if name != "records/clock.py"
        for words, call in calls(tree)
        if READS.search(words) or (READS_BARE.search(words) and not call.args)
    ]
    assert found == []


def test_no_column_fills_itself_with_the_time():
    found = [
        f"{name}:{call.lineno}"
        for name, tree in modules()
        for _, call in calls(tree)
        for keyword in call.keywords
        if keyword.arg in {"auto_now", "auto_now_add"} or READS.search(ast.unparse(keyword.value))
    ]
    assert found == []


def test_the_clock_is_read_at_the_edges_alone():
    found = [
        name
        for name, tree in modules()
        if not EDGES.search(name)
        and (
            {"clock.now", "clock.today"} & {words for words, _ in calls(tree)}
            or {"records.clock.now", "records.clock.today"} & set(imports(tree))
        )
    ]
    assert found == []
