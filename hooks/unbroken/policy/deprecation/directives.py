"""`.. deprecated::` in docstrings: what it is about, and what it says.

A directive deprecates the object only at the docstring's own indentation, outside of parameter
sections, and if its text is about the object. In a parameter section, or where its text names a
parameter, it deprecates that parameter. In doubt it deprecates nothing: many directives are about
one value of an argument, or about a default.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

_DIRECTIVE = re.compile(r"(?P<indent> *)\.\.\s+deprecated::\s*(?P<rest>.*)")
_UNDERLINE = re.compile(r"[-=~^]{3,}\s*")
_GOOGLE_SECTION = re.compile(r"(?P<title>[A-Z][A-Za-z ]*):\s*")
_FIELD = re.compile(
    r"(?P<indent> *):(?P<kind>param|parameter|arg|argument|key|keyword|kwarg)\s+"
    r"(?:[^:]*\s)?\*{0,2}(?P<name>\w+)\s*:"
)
_OTHER_FIELD = re.compile(r" *:\w[^:`]*:(?:\s|$)")
_GOOGLE_ENTRY = re.compile(r"\*{0,2}(?P<name>\w+)\s*(?:\([^)]*\))?\s*:")
_NUMPY_ENTRY = re.compile(r"(?P<names>\*{0,2}\w+(?:\s*,\s*\*{0,2}\w+)*)\s*(?::|$)")
_PARAMETER_SECTIONS = (
    "parameters", "other parameters", "params", "args", "arguments", "keyword args",
    "keyword arguments", "keyword parameters",
)  # fmt: skip

_MARKUP = r"[`*'\"]{0,3}"
_KIND = r"(?:parameter|argument|keyword|kwarg|option|arg|param)s?"

# What a text is about that is not about the object or parameter as a whole.
_ABOUT_VALUES = (
    r"default(?:s|ing)?|values?|inputs?|outputs?|pass(?:ing|ed)?|provid(?:e|ing|ed)|supplying|"
    r"specify(?:ing)?|setting|support(?:s|ing|ed)?|behaviou?r|calling|return(?:s|ing|ed)?|"
    r"accept(?:s|ing|ed)?|allow(?:s|ing|ed)?|rais(?:e|es|ing)|when|if|unless|instances? of|"
    r"subclassing|strings?|notation|dtypes?|formats?|engines?|currently|changed?|changes|"
    r"not be removed|never be removed"
)
_ABOUT_VALUE = re.compile(rf"\b(?:{_ABOUT_VALUES})\b", re.IGNORECASE)
_ABOUT_USE = re.compile(
    rf"\b(?:{_ABOUT_VALUES}|{_KIND}|attributes?|positional(?:ly)?)\b", re.IGNORECASE
)
# "Combining it with others is deprecated": what one does with the object, not the object.
_ACTION = re.compile(r"[a-z]+ing\b", re.IGNORECASE)
_LEADING_NAME = re.compile(
    r"(?P<markup>``|[`*])(?P<name>[\w.]+)(?:\(\)|=[^`*]*)?(?P=markup)|(?P<word>[\w.]+)(?=\s+is\b)"
)
_REPLACEMENT = re.compile(
    r"(?:\b(?:please\s+)?(?:use|see|consider|prefer|call|replace|switch)\b|\bin favou?r of\b|"
    r"\binstead\b|\breplaced\b|\balternative)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.;])\s+|\n\n")


class Directive(NamedTuple):
    """A `.. deprecated::`: its version (None: it names none), its text and its own line.

    `parameters` are the parameters that it deprecates; empty if it deprecates the object.
    """

    version: str | None
    text: str
    line: str
    parameters: tuple[str, ...] = ()


def directives(docstring: str, name: str, parameters: Collection[str]) -> Iterator[Directive]:
    """Yield the directives of a docstring that deprecate the object or one of its parameters.

    `name` is the name of the object, `parameters` are those of the function or constructor.
    """
    lines = inspect.cleandoc(docstring).split("\n")
    entries = _Entries()
    for number, line in enumerate(lines):
        match = _DIRECTIVE.fullmatch(line)
        if match is None:
            entries.read(lines, number)
            continue
        indent = len(match["indent"])
        version, text = _content(match["rest"], lines[number + 1 :], indent)
        entry = entries.names(indent)
        names: tuple[str, ...] | None
        if entry:
            known = tuple(parameter for parameter in entry if parameter in parameters)
            names = known if known and _is_about(text, known) else None
        elif indent == 0:
            names = subject_of(text, name, parameters)
            names = names or None if entry is not None else names
        else:
            names = None
        if names is not None:
            yield Directive(version, text, line.strip(), names)


class _Entries:
    """Follows the sections of a docstring: in which entry of a parameter section a line is."""

    def __init__(self) -> None:
        self._style = ""
        self._entry: tuple[str, ...] = ()
        self._entry_indent = 0

    def read(self, lines: list[str], number: int) -> None:
        """Read one line that is not a directive."""
        line = lines[number]
        if not line.strip():
            return
        indent = len(line) - len(line.lstrip())
        following = lines[number + 1] if number + 1 < len(lines) else ""
        field = _FIELD.match(line)
        if field is not None:
            self._start("field", (field["name"],), indent)
        elif _OTHER_FIELD.match(line):
            self._start("other field", (), indent)
        elif indent == 0 and _UNDERLINE.fullmatch(following):
            is_parameters = line.strip().lower() in _PARAMETER_SECTIONS
            self._start("numpy" if is_parameters else "", (), 0)
        elif indent == 0 and _GOOGLE_SECTION.fullmatch(line):
            is_parameters = line.strip().rstrip(":").lower() in _PARAMETER_SECTIONS
            self._start("google" if is_parameters else "other section", (), 0)
        elif self._style == "numpy" and indent == 0:
            match = _NUMPY_ENTRY.match(line)
            names = re.split(r"\s*,\s*", match["names"]) if match is not None else []
            self._entry = tuple(name.lstrip("*") for name in names)
        elif self._style == "google":
            self._read_google(line, indent)
        elif self._style in ("field", "other field", "other section") and (
            indent <= self._entry_indent
        ):
            self._start("", (), 0)

    def _read_google(self, line: str, indent: int) -> None:
        if indent == 0:
            self._start("", (), 0)
            return
        match = _GOOGLE_ENTRY.match(line.strip())
        if match is not None and (not self._entry or indent <= self._entry_indent):
            self._entry, self._entry_indent = (match["name"],), indent

    def _start(self, style: str, entry: tuple[str, ...], indent: int) -> None:
        self._style, self._entry, self._entry_indent = style, entry, indent

    def names(self, indent: int) -> tuple[str, ...] | None:
        """Return the parameters that a directive is under; None outside of parameter sections."""
        if self._style == "numpy":
            return self._entry if indent > 0 else ()
        if self._style in ("google", "field") and indent > self._entry_indent:
            return self._entry
        return None


def _content(rest: str, following: list[str], indent: int) -> tuple[str | None, str]:
    """Return the version and the text of a directive, whose lines are indented deeper."""
    first, _, more = rest.strip().partition(" ")
    version = first.rstrip(".,:;") if re.match(r"v?\d", first) else None
    lines = [more if version is not None else rest.strip()]
    for line in following:
        if line.strip() and len(line) - len(line.lstrip()) <= indent:
            break
        lines.append(line.strip())
    paragraphs = "\n".join(lines).strip().split("\n\n")
    return version, "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def subject_of(text: str, name: str, parameters: Collection[str]) -> tuple[str, ...] | None:
    """Return the parameters that a text is about, () for the object; None in doubt."""
    named = tuple(parameter for parameter in parameters if _names_parameter(text, parameter))
    if named:
        return None if is_about_value(text) else named
    leading = _LEADING_NAME.match(text)
    if leading is not None:
        subject = (leading["name"] or leading["word"]).rpartition(".")[2]
        if subject.lower() not in (name.lower(), "this", "it", "that"):
            return None
    elif _ACTION.match(text):
        return None
    return None if _ABOUT_USE.search(_statement(text)) else ()


def is_about_value(text: str) -> bool:
    """Return whether a text about a parameter is about some values of it, or its default."""
    return _ABOUT_VALUE.search(_statement(text)) is not None


def _statement(text: str) -> str:
    """Return what a text says is deprecated: its first sentence without what to use instead."""
    first = _SENTENCE_END.split(text)[0]
    replacement = _REPLACEMENT.search(first)
    return first[: replacement.start()] if replacement is not None else first


def _is_about(text: str, parameters: tuple[str, ...]) -> bool:
    """Return whether a text in the entry of a parameter is about the parameter as a whole."""
    leading = _LEADING_NAME.match(text)
    subject = (leading["name"] or leading["word"]) if leading is not None else "this"
    return subject.lower() in ("this", "it", "that", *map(str.lower, parameters)) and (
        not is_about_value(text)
    )


def _names_parameter(text: str, name: str) -> bool:
    """Return whether a text begins with a parameter: "``x`` is …", "The x parameter …"."""
    quoted = rf"(?:``|[`*'\"]){re.escape(name)}(?:``|[`*'\"])"
    plain = rf"{_MARKUP}\b{re.escape(name)}\b{_MARKUP}"
    pattern = rf"(?:the\s+)?(?:{quoted}(?!\s*=)|{plain}\s+{_KIND}\b|{_KIND}\s+{plain})"
    return re.match(pattern, text, re.IGNORECASE) is not None
