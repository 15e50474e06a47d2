"""The Python in Markdown and reStructuredText: examples that users copy."""

from __future__ import annotations

import ast
import re
import textwrap
import warnings
from collections.abc import Iterator
from typing import NamedTuple

DOCUMENTS = (".md", ".rst")
"""How the names of documents end."""
_LANGUAGE = r"(?:python3?|py|pycon)\b"
_FENCE = re.compile(rf"^[ \t]*(`{{3,}}|~{{3,}})[ \t]*\{{?[ \t]*\.?{_LANGUAGE}", re.IGNORECASE)
_DIRECTIVE = re.compile(
    rf"^([ \t]*)\.\.[ \t]+(?:code-block|code|sourcecode)::[ \t]*{_LANGUAGE}", re.IGNORECASE
)
_OPTION = re.compile(r"^[ \t]*:[\w-]+:")
_PROMPT = re.compile(r"^[ \t]*>>>")


class _Block(NamedTuple):
    """Lines of a document from the one with the index `start` on."""

    start: int
    lines: list[str]


def python_of(text: str, path: str) -> str:
    """Return the examples of a document as one module, each line where it stands in the document.

    What is not Python is left out, also examples that cannot be parsed.
    """
    lines = text.split("\n")
    target = [""] * len(lines)
    for block in _in_markdown(lines) if path.endswith(".md") else _in_rest(lines):
        code = textwrap.dedent("\n".join(_without_prompts(block.lines))).split("\n")
        if _is_python("\n".join(code)):
            target[block.start : block.start + len(code)] = code
    return "\n".join(target)


def _is_python(text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _in_markdown(lines: list[str]) -> Iterator[_Block]:
    index = 0
    while index < len(lines):
        opening = _FENCE.match(lines[index])
        index += 1
        if opening is None:
            continue
        start, fence = index, opening[1]
        while index < len(lines) and not _closes(lines[index], fence):
            index += 1
        yield _Block(start, lines[start:index])
        index += 1


def _closes(line: str, fence: str) -> bool:
    """Return whether a line ends a fenced block (CommonMark 0.31, 4.5)."""
    text = line.strip()
    return len(text) >= len(fence) and not text.strip(fence[0])


def _in_rest(lines: list[str]) -> Iterator[_Block]:
    index = 0
    while index < len(lines):
        directive = _DIRECTIVE.match(lines[index])
        start = index
        if directive is not None:
            start = index = index + 1
            while index < len(lines) and _is_deeper(lines[index], directive[1]):
                index += 1
            block = lines[start:index]
            yield _Block(start, ["" if _OPTION.match(line) else line for line in block])
        elif _PROMPT.match(lines[index]):
            while index < len(lines) and lines[index].strip():
                index += 1
            yield _Block(start, lines[start:index])
        else:
            index += 1


def _is_deeper(line: str, indent: str) -> bool:
    """Return whether a line belongs to a directive with some indentation."""
    return not line.strip() or (line.startswith(indent) and line[len(indent) :][:1] in (" ", "\t"))


def _without_prompts(lines: list[str]) -> list[str]:
    """Return the input of an interactive session without its prompts and output."""
    if not any(_PROMPT.match(line) for line in lines):
        return lines
    return [
        re.sub(r"^[ \t]*(?:>>>|\.\.\.) ?", "", line)
        if re.match(r"^[ \t]*(?:>>>|\.\.\.)(?: |$)", line)
        else ""
        for line in lines
    ]
