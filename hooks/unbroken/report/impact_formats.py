"""What `unbroken impact` reports, in the formats that programs read and that pull requests show.

The formats are described where findings are written in them: `report/github.py` and so on.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from unbroken._version import __version__
from unbroken.report.azure import azure_command
from unbroken.report.documents import json_text
from unbroken.report.escaping import escaped, shortened
from unbroken.report.github import github_command
from unbroken.report.impact import ImpactReport, closing_lines, edit_text, impact_lines
from unbroken.report.markdown import code_span, fenced_block, markdown_text
from unbroken.report.results import fingerprint_of
from unbroken.report.sarif import HOME, SCHEMA, sarif_message, sarif_place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from unbroken.impact.site import Site

_KINDS = {
    "import": "An import that fails",
    "attribute": "An attribute that is gone",
    "call": "A call that fails or passes an argument elsewhere",
    "constructor": "A call of a class that fails",
    "class": "A class that cannot be defined",
    "override": "A method that is called in a way that it does not take",
}


def render_impact(form: str, report: ImpactReport) -> str:
    """Return the report in a format, which is one of `FORMATS`."""
    return _WRITERS[form](report)


def _full(report: ImpactReport) -> str:
    return "".join(f"{line}\n" for line in impact_lines(report))


def _concise(report: ImpactReport) -> str:
    lines = [line for line in impact_lines(report) if not line.startswith("  ")]
    return "".join(f"{line}\n" for line in lines)


def _text(site: Site) -> str:
    """Return what there is to say about a site, one thing a line."""
    private = " (private)" if site.is_private else ""
    lines = [f"{escaped(site.object)}{private}: {escaped(site.error)}", escaped(site.code)]
    if site.before:
        lines.append(f"before: {escaped(shortened(site.before))}")
    if site.reason is not None:
        lines.append(f"not proven: {site.reason}")
    lines += [f"rewrite: {escaped(edit_text(edit))}" for edit in site.edits]
    return "\n".join(lines)


def _github(report: ImpactReport) -> str:
    kinds = {"proven": "error", "possible": "warning", "note": "notice"}
    return "".join(
        github_command(
            kinds[site.certainty],
            {
                "file": escaped(site.path),
                "line": str(site.line),
                "endLine": str(site.end_line),
                "col": str(site.column),
                "title": f"{site.kind}: {escaped(site.object)}",
            },
            _text(site),
        )
        + "\n"
        for site in report.sites
    )


def _azure(report: ImpactReport) -> str:
    return "".join(
        azure_command(
            {
                "type": "error" if site.certainty == "proven" else "warning",
                "sourcepath": escaped(site.path),
                "linenumber": str(site.line),
                "columnnumber": str(site.column),
                "code": site.kind,
            },
            _text(site),
        )
        + "\n"
        for site in report.sites
    )


def _fingerprint(site: Site) -> str:
    return fingerprint_of(site.kind, site.object, site.path, site.code)


def _gitlab(report: ImpactReport) -> str:
    severities = {"proven": "major", "possible": "minor", "note": "info"}
    issues = [
        {
            "description": _text(site),
            "check_name": f"impact-{site.kind}",
            "fingerprint": _fingerprint(site),
            "severity": severities[site.certainty],
            "location": {
                "path": escaped(site.path),
                "lines": {"begin": site.line, "end": site.end_line},
            },
        }
        for site in report.sites
    ]
    return json.dumps(issues, indent=2) + "\n"


def _sarif(report: ImpactReport) -> str:
    levels = {"proven": "error", "possible": "warning", "note": "note"}
    kinds = sorted({site.kind for site in report.sites})
    driver = {
        "name": "unbroken",
        "version": __version__,
        "informationUri": HOME,
        "rules": [
            {
                "id": f"impact-{kind}",
                "shortDescription": {"text": _KINDS[kind]},
                "helpUri": f"{HOME}/blob/main/docs/impact.md",
            }
            for kind in kinds
        ],
    }
    results = [
        {
            "ruleId": f"impact-{site.kind}",
            "ruleIndex": kinds.index(site.kind),
            "level": levels[site.certainty],
            "message": sarif_message(_text(site)),
            "locations": [
                {
                    "physicalLocation": sarif_place(
                        site.path,
                        {
                            "startLine": site.line,
                            "startColumn": site.column,
                            "endLine": site.end_line,
                        },
                    ),
                    "logicalLocations": [{"fullyQualifiedName": site.object}],
                }
            ],
            "partialFingerprints": {"unbroken/v1": _fingerprint(site)},
        }
        for site in report.sites
    ]
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The folder of the run"}}},
        "results": results,
    }
    return json_text({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _junit(report: ImpactReport) -> str:
    suites = []
    for impact in report.impacts:
        sites = [site for site in report.sites if site in impact.sites]
        cases = [_case(site) for site in sites]
        name = quoteattr(escaped(impact.downstream))
        if not cases:
            cases = [f'    <testcase classname={name} name="no breaks"/>\n']
        failures = sum(site.certainty == "proven" for site in sites)
        suites.append(
            f'  <testsuite name={name} tests="{len(cases)}" failures="{failures}" errors="0" '
            f'skipped="{len(sites) - failures}">\n{"".join(cases)}  </testsuite>\n'
        )
    return f'<?xml version="1.0" encoding="utf-8"?>\n<testsuites>\n{"".join(suites)}</testsuites>\n'


def _case(site: Site) -> str:
    fails = site.certainty == "proven"
    element = "failure" if fails else "skipped"
    kind = f" type={quoteattr(site.kind)}" if fails else ""
    details = escape(f"{escaped(site.path)}:{site.line}:{site.column}\n{_text(site)}")
    return (
        f"    <testcase classname={quoteattr(escaped(site.object))} "
        f"name={quoteattr(f'{escaped(site.path)}:{site.line}:{site.column}')}>\n"
        f"      <{element}{kind} message={quoteattr(escaped(site.error))}>{details}</{element}>\n"
        "    </testcase>\n"
    )


def _markdown(report: ImpactReport) -> str:
    lines: list[str] = []
    for impact in report.impacts:
        verdict = "Places that break" if impact.proven else "No place is proven to break"
        lines += [f"### {verdict} in {markdown_text(impact.downstream)}", ""]
        for site in report.sites:
            if site in impact.sites:
                lines += [*_item(site), ""]
        closing = closing_lines(impact, report.new, verbose=report.verbose)
        lines += [f"- {markdown_text(line.removeprefix('unbroken: '))}" for line in closing]
        lines += [*(f"- {markdown_text(sentence)}" for sentence in report.details), ""]
    return "".join(f"{line}\n" for line in lines)


def _item(site: Site) -> Iterator[str]:
    words = {"proven": "breaks", "possible": "may break", "note": "note"}
    place = code_span(f"{site.path}:{site.line}")
    yield f"- **{words[site.certainty]}** {place} {site.kind} of {code_span(site.object)}"
    yield from fenced_block("python", [site.code, f"# {site.error}"])
    if site.reason is not None:
        yield f"  not proven: {markdown_text(site.reason)}"
    for edit in site.edits:
        yield f"  rewrite: {markdown_text(edit_text(edit))}"


def _json(report: ImpactReport) -> str:
    from unbroken.report.impact import impact_document

    return impact_document(report)


_WRITERS: Mapping[str, Callable[[ImpactReport], str]] = {
    "full": _full,
    "concise": _concise,
    "json": _json,
    "github": _github,
    "gitlab": _gitlab,
    "azure": _azure,
    "sarif": _sarif,
    "junit": _junit,
    "markdown": _markdown,
}
