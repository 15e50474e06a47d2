"""Write docs/rules.md from the rules: `python -m unbroken.report.rule_pages [--check] PATH`."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from unbroken.checks.examples import BASELINE, findings_of_example
from unbroken.report.words import pastes_of
from unbroken.rules.base import Break, Keep, PairRule, Remedy, Rule
from unbroken.rules.registry import all_rules

_DEFAULT_PATH = "docs/rules.md"
_SHOWN_BREAKS = 2
_INTRODUCTION = """\
<!-- Written by `python -m unbroken.report.rule_pages` from hooks/unbroken/rules. Do not edit. -->

# Rules

Each rule finds one way to break the users of a package. Its level is `error`, `warning`, `note`
or `off`, and can be set in `[tool.unbroken.rules]`:

```toml
[tool.unbroken.rules]
default-changed = "error"
```

Rules marked *typing* are about breaks that only type checkers see: warnings, and errors under
`typing = "strict"`. *Needs* is the version bump that a release with such a break needs under
semantic versioning.
"""


def document() -> str:
    """Write the whole page."""
    parts = [introduction()]
    parts += [section(name, rule) for name, rule in all_rules().items()]
    return "\n".join(parts)


def introduction() -> str:
    """Write what comes before the rules: what they are, and the table of them."""
    return "\n".join([_INTRODUCTION, "".join(_table(all_rules()))])


def _table(rules: dict[str, Rule]) -> Iterator[str]:
    yield "| rule | level | needs | what breaks |\n|---|---|---|---|\n"
    for name, rule in rules.items():
        what = _paragraphs(rule)[0]
        yield f"| [`{name}`](#{name}) | {_level(rule)} | {rule.bump} | {what} |\n"


def section(name: str, rule: Rule) -> str:
    """Write what there is to say about one rule."""
    return "".join(_section(name, rule))


def _section(name: str, rule: Rule) -> Iterator[str]:
    yield f"## {name}\n\n"
    yield f"Level: {_level(rule)}. Needs: {rule.bump}.\n\n"
    yield "\n\n".join(_paragraphs(rule)) + "\n"
    if isinstance(rule, PairRule):
        codes = []
        for example in rule.breaks[:_SHOWN_BREAKS]:
            yield "\nBreaks:\n"
            yield from _break(example)
            codes += [text := "".join(_code(name, example))]
            yield text
        for remedy in rule.remedies if not any(codes) else ():
            yield "\nWithout a break:\n"
            yield "\n".join(["", "```python", *_before_after(remedy), "```", ""])
        yield "\nAllowed:\n"
        for keep in rule.keeps:
            yield from _keep(keep)


def _level(rule: Rule) -> str:
    return f"{rule.level} (typing)" if rule.typing else str(rule.level)


def _paragraphs(rule: Rule) -> list[str]:
    return inspect.cleandoc(rule.documentation).split("\n\n")


def _break(example: Break) -> Iterator[str]:
    lines = ["", "```python", *_before_after(example)]
    if example.witness is not None:
        lines += ["", "# a call that breaks", example.witness]
    yield "\n".join([*lines, "```", ""])


def _code(rule: str, example: Break) -> Iterator[str]:
    """Write what the report offers to paste."""
    for finding in findings_of_example(example):
        if finding.rule == rule and finding.code_place is not None:
            how = "" if finding.code_place.how == "former" else "pasted "
            intro = f"Without a break, {how}"
            for where, code in pastes_of(finding, f"v{BASELINE}"):
                yield "\n".join(["", f"{intro}{where}:", "", "```python", code, "```", ""])
                intro = "and "
            return


def _keep(keep: Keep) -> Iterator[str]:
    lines = [f"- {keep.why}", "", "```python", *_before_after(keep), "```"]
    yield "\n" + "\n".join(f"  {line}".rstrip() for line in lines)[2:] + "\n"


def _before_after(example: Break | Keep | Remedy) -> list[str]:
    old, new = (text.strip().splitlines() for text in example[:2])
    return ["# before", *old, "", "# after", *new]


def main(argv: Sequence[str] | None = None) -> int:
    """Write the page, or with `--check` say whether it is up to date."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    check = "--check" in arguments
    paths = [argument for argument in arguments if argument != "--check"] or [_DEFAULT_PATH]
    path = Path(paths[0])
    if not check:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(document(), encoding="utf-8")
        return 0
    if path.is_file() and path.read_text(encoding="utf-8") == document():
        return 0
    command = "python -m unbroken.report.rule_pages"
    sys.stderr.write(f"{path} is not what the rules say: run `{command} {path}`\n")
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
