"""Reads the source as text and as a tree, for promises that a machine keeps.

Every promise is a function from modules to findings. A finding is one line,
`path:line: what`, so that an empty list means the promise holds, and the same
function run over a planted violation shows that it can fail.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRODUCT = ("referral", "workflows", "api")
EVERYTHING = (*PRODUCT, "tests")


@dataclass(frozen=True)
class Module:
    """One Python file.

    Attributes:
        path: Relative to the folder that was read, with `/`.
        text: What is written in it.
        tree: The same, parsed.
    """

    path: str
    text: str
    tree: ast.Module

    def at(self, node: ast.AST, what: str) -> str:
        """One finding."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}: {what}"


def modules(*folders: str, root: Path = ROOT) -> list[Module]:
    """Every Python file below the folders of `root`, in order."""
    paths = sorted(
        path
        for folder in folders
        for path in root.glob(f"{folder}/**/*.py")
        if "node_modules" not in path.parts
    )
    return [
        Module(path.relative_to(root).as_posix(), text, ast.parse(text))
        for path in paths
        for text in [path.read_text(encoding="utf-8")]
    ]


def planted(root: Path, **files: str) -> list[Module]:
    """Modules written for a positive control: `referral__rules__x="import os"`."""
    for name, text in files.items():
        path = root / (name.replace("__", "/") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return modules(*EVERYTHING, root=root)


def imports(module: Module) -> Iterator[tuple[ast.stmt, str]]:
    """Every absolute name a module imports, as `package.module.name`."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def known_names(module: Module) -> dict[str, str]:
    """Local names bound by imports, and what each stands for in full."""
    names: dict[str, str] = {}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.split(".")[0]
                names[alias.asname or first] = alias.name if alias.asname else first
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def full_names(module: Module) -> Iterator[tuple[ast.expr, str]]:
    """Every name and dotted name used, spelled out through the imports."""
    names = known_names(module)
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Name | ast.Attribute):
            dotted = _dotted(node)
            if dotted:
                first, _, rest = dotted.partition(".")
                yield node, ".".join(filter(None, [names.get(first, first), rest]))


def _dotted(node: ast.expr) -> str | None:
    """`a.b.c` for a chain of attributes that begins with a name."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = _dotted(node.value)
        return f"{before}.{node.attr}" if before else None
    return None


def constants(module: Module) -> Iterator[tuple[ast.Constant, str]]:
    """Every text in the code that is no docstring."""
    docstrings = {
        id(node.value)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(module.tree):
        match node:
            case ast.Constant(value=str(text)) if id(node) not in docstrings:
                yield node, text


def inside(path: str, places: Iterable[str]) -> bool:
    """Whether the path is one of the files or below one of the folders."""
    return any(path == place or path.startswith(f"{place}/") for place in places)
