"""Code of findings, pasted into the sources of an example where the finding says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence
from importlib import resources

from tests.rules.sources import Files
from unbroken.model.finding import Finding

_INDENT = "    "
_AT_LINE = ("header", "head", "statement", "above", "above block", "split", "class")
_IMPORT_AGAIN = re.compile(r"'([\w.]+)' \(`(from [^`]+)`\)")
_MARKERS_FILE = re.compile(r"--markers (\S+\.py)")


def pasted(old: Files, new: Files, findings: Sequence[Finding]) -> Files:
    """Return the new files with the code of all findings, each code once."""
    files = {**new, **_markers(findings)}
    codes = {(finding.code, finding.code_place): finding for finding in findings if finding.code}
    for finding in findings:
        _import_again(files, finding.remedy)
    # From the end on, so that the lines of what is above stay what they are.
    for finding in sorted(codes.values(), key=lambda finding: -_line(finding)):
        _paste(files, old, finding)
    return files


def _import_again(files: Files, remedy: str) -> None:
    """Add the imports that a remedy asks for, at the end of the modules that it names."""
    for name, line in _IMPORT_AGAIN.findall(remedy):
        path = next(
            path
            for path in files
            if path.removesuffix(".py").removesuffix("/__init__").replace("/", ".") == name
        )
        if line not in files[path].splitlines():
            files[path] += f"{line}\n"


def _markers(findings: Iterable[Finding]) -> Files:
    """Return the modules that `unbroken init --markers` writes, where findings say so."""
    named = (_MARKERS_FILE.search(finding.remedy) for finding in findings)
    text = resources.files("unbroken").joinpath("markers.py").read_text("utf-8")
    return {match[1]: text for match in named if match is not None}


def _line(finding: Finding) -> int:
    place = finding.code_place
    assert place is not None
    if place.how == "replaced":
        return place.new_line
    return place.line if place.how in _AT_LINE else 1_000_000


def _paste(files: Files, old: Files, finding: Finding) -> None:
    place = finding.code_place
    assert place is not None
    imports, code = _split(finding.code)
    if place.how == "file":
        assert place.path not in files
        files[place.path] = finding.code + "\n"
        return
    if place.how == "replaced":
        _replace(files, old, finding)
        return
    if place.how == "former":
        _put_statements_back(files, old, finding)
        return
    if place.how == "restored":
        imports, code, place_line, how = *_restored(old, files, finding), "class"
        if place_line is None:
            files[place.path] = "\n".join([*imports, *code]) + "\n"
            return
        if place_line == 0:
            how = "module"
    else:
        place_line, how = place.line, place.how
    lines = files[place.path].splitlines()
    if how == "module":
        lines += code
    else:
        _insert(lines, code, place_line, how)
    files[place.path] = "\n".join([*_with_imports(lines, imports)]) + "\n"


def _replace(files: Files, old: Files, finding: Finding) -> None:
    """Put what was there at the baseline in place of what is there now."""
    place = finding.code_place
    assert place is not None
    imports, code = _split(finding.code)
    before = old[place.path].splitlines()
    was = _path_to(before, place.line)[-1]
    text = [line[was.col_offset :] for line in before[first_line(was) - 1 : was.end_lineno]]
    at = was.lineno - first_line(was) if not isinstance(was, ast.ClassDef) else 0
    text[at:at] = code
    lines = files[place.new_path].splitlines()
    now = _statement(lines, place.new_line)
    lines[first_line(now) - 1 : now.end_lineno] = _indented(text, _INDENT * (now.col_offset // 4))
    files[place.new_path] = "\n".join(_with_imports(lines, imports)) + "\n"


def _put_statements_back(files: Files, old: Files, finding: Finding) -> None:
    """Put what code begins back at the end of what it stood in at the baseline."""
    place = finding.code_place
    assert place is not None
    before, lines = old[place.path].splitlines(), files[place.path].splitlines()
    path = _path_to(before, place.line)
    # Of a loop or another block, the whole statement is put back.
    named = [hasattr(node, "name") for node in path[:-1]]
    *outer, node = path[: named.index(False) + 1] if False in named else path
    siblings = outer[-1].body if outer else ast.parse(old[place.path]).body
    if re.search(r"^@.*\.(setter|deleter)$", finding.code, re.MULTILINE):
        _put_accessors_back(files, before, path, finding)
        return
    names = [getattr(statement, "name", "") for statement in ast.parse(finding.code).body]
    text = [
        line[node.col_offset :]
        for statement in siblings
        if getattr(statement, "name", None) in names or statement.lineno == node.lineno
        for line in before[first_line(statement) - 1 : statement.end_lineno]
    ]
    body = ast.parse("\n".join(lines)).body
    line, indent = len(lines), ""
    for scope in outer:
        around = next(n for n in body if getattr(n, "name", "") == scope.name)
        _open_body(lines, around)
        around = _statement(lines, around.lineno)
        body, indent = around.body, _INDENT * (around.col_offset // 4 + 1)
        returns = isinstance(around.body[-1], ast.Return)
        line = around.body[-1].lineno - 1 if returns else around.end_lineno
    lines[line:line] = _indented(text, indent)
    files[place.path] = "\n".join(lines) + "\n"


def _put_accessors_back(
    files: Files, before: list[str], path: list[ast.stmt], finding: Finding
) -> None:
    """Put accessors of a property back at the end of its class, with what the code does first."""
    place = finding.code_place
    imports, code = _split(finding.code)
    lines = files[place.new_path].splitlines()
    text = []
    for part in ast.parse("\n".join(code)).body:
        decorator = ast.unparse(part.decorator_list[0])
        was = next(
            node
            for node in path[-2].body
            if any(ast.unparse(found) == decorator for found in getattr(node, "decorator_list", ()))
        )
        written = [line[was.col_offset :] for line in before[first_line(was) - 1 : was.end_lineno]]
        _open_body(written, ast.parse("\n".join(written)).body[0])
        at = ast.parse("\n".join(written)).body[0].body[0].lineno - 1
        warned = ast.unparse(part.body[0])
        text += [*written[:at], f"{_INDENT}{warned}", *written[at:]]
    around = next(
        node
        for node in _statements(lines)
        if isinstance(node, ast.ClassDef) and node.name == path[-2].name
    )
    _insert(lines, text, around.lineno, "class")
    files[place.new_path] = "\n".join(_with_imports(lines, imports)) + "\n"


def _insert(lines: list[str], code: list[str], line: int, how: str) -> None:
    """Put code in a list of lines at a line (from 1)."""
    node = _statement(lines, line)
    indent = _INDENT * (node.col_offset // 4)
    assert node.end_lineno is not None
    if how == "head":
        _paste_head(lines, code, line)
    elif how == "above block":
        start = _block_around(lines, line)
        lines[start - 1 : start - 1] = _indented(code, _indent_of(lines[start - 1]))
    elif how == "split":
        lines[first_line(node) - 1 : first_line(node) - 1] = code
    elif how == "above":
        lines[first_line(node) - 1 : first_line(node) - 1] = _indented(code, indent)
    elif how == "statement":
        lines[node.lineno - 1 : node.end_lineno] = _indented(code, indent)
    elif how == "class":
        assert isinstance(node, ast.ClassDef)
        _open_body(lines, node)
        (node,) = (
            other
            for other in _statements(lines)
            if isinstance(other, ast.ClassDef) and other.lineno == node.lineno
        )
        assert node.end_lineno is not None
        lines[node.end_lineno : node.end_lineno] = _indented(code, indent + _INDENT)
    else:
        assert how == "header"
        assert isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        _open_body(lines, node)
        (node,) = (
            other
            for other in _statements(lines)
            if isinstance(other, type(node)) and other.lineno == node.lineno
        )
        header = next(i for i, text in enumerate(code) if text.endswith(":")) + 1
        first = node.body[0]
        after = first.lineno - 1
        is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
        if is_docstring and isinstance(first.value.value, str):
            after = first.end_lineno
        lines[after:after] = _indented(code[header:], indent)
        lines[node.lineno - 1 : first.lineno - 1] = _indented(code[:header], indent)


def _block_around(lines: list[str], line: int) -> int:
    """Return the first line of the outermost `if` or `try` around a line, inside of its class."""
    blocks = [
        node.lineno
        for node in _statements(lines)
        if isinstance(node, (ast.If, ast.Try)) and node.lineno <= line <= node.end_lineno
    ]
    return min(blocks)


def _indent_of(text: str) -> str:
    return text[: len(text) - len(text.lstrip())]


def _paste_head(lines: list[str], code: list[str], line: int) -> None:
    """Put code in place of the decorators and the header at a line."""
    node = _statement(lines, line)
    indent = _INDENT * (node.col_offset // 4)
    assert isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
    start = first_line(node)
    _open_body(lines, node)
    node = _statement(lines, start)
    lines[start - 1 : first_line(node.body[0]) - 1] = _indented(code, indent)


def _open_body(lines: list[str], node: ast.stmt) -> None:
    """Put a body that stands on the line of its header on a line of its own."""
    first = node.body[0]
    line = lines[first.lineno - 1]
    if line[: first.col_offset].strip():
        indent = _INDENT * (node.col_offset // 4 + 1)
        lines[first.lineno - 1 : first.lineno] = [
            line[: first.col_offset].rstrip(),
            indent + line[first.col_offset :],
        ]


def _restored(
    old: Files, files: Files, finding: Finding
) -> tuple[list[str], list[str], int | None]:
    """Return the imports and the lines to put back, and the line of the class that they are for.

    The line is 0 for a module that is there, None for one that is not.
    """
    place = finding.code_place
    assert place is not None
    imports, code = _split(finding.code)
    before = old[place.path].splitlines()
    if finding.rule == "module-removed":
        _put_back(old, files, place.path)
        return imports, [*code, *before], None
    path = _path_to(before, place.line)
    node = path[-1]
    taken = before[first_line(node) - 1 : node.end_lineno]
    at = node.lineno - first_line(node) if not isinstance(node, ast.ClassDef) else 0
    text = [line[node.col_offset :] for line in taken]
    text[at:at] = code
    if "in '__all__'" in finding.remedy:
        text.append(f'__all__ += ["{node.name}"]')
    if len(path) == 1:
        return imports, text, 0
    classes = [
        other
        for other in _statements(files[place.path].splitlines())
        if isinstance(other, ast.ClassDef)
    ]
    # The path may lead through an instance: then the finding stands in its class.
    around = [other for other in classes if other.lineno <= finding.line <= other.end_lineno]
    named = [other for other in classes if other.name == finding.object.split(".")[-2]]
    return imports, text, [*named, *around][-1].lineno


def _put_back(old: Files, files: Files, path: str) -> None:
    """Put a module back, or a package with its modules."""
    folder = path.removesuffix("__init__.py")
    files.update((name, text) for name, text in old.items() if name.startswith(folder))


def _path_to(lines: list[str], line: int) -> list[ast.stmt]:
    """Return a statement that begins at a line, after the classes around it."""
    path = []
    body = ast.parse("\n".join(lines)).body
    while True:
        node = next(n for n in body if first_line(n) <= line <= n.end_lineno)
        path.append(node)
        if line in (node.lineno, first_line(node)):
            return path
        body = node.body + getattr(node, "orelse", [])


def first_line(node: ast.stmt) -> int:
    """Return the first line of a statement, decorators included."""
    decorators = getattr(node, "decorator_list", [])
    return decorators[0].lineno if decorators else node.lineno


def _split(code: str) -> tuple[list[str], list[str]]:
    """Return the imports at the start of code, and what comes after an empty line."""
    start, _, rest = code.partition("\n\n")
    lines = start.splitlines()
    if rest and all(line.startswith(("import ", "from ")) for line in lines):
        return lines, rest.splitlines()
    return [], code.splitlines()


def _with_imports(lines: list[str], imports: list[str]) -> list[str]:
    """Put imports below the docstring and the imports from `__future__`."""
    after = 0
    for node in ast.parse("\n".join(lines)).body:
        is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if not is_docstring and getattr(node, "module", "") != "__future__":
            break
        after = node.end_lineno
    missing = [line for line in dict.fromkeys(imports) if line not in lines]
    return [*lines[:after], *missing, *lines[after:]]


def _indented(code: list[str], indent: str) -> list[str]:
    return [f"{indent}{line}".rstrip() for line in code]


def _statements(lines: list[str]) -> list[ast.stmt]:
    tree = ast.parse("\n".join(lines))
    return [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]


def _statement(lines: list[str], line: int) -> ast.stmt:
    """Return the smallest statement that begins at a line."""
    found = [node for node in _statements(lines) if line in (node.lineno, first_line(node))]
    return min(found, key=lambda node: node.end_lineno - node.lineno)
