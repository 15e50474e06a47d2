"""What users see of a definition: all that rules read is compared, searched for and written down.

PROBES has two sources for each field that users see; they differ in nothing else. Each pair must be
noticed by the fast path, by "unchanged" and by the comparison of names, and must survive being
written to a snapshot and read again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.rules.sources import files_of, surface_of
from unbroken.compare.pair import Pair
from unbroken.compare.pairs import find_pairs
from unbroken.compare.untouched import is_untouched
from unbroken.model.definitions import Attribute, Class, Function, Import, MemberBase, Module
from unbroken.model.finding import Finding
from unbroken.model.projection import (
    DEFAULT,
    PROSE,
    Projection,
    looks_same,
    seen_fields,
    without_places,
)
from unbroken.readers.griffe_reader import read_module_with_griffe
from unbroken.readers.libcst_reader import read_module
from unbroken.readers.module_writer import write_module
from unbroken.readers.shape.changed_names import changed_names
from unbroken.readers.shape.skeleton import difference
from unbroken.rules.base import Break, PairRule, finding
from unbroken.rules.registry import pair_rules, reads_docstrings

KINDS = (Function, Attribute, Class, Import)
HOW = (
    "model/projection.py: what rules look at must be compared. Either let PLACE or PROSE name the "
    "field there, because users never see it, or add two sources to PROBES that differ in nothing "
    "else; the tests below say which of the fast path, 'unchanged' and the snapshot misses it"
)

_SETTING = "class it:\n    def m(self): self.x = 1\n    def n(self): self.x = 1\n"
_DISPATCH = "from functools import singledispatch\n@singledispatch\ndef it(x): ...\n"

PROBES = {
    (Function, "name"): ("def it(): ...", "def other(): ..."),
    (Function, "signature"): ("def it(a): ...", "def it(b): ..."),
    (Function, "decorators"): ("def it(): ...", "import lib\n@lib.wrap\ndef it(): ..."),
    (Function, "is_async"): ("def it(): ...", "async def it(): ..."),
    (Function, "is_generator"): ("def it(): return 1", "def it(): yield 1"),
    (Function, "overloads"): (
        "from typing import overload\n@overload\ndef it(a: int): ...\ndef it(a): ...",
        "from typing import overload\n@overload\ndef it(a: str): ...\ndef it(a): ...",
    ),
    (Function, "accessors"): (
        "class it:\n    @property\n    def x(self): ...",
        "class it:\n    @property\n    def x(self): ...\n    @x.deleter\n    def x(self): ...",
    ),
    (Function, "calls_super"): (
        "class it:\n    def m(self): return 1",
        "class it:\n    def m(self): return super().m()",
    ),
    (Function, "assigns"): (
        "class it:\n    def m(self): self.x = 1",
        "class it:\n    def m(self): self.y = 1",
    ),
    (Function, "passes_instance"): (
        "def g(a, b): ...\nclass it:\n    def m(self): g(self, 'x')",
        "def g(a, b): ...\nclass it:\n    def m(self): g(self, 'y')",
    ),
    (Function, "own_calls"): (
        "class it:\n    def m(self): return self.n(1)",
        "class it:\n    def m(self): return self.n(1, key=2)",
    ),
    (Function, "forwards"): (
        "def it(*args): return g(*args)",
        "def it(*args): return g(*args, key=1)",
    ),
    (Function, "inspects"): (
        "def it(*args): return [1]",
        "def it(*args): return [args]",
    ),
    (Function, "keywords"): (
        "def it(**kw): return [kw.get('a')]",
        "def it(**kw): return [kw.get('b')]",
    ),
    (Function, "gives"): ("def it(): return A()", "def it(): return B()"),
    (Function, "returned_functions"): (
        "def it(f):\n    def w(*a): return f(*a)\n    return w",
        "def it(f):\n    def w(*a): return f(1, *a)\n    return w",
    ),
    (Function, "returns_iterator"): ("def it(a): return [a]", "def it(a): return iter([a])"),
    (Function, "is_placeholder"): ("def it(): pass", "def it(): return 1"),
    (Function, "registered"): (
        _DISPATCH + "@it.register(int)\ndef _(x): ...",
        _DISPATCH + "@it.register(str)\ndef _(x): ...",
    ),
    (Function, "assigns_unknown"): (
        "class it:\n    def m(self): return 1",
        "class it:\n    def m(self): setattr(self, make(), 1)",
    ),
    (Function, "sets_up_by"): (
        _SETTING + "    def __init__(self): self.m()",
        _SETTING + "    def __init__(self): self.n()",
    ),
    (Function, "reads_frames"): (
        "import sys\ndef it(): return 1",
        "import sys\ndef it(): return sys._getframe(1)",
    ),
    (Function, "attributes"): ("def it(): ...", "def it(): ...\nit.x = 1"),
    (Function, "alternatives"): (
        "if make():\n    def it(): ...\nelse:\n    def it(a): ...",
        "if make():\n    def it(): ...\nelse:\n    def it(b): ...",
    ),
    (Function, "before_python"): (
        "import sys\nif sys.version_info < (3, 11):\n    def it(): ...",
        "import sys\nif sys.version_info < (3, 12):\n    def it(): ...",
    ),
    (Attribute, "alternatives"): (
        "if make():\n    it = 1\nelse:\n    def it(a): ...",
        "if make():\n    it = 1\nelse:\n    def it(b): ...",
    ),
    (Function, "conditional"): (
        "def it(): ...",
        "if make():\n    def it(): ...",
    ),
    (Attribute, "conditional"): ("it = 1", "if make():\n    it = 1"),
    (Class, "conditional"): ("class it: ...", "if make():\n    class it: ..."),
    (Import, "conditional"): ("import it", "if make():\n    import it"),
    (Attribute, "before_python"): (
        "import sys\nif sys.version_info < (3, 11):\n    it = 1",
        "import sys\nif sys.version_info < (3, 12):\n    it = 1",
    ),
    (Function, "only_raises"): ("def it(): return 1", "def it(): raise ValueError"),
    (Function, "refuses"): (
        "def it(a=None): return 1",
        "def it(a=None):\n    if a is not None: raise ValueError\n    return 1",
    ),
    (Function, "returned"): ("def it(): return 1, 2", "def it(): return 1, 2, 3"),
    (Attribute, "name"): ("it = 1", "other = 1"),
    (Attribute, "annotation"): ("it: int = 1", "it: str = 1"),
    (Attribute, "value"): ("it = 1", "it = 2"),
    (Attribute, "scope"): (
        "class it:\n    x = ...",
        "class it:\n    def __init__(self): self.x = ...",
    ),
    (Attribute, "is_variable"): ("it = ...", "for it in make(): ..."),
    (Class, "passed_to"): ("def f(c): ...\nclass it: ...", "def f(c): ...\nclass it: ...\nf(it)"),
    (Class, "registrations"): ("class it: ...", "class it: ...\nit.register(int)"),
    (Class, "name"): ("class it: ...", "class other: ..."),
    (Class, "bases"): ("class it(int): ...", "class it(str): ..."),
    (Class, "keywords"): ("class it: ...", "class it(metaclass=type): ..."),
    (Class, "decorators"): ("class it: ...", "import lib\n@lib.wrap\nclass it: ..."),
    (Class, "members"): (
        "class it:\n    x = 1\n    y = 1",
        "class it:\n    y = 1\n    x = 1",
    ),
    (Class, "has_unknown_members"): (
        "class it: ...",
        "class it:\n    vars()[make()] = 1",
    ),
    (Class, "alternatives"): (
        "if make():\n    class it: ...\nelse:\n    def it(a): ...",
        "if make():\n    class it: ...\nelse:\n    def it(b): ...",
    ),
    (Class, "before_python"): (
        "import sys\nif sys.version_info < (3, 11):\n    class it: ...",
        "import sys\nif sys.version_info < (3, 12):\n    class it: ...",
    ),
    (Import, "alternatives"): (
        "try:\n    from lib import it\nexcept ImportError:\n    def it(a): ...",
        "try:\n    from lib import it\nexcept ImportError:\n    def it(b): ...",
    ),
    (Import, "before_python"): (
        "import sys\nif sys.version_info < (3, 11):\n    from lib import it",
        "import sys\nif sys.version_info < (3, 12):\n    from lib import it",
    ),
    (Import, "name"): ("from lib import it", "from lib import it as other"),
    (Import, "target"): ("from lib import it", "from lib.inner import it"),
    (Import, "redundant"): ("from lib import it", "from lib import it as it"),
}
SYNTAX_OF_3_12 = {
    (Function, "type_parameters"): ("def it[T](a): ...", "def it[T: int](a): ..."),
    (Class, "type_parameters"): ("class it[T]: ...", "class it[T: int]: ..."),
}
ONLY_AT_BASELINE = {(Function, "is_placeholder")}
"""The fields that rules read of the baseline alone: a change to be committed cannot touch them."""
NOT_READ_YET: set[tuple[type[MemberBase], str]] = set()
"""The fields that a probe cannot tell from others, or that no reader fills yet."""

probes = pytest.mark.parametrize(
    ("old", "new"),
    [pytest.param(*row, id=f"{kind.__name__}.{name}") for (kind, name), row in PROBES.items()],
)


def module(source: str) -> Module:
    return read_module(source.encode(), "m", "m.py", is_package=False)


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_that_users_see_has_a_probe(kind):
    known = {*PROBES, *SYNTAX_OF_3_12, *NOT_READ_YET}
    missing = [name for name in seen_fields(kind) if (kind, name) not in known]
    assert not missing, f"{kind.__name__}.{missing[0]} is new. {HOW}"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(*row, id=f"{kind.__name__}.{name}")
        for (kind, name), row in PROBES.items()
        if (kind, name) not in ONLY_AT_BASELINE
    ],
)
def test_fast_path_notices_every_field_that_users_see(old, new):
    found = difference(old.encode(), new.encode())
    assert found is not None
    assert found.public, f"readers/shape/skeleton.py leaves it out. {HOW}"


@probes
def test_comparison_of_names_notices_every_field_that_users_see(old, new):
    assert changed_names(module(old), module(new)), HOW


@probes
@pytest.mark.parametrize("read", [read_module, read_module_with_griffe])
def test_snapshot_keeps_every_field_that_users_see(old, new, read):
    for source in (old, new):
        before = module(source)
        text = write_module(before, DEFAULT)
        again = read(text.encode(), "m", "m.py", is_package=False)
        assert before.members.keys() == again.members.keys()
        for name, member in before.members.items():
            assert looks_same(member, again.members[name]), (
                f"readers/module_writer.py leaves it out of {text!r}. {HOW}"
            )


@probes
def test_untouched_notices_every_field_that_users_see(old, new):
    surfaces = (surface_of(files_of(source), read_module) for source in (old, new))
    pairs = list(find_pairs(*surfaces))
    assert not all(is_untouched(pair) for pair in pairs) or "import" in old, HOW


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("def it(a): ...", "\n\ndef  it( a ): ..."),
        ("def it(a):\n    '''Do it.'''", "def it(a):\n    '''Do it well.'''"),
        ("class it:\n    '''It.'''\n    x = 1", "class it:\n    x = 1"),
    ],
)
def test_places_and_docstrings_do_not_count(old, new):
    assert looks_same(module(old).members["it"], module(new).members["it"])
    assert difference(old.encode(), new.encode()) == (False, frozenset())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("def it(a):\n    '''Do it.'''", "def it(a):\n    pass"),
        ("class it:\n    '''It.'''\n    x = 1", "class it:\n    x = 1"),
        ("def it(a):\n    '''Do it.'''", "def it(a):\n    '''Do it well.'''"),
    ],
)
def test_docstrings_count_where_a_rule_reads_them(old, new):
    reading = Projection(docstrings=True)
    members = [module(source).members["it"] for source in (old, new)]
    assert not looks_same(*members, reading)
    found = difference(old.encode(), new.encode(), reading)
    assert found is not None
    assert found.public
    assert changed_names(module(old), module(new), reading) == {"it"}
    again = module(write_module(module(old), reading)).members["it"]
    assert looks_same(members[0], again, reading)


def test_definition_without_places_has_none_inside_either():
    found = without_places(module("class it:\n    def m(self): ...").members["it"])
    assert isinstance(found, Class)
    assert (found.line, found.column, found.end_line) == (0, 0, 0)
    assert [(member.line, member.name) for member in found.members.values()] == [(0, "m")]


@pytest.fixture
def prose_is_watched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Record which fields are read that do not count."""
    reads: list[str] = []

    def watched(kind: type, name: str) -> property:
        read: Callable[[Any], Any] = kind.__dict__[name].__get__

        def get(self: Any) -> Any:
            reads.append(f"{kind.__name__}.{name}")
            return read(self)

        return property(get)

    for kind in (Function, Class, Module):
        for name in PROSE:
            monkeypatch.setattr(kind, name, watched(kind, name))
    return reads


