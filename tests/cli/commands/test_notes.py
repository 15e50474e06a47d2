"""`unbroken notes`: what changed for users between two releases."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from tests.checkout import commit

OLD = """\
from warnings import deprecated

def gone(a): ...
def f(a, b=1, c=2): ...
def get(url, proxies=None): ...
def put(url, proxies=None): ...
def post(url, proxies=None): ...
class C:
    def m(self): ...
def late(): ...
"""
NEW = """\
from warnings import deprecated

def f(a): ...
def get(url): ...
def put(url): ...
def post(url): ...
class C:
    def m(self): ...
    def n(self, x: int = 0) -> int: ...
class D:
    def inner(self): ...
@deprecated("Use f")
def late(): ...
"""
MARKDOWN = """\
## pkg: v1.1.0 to v1.2.0

### Removed

- `pkg.gone`: function 'gone' was removed

### Changed

- `pkg.f`: parameter 'b' was removed; parameter 'c' was removed
  ```diff
  - def f(a, b=1, c=2)
  + def f(a)
  ```
- `pkg.get`: parameter 'proxies' was removed
  (the same in `pkg.put`, `pkg.post`)
  ```diff
  - def get(url, proxies=None)
  + def get(url)
  ```

### Deprecated

- `pkg.late`: `def late()`

### Added

- `pkg.C.n`: `def n(self, x: int = 0) -> int`
- `pkg.D`: `class D`

