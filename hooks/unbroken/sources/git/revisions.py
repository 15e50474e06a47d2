"""The commits that a user's revisions name."""

from __future__ import annotations

from collections.abc import Collection

from unbroken.errors import BaselineError
from unbroken.model.suggestions import did_you_mean
from unbroken.sources.git.repository import Repository

FETCH_HISTORY = (
    "Fetch the history and the tags:\n\n  git fetch --tags --unshallow\n\n"
    "In GitHub Actions, give actions/checkout `fetch-depth: 0`."
)


def existing_commit(
    repository: Repository, ref: str, where: str, words: Collection[str] = ()
) -> str:
    """Return the commit that a user's revision names; `where` is the option that named it.

    `words` are what could stand there instead of a revision. Raises BaselineError with the most
    similar refs, or with how to fetch the revision.
    """
    commit = repository.resolve(ref)
    if commit is not None:
        return commit
    text = f"{where}: there is no revision {ref!r}"
    if repository.is_shallow:
        raise BaselineError(f"{text} in this shallow clone. {FETCH_HISTORY}")
    refs = repository.refs("refs/tags", "refs/heads", "refs/remotes")
    # A name that begins like an option is not a revision, even if there is such a branch.
    names = {name.split("/", 2)[2]: None for name, _ in refs}
    names.update(dict.fromkeys(words))
    names.pop(ref, None)
    suggestion = did_you_mean(ref, names, count=3)
    advice = suggestion or "; fetch it with `git fetch --tags`, or name another"
    raise BaselineError(f"{text}{advice}")
