"""The faults that the mutation command puts in, and which tests it gives them to."""

from __future__ import annotations

from typing import Any

import pytest

from tests.long.mutating.faults import Fault, faults_of
from tests.long.mutating.trials import Reach
from tests.long.mutation import Outcome, report


def changes(source: str) -> list[tuple[str, str]]:
    return [(fault.before, fault.after) for fault in faults_of("m", source, "m.py")]


@pytest.mark.parametrize(
    ("source", "faults"),
    [
        ("x = a < 1", [("a < 1", "a <= 1"), ("1", "2")]),
        ("x = a == b", [("a == b", "a != b")]),
        (
            "x = a in b is c",
            [("a in b is c", "a not in b is c"), ("a in b is c", "a in b is not c")],
        ),
        ("x = a and b", [("a and b", "a or b")]),
        ("x = not a", [("not a", "a")]),
        ("x = a - -b", [("a - -b", "a + -b"), ("-b", "b")]),
        ("x = True, 'word', None", [("True", "False"), ("'word'", "'XXwordXX'")]),
        ("f()", [("f()", "pass")]),
        ("if a: b = c", [("a", "not a")]),
        ("x = [a for a in b if a < c]", [("a < c", "a <= c"), ("a < c", "not a < c")]),
        ("while a: break", [("a", "not a"), ("break", "continue")]),
        ("def f():\n    return a", [("return a", "return None")]),
        ("def f():\n    yield a", [("yield a", "yield from ()")]),
        ("def f():\n    b = a", [("b = a", "b = None")]),
    ],
)
def test_each_kind_of_fault_is_put_in(source: str, faults: list[tuple[str, str]]) -> None:
    assert changes(source) == faults


@pytest.mark.parametrize(
    "source",
    [
        '"""Words."""',
        'def f():\n    """Words."""',
        'def f(x: "int") -> "str": ...',
        "from a import b",
        "if TYPE_CHECKING:\n    x = 1",
        'raise ValueError("words")',
        "@dataclass(slots=True)\nclass A: ...",
        "def f():\n    x = None\n    return None",
    ],
)
def test_what_nobody_can_see_is_left_alone(source: str) -> None:
    assert changes(source) == []


def test_the_code_has_the_fault_and_the_next_one_starts_sound() -> None:
    results = []
    for fault in faults_of("m", "x = 1 + 1\ny = 10", "m.py"):
        names: dict[str, Any] = {}
        exec(fault.code, names)  # noqa: S102
        results.append((names["x"], names["y"]))

    assert results == [(0, 10), (3, 10), (3, 10), (2, 11)]


def fault(line: int, *, in_function: bool = True, module: str = "m") -> Fault:
    return Fault(module, line, line + 1, in_function, "a", "b", compile("", "m.py", "exec"))


def test_a_fault_is_given_to_the_tests_that_run_its_lines_quickest_first() -> None:
    reach = Reach(
        {"m.py": {1: ["slow"], 2: ["quick", "slow"], 9: ["far"]}},
        {"slow": 2.0, "far": 1.0, "other": 0.5},
    )

    assert reach.tests_of(fault(1), "m.py") == ["quick", "slow"]
    assert reach.tests_of(fault(5), "m.py") == []
    assert reach.tests_of(fault(5, in_function=False), "m.py") == [
        *("quick", "far", "slow"),
        "other",  # runs none of its lines, but may see what it made on import
    ]
    assert reach.tests_of(fault(5, in_function=False), "n.py") == ["other", "far", "slow"]


def test_the_report_names_what_nobody_noticed_and_what_was_not_tried() -> None:
    outcomes = [
        Outcome(fault(7, module="intake_app.domain.rules.acts"), noticed=False),
        Outcome(fault(3, module="intake_app.domain.names"), noticed=False, unreached=True),
        Outcome(fault(4, module="intake_app.domain.names"), noticed=True),
    ]

    lines = report(outcomes, fault_count=5)

    assert lines[:2] == ["names:3: a  →  b  (aucun test n'y passe)", "rules/acts:7: a  →  b"]
    assert [line.split() for line in lines[4:7]] == [
        ["names", "2", "1", "50.0%"],
        ["rules/acts", "1", "0", "0.0%"],
        ["tous", "3", "1", "33.3%"],
    ]
    assert lines[7] == "temps écoulé : 2 fautes non essayées"