def read_by_rule(rule: PairRule, reads: list[str]) -> set[str]:
    """Return which of the watched fields a rule reads in its own examples."""
    for example in (*rule.breaks, *rule.keeps):
        old, new = (
            surface_of(files_of(source), read_module) for source in (example.old, example.new)
        )
        for pair in find_pairs(old, new):
            reads.clear()
            list(rule.check(pair))
            if reads:
                return {*reads}
    return set()


@pytest.mark.parametrize("rule", pair_rules(), ids=lambda rule: rule.name)
def test_rules_read_nothing_that_does_not_count(rule, prose_is_watched):
    reads = read_by_rule(rule, prose_is_watched)
    assert not reads or rule.reads_docstrings, (
        f"{rule.name} reads {sorted(reads)}. A change of docstrings alone is not compared, so that "
        "the rule would never report it. Write RULE = PairRule(..., reads_docstrings=True)"
    )


@pytest.mark.parametrize("rule", pair_rules(), ids=lambda rule: rule.name)
def test_rules_that_read_docstrings_are_off_by_default_and_known_without_import(rule):
    assert reads_docstrings([rule.name]) is rule.reads_docstrings
    assert rule.level == "off" or not rule.reads_docstrings, (
        "each commit that edits a docstring would be compared in full: set level='off'"
    )


