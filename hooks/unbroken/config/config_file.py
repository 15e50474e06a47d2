"""The `pyproject.toml` files with `[tool.unbroken]`: found and read."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from unbroken.config.config import ACCEPTED_FILE, Acceptance, Config, Settings, is_test
from unbroken.config.project_files import DiskFiles, ProjectFiles, read_file
from unbroken.config.schema import RuleNames, read_settings
from unbroken.config.setup_files import SETUP_FILES, with_setup_files
from unbroken.errors import ConfigError

_NAME = "pyproject.toml"


def load_config(path: str, shown: str, folder: str, known_rules: RuleNames) -> Config | None:
    """Return the settings of one `pyproject.toml`; None when it has no table.

    `shown` is the name of the file in messages; `folder` is the folder of the file in the
    repository. Raises ConfigError with all problems, one on each line.
    """
    setup_files = read_setup_files(DiskFiles(os.path.dirname(path) or "."), "")
    return parse_config(read_file(path, shown), shown, folder, known_rules, setup_files)


def parse_config(
    source: bytes,
    shown: str,
    folder: str,
    known_rules: RuleNames,
    setup_files: Mapping[str, str] | None = None,
) -> Config | None:
    """Return what `load_config` returns, from the bytes of the file."""
    config = parse_project(source, shown, folder, known_rules, setup_files)
    return config if config.source is not None else None


def read_setup_files(files: ProjectFiles, folder: str) -> dict[str, str]:
    """Return the texts of the files beside a `pyproject.toml`, by their names.

    These are the setup.cfg and setup.py, and the file with accepted breaks.
    """
    texts = {}
    for name in (*SETUP_FILES, ACCEPTED_FILE):
        source = files.read(_join(folder, name))
        if source is not None:
            texts[name] = text_of(name, source)
    return texts


def text_of(name: str, source: bytes) -> str:
    """Return the text of a file beside a `pyproject.toml`, by its name.

    Of TOML, what is not UTF-8 stays recognisable, for it is refused where the text is parsed.
    """
    return source.decode("utf-8", "surrogateescape" if name == ACCEPTED_FILE else "replace")


def parse_project(
    source: bytes,
    shown: str,
    folder: str,
    known_rules: RuleNames,
    setup_files: Mapping[str, str] | None = None,
) -> Config:
    """Return the configuration of a file with or without the table.

    `[project]` and the tables of build backends are used anyway. `setup_files` are the texts of
    the files beside it: setup.cfg, setup.py, and that with accepted breaks.
    """
    accepted_text = (setup_files or {}).get(ACCEPTED_FILE, "")
    beside = os.path.join(os.path.dirname(shown), ACCEPTED_FILE)
    accepted = _accepted(accepted_text, beside, known_rules)
    document = metadata_of(source, shown, setup_files)
    tool = document.get("tool")
    table = tool.get("unbroken") if isinstance(tool, dict) else None
    if table is None:
        settings = Settings(accept=accepted)
        return Config(settings, folder, document=document, accepted_text=accepted_text)
    settings, problems = read_settings(table, known_rules)
    if problems:
        raise ConfigError("\n".join(f"{shown}: {problem}" for problem in problems))
    settings = settings._replace(accept=(*settings.accept, *accepted))
    return Config(
        settings=settings,
        folder=folder,
        source=shown,
        document=document,
        text=source.decode("utf-8"),
        accepted_text=accepted_text,
    )


def metadata_of(
    source: bytes, shown: str, setup_files: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return what a `pyproject.toml`, setup.cfg and setup.py say of a project as one document.

    Raises ConfigError where the first cannot be read.
    """
    return with_setup_files(_parse(source, shown), setup_files)


