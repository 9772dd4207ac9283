"""The texts of findings as the source writes them: templates with `{1}`, `{2}` … to be filled.

Reads the program's syntax trees. A text that cannot be followed to its words is an error with file
and line, so that none escapes.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "partnergraph"
SEEDS = {"violation": (1, 2), "warning": (1, 2), "info": (1, 2)}
NAMES = ("message", "repair", "hint")
HOLE = "\x00"
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Found:
    """A template and where the source has it."""

    text: str
    place: str


@dataclass
class Module:
    """A module: its tree, and the functions around each node."""

    path: Path
    tree: ast.Module
    around: dict[ast.AST, Function | None] = field(default_factory=dict)

    def place(self, node: ast.expr) -> str:
        return f"{self.path.relative_to(ROOT)}:{node.lineno}"


class CannotFollowError(Exception):
    """An expression that this reader does not understand."""


@cache
def modules() -> tuple[Module, ...]:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        if {"serve", "site"} & set(path.parts):
            continue  # a server finds nothing, and findings in a published site are told in English
        module = Module(path, ast.parse(path.read_text(encoding="utf-8")))
        _surround(module, module.tree, None)
        found.append(module)
    return tuple(found)


def _surround(module: Module, node: ast.AST, function: Function | None) -> None:
    for child in ast.iter_child_nodes(node):
        module.around[child] = function
        inside = child if isinstance(child, Function) else function
        _surround(module, child, inside)


@cache
def makers() -> dict[str, tuple[int, ...]]:
    """Callables that take the texts of a finding, with the positions of these."""
    found: dict[str, tuple[int, ...]] = {}
    errors = _errors()
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, Function) and ast.unparse(node.returns or node) not in errors:
                found |= _positions(node.name, node)
            if isinstance(node, ast.ClassDef) and node.name not in errors:
                for inner in node.body:
                    if isinstance(inner, Function) and inner.name == "__init__":
                        found |= _positions(node.name, inner)
    found.pop("__init__", None)
    return found | SEEDS


def _positions(name: str, function: Function) -> dict[str, tuple[int, ...]]:
    arguments = [argument.arg for argument in function.args.args]
    if arguments[:1] == ["self"]:
        arguments = arguments[1:]
    found = tuple(arguments.index(each) for each in NAMES if each in arguments)
    return {name: found} if found else {}


def _errors() -> set[str]:
    """Errors that end the work: what they say is no finding."""
    found = {"PartnergraphError"}
    bases = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef)
    }
    while more := {name for name, above in bases.items() if above & found} - found:
        found |= more
    return found


def texts() -> list[Found]:
    """Every template, once for each place. Raises CannotFollowError with file and line."""
    found, lost = [], []
    for module in modules():
        for node in ast.walk(module.tree):
            for argument in _arguments(module, node) if isinstance(node, ast.Call) else ():
                try:
                    found += list(_templates(module, argument))
                except CannotFollowError as error:
                    lost.append(str(error))
    if lost:
        raise CannotFollowError("\n".join(lost))
    return [*found, *_checks()]


def _checks() -> Iterator[Found]:
    """What the bundled checks ask for."""
    for path in sorted((ROOT / "queries" / "checks").glob("*.rq")):
        lines = path.read_text(encoding="utf-8").splitlines()
        header = yaml.safe_load("\n".join(x[3:] for x in lines if x.startswith("#+ ")))
        yield Found(header["summary"], str(path.relative_to(ROOT)))


def _arguments(module: Module, call: ast.Call) -> Iterator[ast.expr]:
    positions = _of_call(module, call)
    if positions:
        yield from (call.args[at] for at in positions if at < len(call.args))
        yield from (each.value for each in call.keywords if each.arg in NAMES)


def _of_call(module: Module, call: ast.Call) -> tuple[int, ...]:  # noqa: PLR0911 - by kind
    function = call.func
    if isinstance(function, ast.Call):
        return (0, 1) if _makes_maker(function) else ()
    if isinstance(function, ast.Attribute):
        return makers().get(function.attr, ())
    if not isinstance(function, ast.Name):
        return ()
    around = module.around[call]
    for argument in around.args.args if around else ():
        if argument.arg == function.id and "Finding]" in ast.unparse(
            argument.annotation or argument
        ):
            return SEEDS["violation"]
    values = list(_assigned(function.id, around))
    if any(isinstance(value, ast.Call) and _makes_maker(value) for value in values):
        return (0, 1)
    if any(name in ast.unparse(value).split() for value in values for name in SEEDS):
        return SEEDS["violation"]
    return makers().get(function.id, ())


def _makes_maker(call: ast.Call) -> bool:
    return any(
        isinstance(node, Function)
        and isinstance(call.func, ast.Name)
        and node.name == call.func.id
        and "Finding]" in ast.unparse(node.returns or ast.Constant(""))
        and "Callable" in ast.unparse(node.returns or ast.Constant(""))
        for module in modules()
        for node in ast.walk(module.tree)
    )


def _assigned(name: str, function: ast.AST | None) -> Iterator[ast.expr]:
    """What is assigned to `name` anywhere in a function or statement."""
    for node in ast.walk(function) if function else ():
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield from _matched(name, target, node.value)
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
            yield from _matched(name, node.target, node.value)


def _matched(name: str, target: ast.expr, value: ast.expr) -> Iterator[ast.expr]:
    if isinstance(target, ast.Name) and target.id == name:
        yield value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        if len(target.elts) != len(value.elts):
            return  # a starred target: nothing that is followed
        for inner, part in zip(target.elts, value.elts, strict=True):
            yield from _matched(name, inner, part)


def _templates(module: Module, node: ast.expr) -> Iterator[Found]:
    for text in _texts(module, node, module.around[node]):
        if text.replace(HOLE, "").strip():
            parts = text.split(HOLE)
            numbered = parts[0] + "".join(f"{{{n}}}{part}" for n, part in enumerate(parts[1:], 1))
            yield Found(numbered, module.place(node))


def _texts(  # noqa: PLR0911 - a return for each kind of expression
    module: Module, node: ast.expr, function: Function | None, seen: tuple[str, ...] = ()
) -> list[str]:
    """The texts that an expression can be, with holes; [] where they are collected elsewhere."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.Constant(value=None):
            return []
        case ast.JoinedStr(values=parts):
            pieces = [_piece(module, part, function, seen) for part in parts]
            return ["".join(each) for each in product(*pieces)]
        case ast.IfExp(body=one, orelse=other):
            return [text for each in (one, other) for text in _texts(module, each, function, seen)]
        case ast.BoolOp(values=values):
            return [text for value in values for text in _texts(module, value, function, seen)]
        case ast.Attribute(attr=name) if name in NAMES:
            return []  # of an error or a finding, whose own texts are collected
        case ast.Call(func=ast.Name(id="str")):
            return []
        case ast.Name(id=name):
            return [] if name in seen else _named(module, node, name, function, seen)
    raise CannotFollowError(f"{module.place(node)}: {ast.unparse(node)}")


