"""Libcst reads, writes and compares as ever where its nodes are not frozen."""

from __future__ import annotations

import dataclasses
import subprocess
import sys

from unbroken.loading.loader import read_changed
from unbroken.readers.libcst_import import libcst_without_frozen_nodes

CODE = """
import dataclasses
from unbroken.loading.loader import read_changed

as_usual = dataclasses.dataclass
source = b"class A:\\n    def f(self, a, *, b: int = 1): ...  # comment\\n"
module = read_changed(source, "pkg", "pkg.py", is_package=False)
assert dataclasses.dataclass is as_usual
print(module.members["A"].members["f"].signature)

import libcst
from libcst.metadata import MetadataWrapper, PositionProvider

assert not libcst.Name.__dataclass_params__.frozen
wrapper = MetadataWrapper(libcst.parse_module(source))
node = wrapper.module.body[0]
print(wrapper.resolve(PositionProvider)[node].start.line, wrapper.module.code.encode() == source)
copy = node.deep_clone()
print(node == node, node == copy, node.deep_equals(copy), {node: 1}[node])
print(wrapper.module.with_changes(body=[node.with_changes(name=libcst.Name("B"))]).code[:8])
"""


def said_by(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout


def test_nodes_that_are_not_frozen_work_as_frozen_ones_do():
    signature, *said = said_by(CODE).splitlines()
    assert signature == str(_signature())
    assert said == ["1 True", "True False True 1", "class B:"]


def _signature() -> object:
    source = b"class A:\n    def f(self, a, *, b: int = 1): ...\n"
    module = read_changed(source, "pkg", "pkg.py", is_package=False)
    return module.members["A"].members["f"].signature


def test_other_dataclasses_stay_frozen(monkeypatch):
    monkeypatch.delitem(sys.modules, "libcst", raising=False)
    with libcst_without_frozen_nodes():

        @dataclasses.dataclass(frozen=True)
        class Other:
            a: int

        @dataclasses.dataclass
        class Plain:
            a: int

    assert Other.__dataclass_params__.frozen
    assert Plain(1) == Plain(1)
