"""Pages of the site that are not files of this folder: a hook of mkdocs.

These are the README as the first page, the other documents at the root, and one page a rule, which
takes the place of its section in `rules.md`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

from unbroken.report.rule_pages import introduction, section
from unbroken.rules.registry import all_rules

ROOT = Path(__file__).parent.parent
AT_ROOT = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "CONTRIBUTING.md",
    "SECURITY.md": "SECURITY.md",
    "CHANGELOG.md": "CHANGELOG.md",
}


def on_files(files: Files, config: Any, **_: object) -> Files:
    """Add the pages."""
    for source, target in AT_ROOT.items():
        text = (ROOT / source).read_text(encoding="utf-8")
        text = without_steps(text.replace("](docs/", "]("))
        files.append(File.generated(config, target, content=text))
    files.remove(files.src_uris["rules.md"])
    table = re.sub(r"\(#([\w-]+)\)", r"(rules/\1.md)", introduction())
    files.append(File.generated(config, "rules.md", content=table))
    for name, rule in all_rules().items():
        page = without_lists(section(name, rule)).replace(f"## {name}", f"# {name}", 1)
        files.append(File.generated(config, f"rules/{name}.md", content=page))
    return files


def without_steps(text: str) -> str:
    """Return a page with its numbered steps as paragraphs.

    Python-Markdown knows no fenced blocks inside of lists.
    """
    numbered = re.sub(r"^(\d+\.) ", r"**\1** ", text, flags=re.MULTILINE)
    return re.sub(r"^   ", "", numbered, flags=re.MULTILINE) if "   ```" in text else numbered


def without_lists(text: str) -> str:
    """Return a section with its allowed examples as paragraphs, as `without_steps` does."""
    before, separator, allowed = text.partition("\nAllowed:\n")
    lines = (_unlisted(line) for line in allowed.split("\n"))
    return before + separator + "\n".join(lines)


def _unlisted(line: str) -> str:
    if line.startswith("- "):
        return f"{line[2:]}:"
    return line.removeprefix("  ")


def on_page_markdown(markdown: str, **_: object) -> str:
    """Let links lead to pages of the site: what is above this folder is beside the pages."""
    beside = re.sub(r"\]\(\.\./(\w+\.md)", r"](\1", markdown)
    return beside.replace("](README.md", "](index.md")
