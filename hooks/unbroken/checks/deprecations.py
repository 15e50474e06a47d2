"""`unbroken deprecations`: the deprecations of one project, as they are and as they were."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from unbroken.checks.finish import finish
from unbroken.checks.pre_existing import sources_of
from unbroken.policy.attribution import attribute, identities_of
from unbroken.project.packages import find_packages, with_test_packages

if TYPE_CHECKING:
    from unbroken.checks.compare_packages import Judgement
    from unbroken.checks.context import CheckContext
    from unbroken.checks.outcome import Outcome
    from unbroken.loading.loader import Loaded, Loader
    from unbroken.project.development_version import Development
    from unbroken.sources.trees import GitTree


def check_deprecations(context: CheckContext) -> Outcome:
    """Check whether the deprecations of a project are well formed, kept, and not overdue.

    The version that comes is checked, against the baseline where there is one.
    """
    from unbroken.checks.compare_packages import Comparison
    from unbroken.loading.loader import Loader, read_anyhow

    new, old = context.new_tree(), None
    if context.baseline.commit is None:
        packages = find_packages(context.config, new.files())
        config = with_test_packages(context.config, packages)
        context = context._replace(packages=packages, config=config)
    else:
        old = context.tree_at(context.baseline.commit)
    loader = Loader(read_anyhow, context.request.cache)
    loaded = _load(context, old, loader) if old is not None else None
    development = context.development_version(new)
    findings, count, crashes, _ = _judge(context, loaded, new, development, loader)
    if findings and context.change.before is not None:
        # What was overdue is judged by the version of then.
        before = context.tree_at(context.change.before)
        version_before = context.development_version(before)
        pre_existing = _judge(context, loaded, before, version_before, loader).findings
        findings = attribute(findings, identities_of(pre_existing))
    files = context.module_files(new)
    outcome = finish(
        context,
        Comparison(findings=findings, files=len(files), objects=0, crashes=crashes),
        sources_of(context, old, new, files, complete=False) if old is not None else None,
        new=new.label,
        reader="griffe",
        whole=True,
        development=development,
        metadata=False,
    )
    note = context.baseline.reason if context.baseline.commit is None else ""
    return outcome._replace(deprecations=count, note=note)


def _load(
    context: CheckContext, tree: GitTree, loader: Loader, *, always: bool = False
) -> Loaded | None:
    """Read a version; None where no file has a word of deprecation, unless `always`."""
    files = context.module_files(tree)
    decorators = context.config.settings.deprecation.decorators
    words = {"deprecat", *(decorator.rpartition(".")[2] for decorator in decorators)}
    pattern = re.compile("|".join(map(re.escape, sorted(words))).encode(), re.IGNORECASE)
    texts = tree.read([path for file in files.values() for path in file.paths])
    if not always and not any(pattern.search(text) for text in texts.values()):
        return None
    loader.prepare([(tree, files.values())], context.request.progress)
    return loader.load(tree, files.values(), context.package_names)


def _judge(
    context: CheckContext,
    old: Loaded | None,
    tree: GitTree,
    development: Development | None,
    loader: Loader,
) -> Judgement:
    """Return what is wrong with the deprecations of a version, and how many there are."""
    from unbroken.checks.compare_packages import (
        Judgement,
        judge_deprecations,
        unreadable_findings,
        without_unreadable,
    )

    new = _load(context, tree, loader, always=old is not None)
    if new is None:
        return Judgement([], 0, ())
    before, after = without_unreadable(old or new, new)
    options = context.comparison_options(development)
    judged = judge_deprecations(before if old is not None else None, after, options)
    unreadable = unreadable_findings(new.unreadable, context.config)
    return judged._replace(findings=judged.findings + unreadable)
