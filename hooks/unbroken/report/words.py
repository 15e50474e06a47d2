"""What a report says of a finding in words: what happened, where it was, where code is pasted."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from unbroken.report.escaping import escaped, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from unbroken.model.finding import CodePlace, Finding


def message_of(finding: Finding, ref: str, *, verbose: bool = False) -> str:
    """Return the message with its notes; of what is gone, with where it was in the baseline.

    Unless verbose, long texts are shortened.
    """
    texts = (finding.message, *finding.notes)
    message = "; ".join(escaped(text if verbose else shortened(text)) for text in texts)
    if finding.new is not None or finding.baseline_path is None or not ref:
        return message
    return f"{message} (it was at {escaped(place_at(finding, ref))})"


def place_at(finding: Finding, ref: str) -> str:
    """Return where something was in the baseline: `v1.4.0:pkg/mod.py:12`.

    A snapshot does not know the line.
    """
    line = f":{finding.baseline_line}" if finding.baseline_line is not None else ""
    return f"{ref}:{finding.baseline_path}{line}"


def status_of(finding: Finding, *, verbose: bool = False) -> str:
    """Return why a finding does not count, to follow the message."""
    status = "" if finding.introduced else " (pre-existing)"
    if finding.accepted:
        reason = finding.reason or ""
        status += f" (accepted: {escaped(reason if verbose else shortened(reason))})"
    return status


_WITH_IMPORTS = ("module", "file", "table")
"""Places where imports may stand above the rest of the code."""


class Paste(NamedTuple):
    """Code to paste, and where; "" where the place is not known."""

    where: str
    code: str


def pastes_of(finding: Finding, ref: str) -> Iterator[Paste]:
    """Yield what to paste for a finding: imports that belong elsewhere, and the other code."""
    place, code = finding.code_place, finding.code
    if not code:
        return
    if place is None:
        yield Paste("", code)
        return
    imports, _, rest = code.partition("\n\n")
    is_whole_file = place.how == "restored" and not _is_decorator(code)
    if rest and _is_imports(imports) and place.how not in _WITH_IMPORTS and not is_whole_file:
        path = escaped(place.new_path or place.path)
        yield Paste(f"among the imports of {path}", imports)
        code = rest
    yield Paste(paste_at(finding, place, ref), code)


def _is_imports(code: str) -> bool:
    return all(line.startswith(("import ", "from ")) for line in code.splitlines())


def _is_decorator(code: str) -> bool:
    return "\n@" in f"\n{code}"


def paste_at(finding: Finding, place: CodePlace, ref: str) -> str:
    """Return where the code of a finding is to be pasted."""
    path = escaped(place.path)
    line = f"{path}:{place.line}"
    before = line if finding.baseline_line is not None else path
    before = f"{escaped(ref)}:{before}" if ref else before
    if place.how == "restored":
        if _is_decorator(finding.code):
            name = escaped(finding.object.rpartition(".")[2])
            return f"above '{name}', put back from {before}"
        return f"at the start of {path}, put back from {escaped(ref) or 'the baseline'}"
    if place.how == "former":
        return f"put back from {before}"
    if place.how == "replaced":
        name = escaped(finding.object.rpartition(".")[2])
        now = f"{escaped(place.new_path)}:{place.new_line}"
        return f"above '{name}', put back from {before} instead of {now}"
    return {
        "header": f"instead of the header at {line}",
        "head": f"instead of the decorators and the header at {line}",
        "statement": f"instead of {line}",
        "above": f"above {line}",
        "above block": f"above the block around {line}",
        "split": f"above {line}, as far to the left as its class",
        "table": f"into the table at {line}",
        "class": f"at the end of the class at {line}",
        "module": f"at the end of {path}",
        "file": f"into a new file {path}",
    }[place.how]