def _accepted(text: str, shown: str, known_rules: RuleNames) -> tuple[Acceptance, ...]:
    """Return the entries of a file with accepted breaks. Raises ConfigError."""
    if not text.strip():
        return ()
    document = _parse(text.encode("utf-8", "surrogateescape"), shown)
    tool = document.get("tool")
    table = tool.get("unbroken") if isinstance(tool, dict) else None
    names = [*document, *(tool if isinstance(tool, dict) else ())]
    if names != ["tool", "unbroken"] or not isinstance(table, dict) or list(table) != ["accept"]:
        raise ConfigError(f"{shown}: may have [[tool.unbroken.accept]] entries, and nothing else")
    settings, problems = read_settings(table, known_rules)
    if problems:
        raise ConfigError("\n".join(f"{shown}: {problem}" for problem in problems))
    return settings.accept


def _parse(source: bytes, shown: str) -> dict[str, Any]:
    import tomli

    try:
        return tomli.loads(source.decode("utf-8"))
    except UnicodeDecodeError as error:
        before = source[: error.start].decode("utf-8")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        what = "not UTF-8, which TOML requires"
    except tomli.TOMLDecodeError as error:
        line, column, what = error.lineno, error.colno, error.msg
    except (ValueError, RecursionError):
        what = "it is nested too deeply, or a number has too many digits"
        raise ConfigError(f"{shown}: cannot be read: {what}") from None
    raise ConfigError(f"{shown}:{line}:{column}: not valid TOML: {what}")


def find_config(
    cwd: str,
    root: str,
    file: str | None,
    known_rules: RuleNames,
    files: ProjectFiles | None = None,
) -> Config:
    """Return the settings of the project that a folder belongs to.

    These are in the nearest `pyproject.toml` with a `[tool.unbroken]` table, at or above `cwd`
    within the repository at `root`; otherwise the defaults apply to the nearest `pyproject.toml`
    (or the root). `file` names another file, which must have the table. `files` are the files of
    the repository (None: those on disk). Raises ConfigError.
    """
    files = files or DiskFiles(root)
    if file is not None:
        return _named_config(cwd, root, file, known_rules, files)
    cwd, root = os.path.realpath(cwd), os.path.realpath(root)
    nearest = None
    for folder in _upwards(cwd, root):
        inner = _path_in_repository(folder, root)
        source = files.read(_join(inner, _NAME))
        if source is not None:
            shown = os.path.relpath(os.path.join(folder, _NAME), cwd)
            setup_files = read_setup_files(files, inner)
            config = parse_project(source, shown, inner, known_rules, setup_files)
            if config.source is not None:
                return config
            nearest = nearest or config
    return nearest or Config(document=with_setup_files({}, read_setup_files(files, "")))


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def _named_config(
    cwd: str, root: str, file: str, known_rules: RuleNames, files: ProjectFiles
) -> Config:
    """Return the settings in a file that the user names, which need not be committed.

    Those of a file outside the repository are tried out on the project around `cwd`.
    """
    path = os.path.abspath(os.path.join(cwd, file))
    parent, name = os.path.split(path)
    is_inside = _is_inside(parent, root)
    folder = _path_in_repository(parent, root) if is_inside else ""
    source = files.read(_join(folder, name)) if is_inside else None
    if source is None:
        source = read_file(path, file)
    setup_files = read_setup_files(files, folder) if is_inside else None
    named = parse_config(source, file, folder, known_rules, setup_files)
    if named is None:
        raise ConfigError(f"{file}: has no [tool.unbroken] table; add one, or leave --config out")
    if is_inside:
        return named
    project = find_config(cwd, root, None, known_rules, files)
    return Config(
        settings=named.settings,
        folder=project.folder,
        source=file,
        document=project.document,
        text=named.text,
        accepted_text=named.accepted_text,
    )


def _is_inside(folder: str, root: str) -> bool:
    inner = os.path.relpath(os.path.realpath(folder), os.path.realpath(root))
    return inner.split(os.sep)[0] != os.pardir


def _upwards(folder: str, root: str) -> Iterable[str]:
    """Yield a folder and its parents up to the root; only the root for a folder outside it."""
    while folder.startswith(os.path.join(root, "")):
        yield folder
        folder = os.path.dirname(folder)
    yield root


