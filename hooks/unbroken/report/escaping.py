"""Text from source code made safe to be shown: it may be hostile."""

from __future__ import annotations

_LONGEST_TEXT = 400
_SHOWN_AT_ENDS = 150
_LONGEST_CALL = 100
_ARGUMENTS_SHOWN = 4


def escaped(text: str) -> str:
    """Return text in which control characters are visible, so that they have no effect.

    C0 and C1 controls, line separators and the bidirectional controls ("Trojan Source",
    CVE-2021-42574) are written as Python would escape them.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else _escape(character) for character in text
    )


def escaped_lines(text: str) -> str:
    """Return text as `escaped` does, but keep its line breaks: they are ours."""
    return "\n".join(escaped(line) for line in text.split("\n"))


def _escape(character: str) -> str:
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")


def shortened(text: str) -> str:
    """Return text without its middle where nobody would read it, as a constant of many lines."""
    if len(text) <= _LONGEST_TEXT:
        return text
    left_out = len(text) - 2 * _SHOWN_AT_ENDS
    return f"{text[:_SHOWN_AT_ENDS]} … {left_out} more characters … {text[-_SHOWN_AT_ENDS:]}"


def shortened_call(call: str) -> str:
    """Return a long call without its middle arguments: those at its end are what breaks."""
    name, _, inner = call.removesuffix(")").partition("(")
    arguments = inner.split(", ")
    if len(call) <= _LONGEST_CALL or len(arguments) <= _ARGUMENTS_SHOWN:
        return call
    left_out = len(arguments) - _ARGUMENTS_SHOWN
    return f"{name}({arguments[0]}, … {left_out} more …, {', '.join(arguments[-3:])})"
