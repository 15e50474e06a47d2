"""Both versions of the library at once: what an expression stands for with each of them."""

from __future__ import annotations

from typing import NamedTuple

from unbroken.impact.evaluation import Evaluation
from unbroken.impact.values import Value, Values
from unbroken.semantics.resolution import MISSING, UNKNOWN, Absent, Definition, External


class Sides(NamedTuple):
    """The evaluation with the old library and the one with the new library."""

    old: Evaluation
    new: Evaluation

    def imported(self, path: str) -> Values:
        """Return what a dotted path means to code that imports it."""
        return Values(self.old.imported(path), self.new.imported(path))

    def top_module(self, path: str) -> Values:
        """Return what `import path` binds: the outermost package."""
        head = path.partition(".")[0]
        values = self.imported(head)
        return Values(*(External(head) if isinstance(v, Absent) else v for v in values))

    def attribute(self, base: Values, name: str) -> Values:
        """Return what `base.name` is."""
        return Values(self.old.attribute(base.old, name), self.new.attribute(base.new, name))

    def result(self, function: Values) -> Values:
        """Return what a call returns."""
        return Values(self.old.result(function.old), self.new.result(function.new))

    def entered(self, manager: Values) -> Values:
        """Return what `with manager as name` binds."""
        return Values(self.old.entered(manager.old), self.new.entered(manager.new))

    def defined(self, module: str, qualname: str, line: int) -> Values:
        """Return the function or class of a downstream module that stands at a line."""
        return Values(
            self.old.defined(module, qualname, line), self.new.defined(module, qualname, line)
        )

    def starred(self, modules: Values, name: str) -> Values:
        """Return what star imports of modules bind a name to; MISSING where they do not."""
        return Values(
            _public_attribute(self.old, modules.old, name),
            _public_attribute(self.new, modules.new, name),
        )


def _public_attribute(side: Evaluation, module: Value, name: str) -> Value:
    if not isinstance(module, Definition) or module.member is not None:
        return MISSING if isinstance(module, External) else UNKNOWN
    names = side.surface.all_names(module.module)
    if name not in names if names is not None else name.startswith("_"):
        return MISSING
    return side.attribute(module, name)