def _named(
    module: Module, node: ast.expr, name: str, function: Function | None, seen: tuple[str, ...]
) -> list[str]:
    values = list(_assigned(name, function))
    if not values and name.isupper():
        values = [value for each in module.tree.body for value in _assigned(name, each)]
    if values:
        inner = (*seen, name)
        found = [text for value in values for text in _texts(module, value, function, inner)]
        for each in ast.walk(function) if function else ():
            if isinstance(each, ast.AugAssign) and ast.unparse(each.target) == name:
                more = _texts(module, each.value, function, inner)
                found = [one + other for one, other in product(found, more)]
        return found
    if function and name in NAMES and name in {each.arg for each in function.args.args}:
        return []  # a parameter: its texts are collected where the function is called
    raise CannotFollowError(f"{module.place(node)}: {name} is not assigned here")


def _piece(
    module: Module, part: ast.expr, function: Function | None, seen: tuple[str, ...]
) -> list[str]:
    """A part of an f-string: its words where the source has them, else a hole."""
    if isinstance(part, ast.Constant):
        return [str(part.value)]
    value = part.value if isinstance(part, ast.FormattedValue) else part
    if isinstance(value, ast.IfExp | ast.Name | ast.JoinedStr):
        try:
            found = _texts(module, value, function, seen)
        except CannotFollowError:
            return [HOLE]
        if found and not (isinstance(value, ast.Name) and _other_values(value.id, function)):
            return found
    return [HOLE]


def _other_values(name: str, function: Function | None) -> bool:
    """Whether a name is also bound in a way that is no plain assignment."""
    bound = [
        node
        for node in ast.walk(function or ast.Module([], []))
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)
    ]
    return len(bound) != len(list(_assigned(name, function)))


def string_constants() -> set[str]:
    """Every text that stands in the source by itself."""
    return {
        node.value
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