"""


LOAD = "`def load(path, limit=None)`"


@pytest.fixture
def released(library):
    commit(library, {"pkg/__init__.py": OLD}, "v1.1.0")
    commit(library, {"pkg/__init__.py": NEW}, "v1.2.0")
    return library


def test_markdown(released, unbroken):
    assert unbroken("notes", "v1.1.0..v1.2.0") == (0, MARKDOWN, "")


def test_two_words_are_a_range(released, unbroken):
    assert unbroken("notes", "v1.1.0", "v1.2.0") == (0, MARKDOWN, "")


def test_range_is_from_the_last_release_to_head_by_default(released, unbroken):
    assert unbroken("notes") == (0, MARKDOWN.replace("to v1.2.0", "to HEAD"), "")
    commit(released, {"pyproject.toml": '[project]\nname = "pkg"\nversion = "1.3.0"\n'})
    assert unbroken("notes") == (
        0,
        "## pkg: v1.2.0 to HEAD\n\nNothing changed for users of the public API.\n\n",
        "",
    )


def test_default_range_without_a_release_before_exits_2(library, unbroken):
    assert unbroken("notes") == (
        2,
        "",
        "unbroken: there is nothing to compare with: HEAD is v1.0.0 itself, and the first commit\n",
    )


def test_object_with_several_paths_is_listed_once(library, unbroken):
    new = {
        "pkg/__init__.py": "from pkg.data import A, load\n",
        "pkg/data.py": "def load(path, limit=None): ...\nclass A:\n    def m(self): ...\n",
    }
    commit(library, new, "v1.1")
    added = unbroken("notes", "v1.0.0..v1.1").out.partition("### Added")[2]
    assert added.split() == ["-", "`pkg.A`:", "`class", "A`", "-", "`pkg.load`:", *LOAD.split()]


def test_nothing_changed(released, unbroken):
    assert unbroken("notes", "v1.2.0..HEAD").out == (
        "## pkg: v1.2.0 to HEAD\n\nNothing changed for users of the public API.\n\n"
    )


def test_range_works_backwards(released, unbroken):
    out = unbroken("notes", "v1.2.0..v1.1.0").out
    assert "### Removed\n\n- `pkg.D`: class 'D' was removed" in out
    assert "### Added\n\n- `pkg.gone`: `def gone(a)`\n" in out


@pytest.mark.parametrize(
    "text",
    [
        "v1.1.0",
        "v1.1.0..",
        "..v1.2.0",
        "v1.1.0...v1.2.0",
        "..",
        "v1.0.0 v1.1.0 v1.2.0",
        "v1.0.0.. v1.1.0",
    ],
)
def test_range_of_another_form_exits_2(library, unbroken, text):
    assert unbroken("notes", *text.split()) == (
        2,
        "",
        "unbroken: notes: name two revisions, as in v1.0.0..v1.1.0\n",
    )


@pytest.mark.parametrize("text", ["v1.0.0..v9", "v9..v1.0.0"])
def test_unknown_revision_exits_2(library, unbroken, text):
    result = unbroken("notes", text)
    assert (result.code, result.out) == (2, "")
    assert result.err == (
        f"unbroken: notes {text}: there is no revision 'v9'; fetch it with `git fetch --tags`, or "
        "name another\n"
    )


class _Page(HTMLParser):
    """Collects elements, and fails for one that is not closed."""

    VOID = ("meta", "input", "wbr")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not {"style", "script"} & set(self.open):
            self.text += data

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


class TestHtml:
    @pytest.fixture
    def page(self, released, capsys, tmp_path):
        from unbroken.cli.main import main

        path = tmp_path / "notes.html"
        arguments = ["notes", "v1.1.0..v1.2.0", "--format=html", f"--output={path}"]
        assert main(arguments) == 0
        assert capsys.readouterr().out == f"unbroken: wrote {path}\n"
        return path.read_text(encoding="utf-8")

    def test_each_change_is_an_article_that_can_be_linked_to(self, page):
        articles = _Page(page).named("article")
        kinds = [article["data-kind"] for article in articles]
        assert kinds == ["removed", *["changed"] * 4, "deprecated", "added", "added"]
        anchors = [article["id"] for article in articles]
        assert len(set(anchors)) == len(anchors)
        links = [link["href"] for link in _Page(page).named("a")]
        assert links == [f"#{anchor}" for anchor in anchors]

    def test_page_needs_nothing_else(self, page):
        parsed = _Page(page)
        assert not {"link", "img", "iframe"} & {tag for tag, _ in parsed.elements}
        assert all("src" not in attributes for _, attributes in parsed.elements)
        assert not re.search(r"https?:|url\(|@import", page)

    def test_differences_are_marked(self, page):
        assert '<pre class="old">def f(a<mark>, b=1, c=2</mark>)</pre>' in page
        assert '<pre class="new">def f(a)</pre>' in page

    def test_every_kind_has_a_filter_with_its_count(self, page):
        boxes = [box["value"] for box in _Page(page).named("input") if box["type"] == "checkbox"]
        assert boxes == ["removed", "changed", "deprecated", "added"]
        assert "changed (4)" in re.sub(r"\s+", " ", _Page(page).text)

    def test_page_is_readable_in_the_dark_and_on_telephones(self, page):
        assert "prefers-color-scheme: dark" in page
        assert any(meta.get("name") == "viewport" for meta in _Page(page).named("meta"))


def test_hostile_source_stays_text(library, unbroken):
    commit(library, {"pkg/__init__.py": "def f(a='<script>x</script>`\\x1b\u202e'): ...\n"}, "v1.1")
    commit(library, {"pkg/__init__.py": "def g(a='<script>y</script>`'): ...\n"}, "v1.2")
    page = unbroken("notes", "v1.1..v1.2", "--format", "html").out
    assert page.count("<script>") == 1
    assert "&lt;script&gt;" in page
    for text in (page, unbroken("notes", "v1.1..v1.2").out):
        assert all(line.isprintable() for line in text.split("\n"))


class TestChangelog:
    def test_missing_breaks_are_listed(self, released, unbroken):
        (released / "CHANGELOG.md").write_text(
            "- Removed `gone`\n- pkg.get, put and post lost it\n"
        )
        assert unbroken("notes", "v1.1.0..v1.2.0", "--check", "CHANGELOG.md") == (
            1,
            "unbroken: CHANGELOG.md does not mention 2 breaks:\n"
            "  pkg.f: parameter 'b' was removed\n"
            "  pkg.f: parameter 'c' was removed\n",
            "",
        )

    def test_changelog_that_mentions_all_passes(self, released, unbroken):
        (released / "CHANGELOG.md").write_text("gone, f(), `pkg.get`, put, post")
        assert unbroken("notes", "v1.1.0..v1.2.0", "--check", "CHANGELOG.md") == (
            0,
            "unbroken: CHANGELOG.md mentions all 6 breaks\n",
            "",
        )

    def test_part_of_a_word_is_no_mention(self, released, unbroken):
        (released / "CHANGELOG.md").write_text("bygone of getter putting postal")
        assert unbroken("notes", "v1.1.0..v1.2.0", "--check", "CHANGELOG.md").code == 1

    def test_missing_changelog_exits_2(self, released, unbroken):
        assert unbroken("notes", "v1.1.0..v1.2.0", "--check", "NEWS") == (
            2,
            "",
            "unbroken: --check: NEWS: cannot be read: No such file or directory\n",
        )