def test_rule_that_reads_docstrings_unannounced_is_noticed(prose_is_watched):
    def check(pair: Pair) -> Iterator[Finding]:
        if isinstance(pair.old.member, Function) and pair.old.member.docstring:
            yield finding(rule, pair, "the docstring is gone", "Keep it.")

    example = Break("def it():\n    '''Do it.'''", "def it(): ...")
    rule = PairRule(
        module="unbroken.rules.example", level="off", check=check, breaks=(example,), keeps=()
    )
    assert read_by_rule(rule, prose_is_watched) == {"Function.docstring"}


@pytest.mark.parametrize(
    ("rule", "example"),
    [
        pytest.param(rule, example, id=f"{rule.name}-{number}")
        for rule in pair_rules()
        for number, example in enumerate(rule.breaks)
    ],
)
def test_fast_path_lets_every_break_through(rule, example):
    projection = Projection(docstrings=rule.reads_docstrings)
    old, new = files_of(example.old), files_of(example.new)
    differences = [
        difference(source.encode(), new[path].encode(), projection)
        for path, source in old.items()
        if path in new
    ]
    # Changed private names are searched for in the other files, which may serve them.
    is_one_file = len(old) == 1
    assert old.keys() != new.keys() or any(
        found is None or found.public or (found.private and not is_one_file)
        for found in differences
    ), f"a commit with this change would not be compared. {HOW}"
