"""Hostile sources: each is read by all readers alike, or is a finding that names the file."""

from __future__ import annotations

import random
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.checkout import stage
from tests.torture.hostile_sources import KINDS, mutate
from tests.torture.source_checks import OTHERS, PATH, check_change, check_source, compiles, whole
from unbroken.loading.loader import read_anyhow, read_changed
from unbroken.loading.processes import LEAST_BYTES
from unbroken.readers import libcst_reader
from unbroken.readers.decoding import UnreadableError

FEW = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.mark.parametrize("kind", KINDS)
def test_invariants_hold_for_sources_of_a_kind(kind):
    @FEW
    @given(st.randoms(use_true_random=False))
    def check(random_: random.Random) -> None:
        source = KINDS[kind](random_)
        check_source(source)
        check_change(source, mutate(random_, source))

    check()


REFUSED = {
    "a Windows path in a docstring": (
        b'def f(a):\n    "C:\\users"\n',
        "(unicode error) 'unicodeescape' codec can't decode bytes in position 2-3: truncated "
        "\\uXXXX escape",
    ),
    "a Windows path in a value": (
        b'X = "C:\\users"\n',
        "(unicode error) 'unicodeescape' codec can't decode bytes in position 2-3: truncated "
        "\\uXXXX escape",
    ),
    "an unknown character name": (
        b'X = "\\N{NOPE}"\n',
        "(unicode error) 'unicodeescape' codec can't decode bytes in position 0-7: unknown Unicode "
        "character name",
    ),
    "a truncated escape": (
        b'X = "\\x1"\n',
        "(unicode error) 'unicodeescape' codec can't decode bytes in position 0-2: truncated "
        "\\xXX escape",
    ),
    "bytes that are not ASCII": (
        'X = b"é"\n'.encode(),
        "bytes can only contain ASCII literal characters",
    ),
    "bytes beside text": (b'X = b"a" "b"\n', "cannot mix bytes and nonbytes literals"),
    "a character of no name": ("x² = 1\n".encode(), "invalid character '²' (U+00B2)"),
    "unpacking in a comprehension": (
        b"X = [*a for a in b]\n",
        "iterable unpacking cannot be used in comprehension",
    ),
    "a parameter named twice": (
        b"def f(a, a): ...\n",
        "duplicate argument 'a' in function definition",
    ),
    "return outside a function": (b"return 1\n", "'return' outside function"),
    "break outside a loop": (b"def f():\n    break\n", "'break' outside loop"),
    "an unknown future": (b"from __future__ import nope\n", "future feature nope is not defined"),
    "a keyword repeated": (b"X = f(a=1, a=2)\n", "keyword argument repeated: a"),
    "an encoding that decodes nothing": (
        b"# coding: undefined\nX = 1\n",
        # Since Python 3.12, the error of the codec is the error of the compiler.
        "undefined encoding"
        if sys.version_info >= (3, 12)
        else "decoding with 'undefined' codec failed (UnicodeError: undefined encoding)",
    ),
    "a null byte": (b"X = 1\0\n", "source code cannot contain null bytes"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_source_that_python_refuses_is_a_finding_in_both_modes(name):
    source, message = REFUSED[name]
    assert not compiles(source)
    for read in (read_changed, read_anyhow):
        with pytest.raises(UnreadableError) as raised:
            read(source, "pkg.mod", PATH, is_package=False)
        assert raised.value.message == message
    old = {**OTHERS, PATH: b"def f(a): ...\n"}
    findings = whole(old, {**old, PATH: source})
    found = [(finding.rule, finding.path, finding.message) for finding in findings]
    assert found == [("module-unreadable", PATH, f"cannot be parsed: {message}")]
    assert check_change(old[PATH], source) == 1


NEWER = {
    "type parameters": b"def f[T](a: T) -> T: ...\nclass A[T]: ...\ntype X[T] = list[T]\n",
    "defaults of type parameters": b"class A[T = int]: ...\n",
    "quotes inside an f-string": b'X = f"{a["b"]}"\n',
    "a template string": b'X = t"{a}"\n',
    "exceptions without parentheses": b"try: ...\nexcept A, B: ...\n",
}


@pytest.mark.parametrize("name", NEWER)
def test_source_of_a_newer_python_is_read_by_libcst(name):
    check_source(NEWER[name])
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    said = f"syntax that Python {version} does not know; only libcst read the file"
    for read in (read_changed, read_anyhow):
        module = read(b"a = 1\n" + NEWER[name], "pkg.mod", PATH, is_package=False)
        reasons = [(statement.line, statement.reason) for statement in module.not_understood]
        line = 3 if name == "exceptions without parentheses" else 2
        assert reasons == ([] if compiles(NEWER[name]) else [(line, said)])


@pytest.mark.parametrize("command", ["check", "full"])
def test_report_says_that_only_one_reader_read_a_file(library, unbroken, command):
    source = 'def load(path, limit=None): ...\nX = t"{a}"\n'
    stage(library, {"pkg/data.py": source})
    is_known = compiles(source.encode())
    said = unbroken(command)
    assert said.code == 0
    note = "; some names of 1 file cannot be known (listed with -v); "
    assert (note in said.closing) != is_known
    line = "pkg/data.py:2: not understood: syntax that Python "
    assert (line in unbroken(command, "-v").out) != is_known
    stage(library, {"pkg/data.py": source.replace(", limit=None", "")})
    said = unbroken(command)
    assert (said.code, note in said.closing) == (1, not is_known)
    assert "error[parameter-removed] pkg.data.load: " in said.out


COSTLY = {
    "nested patterns": b"match x:\n    case " + b"[" * 60 + b"a" + b"]" * 60 + b": ...\n",
    "nested patterns of classes": b"match x:\n    case " + b"A(" * 60 + b")" * 60 + b": ...\n",
    "nested patterns of mappings": b"match x:\n    case "
    + b"{1:" * 40
    + b"a"
    + b"}" * 40
    + b": ...\n",
    "a broken del": b"del " + b"(" * 19 + b"a" + b")" * 18 + b"\n",
    "a broken chain of calls": b"x = " + b"(a, )" * 5_000 + b"a\n",
    "a broken chain of attributes": b"x = " + b"a." * 5_000 + b"1\n",
    "a broken chain of operators": b"x = " + b"a if b else c + " * 5_000 + b"\n",
    "a del of what cannot be deleted": b"del " + b"(" * 40 + b"1" + b")" * 40 + b"\n",
}


@pytest.mark.parametrize("name", COSTLY)
def test_what_libcst_parses_in_exponential_or_quadratic_time_is_read_otherwise(name):
    # A reader that gave these to libcst would not end within hours.
    check_source(COSTLY[name])
    check_change(b"def f(a): ...\n", COSTLY[name])


LINKS = ("a.", "a() + ", "(a)() * ", "a if b else ", "[a][b] | ")


@pytest.mark.parametrize("link", LINKS)
def test_only_a_chain_longer_than_people_write_is_kept_from_libcst(link):
    for count, is_read in ((30, True), (150, False)):
        for source in (f"x = {link * count}a\n", f"x = f(\n{link * count}\na)\n"):
            assert compiles(source.encode())
            if is_read:
                libcst_reader.read_module(source.encode(), "pkg.mod", PATH, is_package=False)
            else:
                with pytest.raises(UnreadableError, match="it would take libcst too long"):
                    libcst_reader.read_module(source.encode(), "pkg.mod", PATH, is_package=False)
            check_source(source.encode())
    many = "".join(f"x = [{link * 5}a, '{link * 50}']  # {link * 50}\n" for _ in range(30))
    libcst_reader.read_module(many.encode(), "pkg.mod", PATH, is_package=False)


CYCLES = {
    "a class in a class that inherits from it": b"class A:\n    class B(A): ...\n",
    "classes that inherit from one another": b"class A(B): ...\nclass B(A): ...\n",
    "a class that inherits from itself": b"class A(A): ...\n",
    "an alias of itself": b"from .mod import a as a\na = a\n",
    "aliases of one another": b"a = b\nb = a\n",
    "a lone surrogate": b'X = "\\ud800"\ndef f(a="\\ud800"):\n    "\\ud800"\n',
    "a lone surrogate in __all__": b"__all__ = ['\\ud800', 'f']\ndef f(): ...\n",
    "spaces around dots": b"from . b import *\nfrom .b . c import d\nimport e . f, g. h as i\n"
    b"from .x \\\n  . y import z as z\n",
    "an import from beyond the top": b"from ... import a\nfrom .....b import *\n",
}


@pytest.mark.parametrize("name", CYCLES)
def test_valid_source_that_refers_to_itself_is_compared(name):
    check_source(CYCLES[name])
    check_change(CYCLES[name], CYCLES[name] + b"def f(a): ...\n")
    check_change(CYCLES[name] + b"__all__ = ['\\udfff']\n", CYCLES[name] + b"__all__ = []\n")
    check_change(CYCLES[name] + b"class A:\n    def f(self): ...\n", CYCLES[name])


def test_lone_surrogate_in_a_large_package_is_compared():
    # So large that other processes read it, which cannot send a lone surrogate.
    large = b"def f(a='\\ud800'): ...\n# " + b"x" * LEAST_BYTES
    files = {**OTHERS, PATH: large, "pkg/c.py": large}
    findings = whole(files, {**files, "pkg/c.py": large.replace(b"def f(a=", b"def f(b=")})
    assert [(finding.rule, finding.object) for finding in findings] == [
        ("parameter-renamed", "pkg.c.f")
    ]


IMPORTABLE = {
    "a comment that is not UTF-8": b"# \xff\nX = '\xc3\xa9'  # \xe9\n",
    "a comment in the last line": b"X = 1\n#\xff",
    "a comment with a surrogate": b"#\xed\xa0\x80\nX = 1\n",
    "a comment in Latin-1 before the cookie": b"# caf\xe9\n# coding: latin-1\nX = '\xe9'\n",
    "a cookie in a comment in Latin-1": b"# \xe9 coding: latin-1\nX = '\xe9'\n",
    "a byte order mark before such a comment": b"\xef\xbb\xbf# \xe9\nX = 1\n",
}
"""Python takes UTF-8 as it is, and decodes neither comments nor what is before the cookie."""


@pytest.mark.parametrize("name", IMPORTABLE)
def test_file_that_python_imports_is_compared_whatever_its_comments_are(name):
    source = IMPORTABLE[name]
    assert compiles(source)
    check_source(source)
    assert check_change(source + b"\ndef f(a): ...\n", source) == 1
    assert check_change(b"def f(a): ...\n", b"def f(b): ...\n" + b"# \xff\n") == 1
    assert check_change(b"def f(a): ...\n", b"def f(a): ...\n" + b"# \xff\n") == 0


def test_text_that_is_not_utf_8_is_a_finding_in_both_modes():
    assert check_change(b"def f(a): ...\n", b"def f(a): ...\nX = '\xff'\n") == 1
