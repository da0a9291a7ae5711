"""The cells of a notebook's file, read without running any; and their code on a page, coloured without a script."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from itertools import groupby
from pathlib import Path

from pygments import lexers, token

from goalkit.errors import ExportError
from goalkit.planfile import is_file
from goalkit.written import UnreadableError, read_text, written_files

_UNNAMED = ("_", "__")


@dataclass(frozen=True)
class Cell:
    """A cell's place in the file, from 1, its name, empty for one without, and its code."""

    number: int
    name: str
    code: str

    def __str__(self) -> str:
        first = next((line for line in self.code.splitlines() if line.strip()), "")
        return f"cell {self.number}{f' {self.name}' if self.name else ''} ({first.strip()[:60]})"


@dataclass(frozen=True)
class Source:
    """A notebook's title and its cells, in the file's order."""

    title: str
    cells: tuple[Cell, ...]


def read_source(path: Path) -> Source:
    """Return what a notebook's file holds.

    Raises:
        ExportError: there is no such file, or it is no notebook.
    """
    if not is_file(path):
        beside = ", ".join(file.stem for file in written_files(path.parent, "*.py")) or "inga"
        message = f"Anteckningsboken {path.name} finns inte. De som finns bredvid: {beside}."
        raise ExportError(message)
    try:
        text = read_text(path)
        tree = ast.parse(text)
    except UnreadableError as error:
        message = f"{path} går inte att läsa: {error}."
        raise ExportError(message) from error
    except SyntaxError as error:
        message = f"{path.name}, rad {error.lineno}: det är inte Python ({error.msg}). Rätta raden och försök igen."
        raise ExportError(message) from error
    made = next((node.value for node in tree.body if isinstance(node, ast.Assign) and _is_app(node.value)), None)
    if not isinstance(made, ast.Call):
        message = f"{path.name} är ingen marimo-anteckningsbok."
        raise ExportError(message)
    titles = (word.value for word in made.keywords if word.arg == "app_title")
    title = next((str(each.value) for each in titles if isinstance(each, ast.Constant) and each.value), "")
    cells = enumerate(_cells(tree, text), start=1)
    return Source(title or path.stem.replace("_", " "), tuple(Cell(n, name, code) for n, (name, code) in cells))


def _is_app(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr == "App"


def _cells(tree: ast.Module, text: str) -> Iterator[tuple[str, str]]:
    """Yield name and code of each cell: the setup, the decorated functions and classes, and what did not parse."""
    lines = text.split("\n")
    for node in tree.body:
        if isinstance(node, ast.With) and _of_app(node.items[0].context_expr) == "setup":
            yield "setup", _inside(node, lines)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.decorator_list:
            kind = _of_app(node.decorator_list[0])
            if kind == "cell":
                yield "" if node.name in _UNNAMED else node.name, _inside(node, lines)
            elif kind in ("function", "class_definition"):
                yield node.name, "\n".join(lines[node.lineno - 1 : node.end_lineno])
        elif isinstance(node, ast.Expr) and _of_app(node.value) == "_unparsable_cell":
            yield "", ast.unparse(node.value)


def _of_app(node: ast.expr) -> str:
    """Return the attribute of ``app`` that an expression is about; empty for another."""
    called = node.func if isinstance(node, ast.Call) else node
    if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == "app":
        return called.attr
    return ""


def _inside(node: ast.With | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, lines: list[str]) -> str:
    """Return the code within a cell as it stands, comments too, but for what it hands on and its indentation."""
    start = next(n for n in range(node.lineno, node.body[0].lineno + 1) if lines[n - 1].rstrip().endswith(":"))
    last = node.body[-1]
    end = last.lineno - 1 if isinstance(last, ast.Return) else node.end_lineno
    return "\n".join(line.removeprefix("    ") for line in lines[start:end]).strip("\n")


_LOOKS = {token.Comment: "comment", token.Keyword: "keyword", token.String: "text", token.Number: "number"}


def with_code(parts: Mapping[int, str], cells: Iterable[Cell]) -> Iterator[str]:
    """Yield what each cell shows followed by its code, in the notebook's order; ``parts`` has the first by cell.

    The code of those before the first that shows anything comes after that one: a page begins with its heading.
    """
    first, before = min((number for number in parts if number), default=0), ""
    yield parts.get(0, "")
    for cell in cells:
        if cell.number < first:
            before += _folded(cell)
        else:
            yield parts.get(cell.number, "") + (before if cell.number == first else "") + _folded(cell)


def _folded(cell: Cell) -> str:
    if not cell.code:
        return ""
    name = f" {escape(cell.name)}" if cell.name else ""
    return (
        f'<details class="gk-code"><summary>Kod: cell {cell.number}{name}</summary>'
        f"<pre><code>{coloured(cell.code)}</code></pre></details>"
    )


def coloured(code: str) -> str:
    """Return Python as HTML whose comments, words of the language, texts and numbers are told apart.

    >>> coloured("x = 1  # ett")
    'x = <span class="gk-code-number">1</span>  <span class="gk-code-comment"># ett</span>'
    """
    found = lexers.get_lexer_by_name("python", stripnl=False, ensurenl=False).get_tokens(code)
    alike = groupby(found, key=lambda pair: next((look for kind, look in _LOOKS.items() if pair[0] in kind), ""))
    return "".join(_span(look, "".join(text for _, text in pairs)) for look, pairs in alike)


def _span(look: str, text: str) -> str:
    return f'<span class="gk-code-{look}">{escape(text, quote=False)}</span>' if look else escape(text, quote=False)
