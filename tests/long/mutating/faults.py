"""Small faults that can be put into a module: one operator, constant, condition or result each.

What nobody can see is left alone: docstrings, annotations, imports for the type checker, what an
error says to a programmer, and the keyword `slots` of a dataclass.
"""

from __future__ import annotations

import ast
import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import CodeType

_TURNED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.Break: ast.Continue,
    ast.Continue: ast.Break,
}
_ORDER = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_NOTHING = ast.Constant(None)


@dataclass(frozen=True)
class Fault:
    """One fault: where it stands, what the line became, and the module with it inside."""

    module: str
    line: int
    last_line: int
    in_function: bool
    before: str
    after: str
    code: CodeType


class _Place(NamedTuple):
    """A node of the tree, and how to put another one in its stead."""

    node: ast.AST
    parent: ast.AST
    member: str
    position: int | None
    in_function: bool


def faults_of(module: str, source: str, path: str) -> Iterator[Fault]:
    """Put every fault into a module, one at a time."""
    tree = ast.parse(source)
    for place in _places(tree, in_function=False):
        for other in _others(place):
            _put(place, other)
            ast.fix_missing_locations(tree)
            code = compile(tree, path, "exec", dont_inherit=True)
            _put(place, place.node)
            first = getattr(place.node, "lineno", 0)
            yield Fault(
                module,
                first,
                getattr(place.node, "end_lineno", first) or first,
                place.in_function,
                _shown(place.node),
                _shown(other),
                code,
            )


def _put(place: _Place, node: ast.AST) -> None:
    if place.position is None:
        setattr(place.parent, place.member, node)
    else:
        getattr(place.parent, place.member)[place.position] = node


def _shown(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())


def _places(parent: ast.AST, *, in_function: bool) -> Iterator[_Place]:
    """Walk the tree in the order of the source, without what is left alone."""
    for member, held in list(ast.iter_fields(parent)):
        for index, node in enumerate(held if isinstance(held, list) else [held]):
            if not isinstance(node, ast.AST) or _is_left_alone(parent, member, index, node):
                continue
            inside = in_function or (
                isinstance(parent, ast.FunctionDef | ast.Lambda) and member == "body"
            )
            place = index if isinstance(held, list) else None
            yield _Place(node, parent, member, place, inside)
            yield from _places(node, in_function=inside)


def _is_left_alone(parent: ast.AST, member: str, index: int, node: ast.AST) -> bool:
    if member in {"annotation", "returns"} or isinstance(node, ast.Import | ast.ImportFrom):
        return True
    if isinstance(node, ast.Raise) or (isinstance(node, ast.keyword) and node.arg == "slots"):
        return True
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return True
    return member == "body" and index == 0 and _is_docstring(parent, node)


def _is_docstring(parent: ast.AST, node: ast.AST) -> bool:
    documented = isinstance(parent, ast.Module | ast.ClassDef | ast.FunctionDef)
    return (
        documented
        and isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _others(place: _Place) -> Iterator[ast.AST]:
    """Give what may stand where a node stands."""
    node = place.node
    yield from _statements(node, in_function=place.in_function)
    if isinstance(node, ast.Compare):
        yield from _comparisons(node)
    elif isinstance(node, ast.BoolOp | ast.BinOp) and type(node.op) in _TURNED:
        yield _with(node, "op", _TURNED[type(node.op)]())
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        yield copy.deepcopy(node.operand)
    elif isinstance(node, ast.Constant):
        yield from _constants(node)
    if place.member in {"test", "ifs"} and isinstance(node, ast.expr):
        yield from _conditions(node)


def _statements(node: ast.AST, *, in_function: bool) -> Iterator[ast.AST]:
    """Leave a statement without its effect."""
    if isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
        yield ast.Return(_NOTHING)
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Yield | ast.YieldFrom):
        yield ast.Expr(ast.YieldFrom(ast.Tuple([], ast.Load())))
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield ast.Pass()
    elif isinstance(node, ast.Assign) and in_function and not _is_none(node.value):
        yield _with(node, "value", _NOTHING)
    elif isinstance(node, ast.Break | ast.Continue):
        yield _TURNED[type(node)]()


def _comparisons(node: ast.Compare) -> Iterator[ast.AST]:
    for index, operator in enumerate(node.ops):
        other = copy.deepcopy(node)
        other.ops[index] = _TURNED[type(operator)]()  # type: ignore[call-overload]
        yield other


def _constants(node: ast.Constant) -> Iterator[ast.AST]:
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int):
        yield ast.Constant(value + 1)
    elif isinstance(value, str):
        yield ast.Constant(f"XX{value}XX")


def _conditions(node: ast.expr) -> Iterator[ast.AST]:
    """Turn a condition round, unless another fault already does."""
    if isinstance(node, ast.Compare):
        turned = len(node.ops) == 1 and not isinstance(node.ops[0], _ORDER)
    else:
        turned = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)
    if not turned:
        yield ast.UnaryOp(ast.Not(), copy.deepcopy(node))


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _with(node: ast.AST, member: str, value: ast.AST) -> ast.AST:
    other = copy.deepcopy(node)
    setattr(other, member, value)
    return other