def _path_in_repository(folder: str, root: str) -> str:
    inner = os.path.relpath(os.path.realpath(folder), os.path.realpath(root))
    if inner.split(os.sep)[0] == os.pardir:
        raise ConfigError(f"{folder} is outside the repository {root}")
    return "" if inner == os.curdir else inner.replace(os.sep, "/")


def find_configs(
    cwd: str,
    root: str,
    file: str | None,
    list_nested: Callable[[], Iterable[str]],
    known_rules: RuleNames,
    changed: Iterable[str] | None = None,
    files: ProjectFiles | None = None,
) -> list[Config]:
    """Return the settings of all projects to check.

    As `find_config`; but from the root of the repository (a monorepo) every nested project with a
    table is checked as well, and every member of its uv workspace that is built as a package,
    unless it lies among tests. `list_nested` returns the paths of all nested `pyproject.toml`
    files of the repository. If the root has a table and `changed` are the paths that a change
    touches, only the nested projects around them are looked for (None: nothing is in flight).
    `files` are the files of the repository (None: those on disk). Raises ConfigError.
    """
    files = files or DiskFiles(root)
    nearest = find_config(cwd, root, file, known_rules, files)
    if file is not None or os.path.realpath(cwd) != os.path.realpath(root):
        return [nearest]
    if nearest.folder:
        return [nearest]
    has_table = nearest.source is not None
    nested = nested_around(changed) if has_table and changed is not None else list_nested()
    # A root that is built is a package itself, whatever is nested in it.
    projects = [nearest] if has_table or is_built(nearest.document) else []
    for inner in sorted(nested):
        source = files.read(inner) if inner != _NAME and not is_test(inner) else None
        if source is None:
            continue
        folder = os.path.dirname(inner)
        is_member = is_workspace_member(nearest.document, folder)
        # A file that does not name unbroken may be broken without concern to us.
        if not is_member and b"unbroken" not in source:
            continue
        setup_files = read_setup_files(files, folder)
        project = parse_project(source, inner, folder, known_rules, setup_files)
        if project.source is not None or (is_member and is_built(project.document)):
            projects.append(project)
    return projects or [nearest]


def is_built(document: Mapping[str, object]) -> bool:
    """Return whether a project ships packages: not one that only has dependencies.

    Such are the projects that uv calls virtual (`package = false`) and wheels that hatch builds
    without files (`bypass-selection`).
    """
    wheel = _value_at(document, "tool", "hatch", "build", "targets", "wheel", "bypass-selection")
    is_package = _value_at(document, "tool", "uv", "package")
    return "build-system" in document and is_package is not False and wheel is not True


def _value_at(document: Mapping[str, object], *keys: str) -> object:
    value: object = document
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def nested_around(paths: Iterable[str]) -> set[str]:
    """Return the possible `pyproject.toml` files in the folders around some paths."""
    nested = set()
    for path in paths:
        folder = os.path.dirname(path)
        while folder:
            nested.add(f"{folder}/{_NAME}")
            folder = os.path.dirname(folder)
    return nested


def is_workspace_member(document: Mapping[str, object], folder: str) -> bool:
    """Return whether a folder is a member of the uv workspace that a `pyproject.toml` declares.

    As uv does it, `*` in a pattern matches within one folder name (uv, "Using workspaces").
    """
    workspace = _value_at(document, "tool", "uv", "workspace")
    if not isinstance(workspace, dict):
        return False

    def matches(key: str) -> bool:
        patterns = workspace.get(key)
        known = patterns if isinstance(patterns, list) else []
        return any(_matches(folder, str(pattern)) for pattern in known)

    return matches("members") and not matches("exclude")


def _matches(folder: str, pattern: str) -> bool:
    from fnmatch import fnmatchcase

    folders, patterns = folder.split("/"), pattern.strip("/").split("/")
    return len(folders) == len(patterns) and all(map(fnmatchcase, folders, patterns))
