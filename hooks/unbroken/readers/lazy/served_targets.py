"""What the branch of a module's `__getattr__` returns, as a dotted path."""

from __future__ import annotations

import ast
from collections.abc import Callable

from unbroken.model.definitions import Import, Module
from unbroken.readers.builtin_names import calls_builtin
from unbroken.readers.expressions import absolute_target, dotted_name, string_value


class TargetReader:
    """Resolves what code in a function of a module returns; `absolute` completes dotted paths."""

    def __init__(self, module: Module, absolute: Callable[[str], str]) -> None:
        self.module = module
        self.absolute = absolute

    def returned(self, body: list[ast.stmt], parameter: str, name: str) -> str:
        """Return the path of what a branch returns where `parameter` is `name`; "" if unknown."""
        local: dict[str, str] = {}
        target = ""
        for statement in body:
            if isinstance(statement, ast.ImportFrom):
                source = absolute_target(
                    self.module.name, self.module.is_package, statement.level, statement.module
                )
                for alias in statement.names:
                    path = f"{source}.{alias.name}" if source else alias.name
                    local[alias.asname or alias.name] = path
            elif isinstance(statement, ast.Import):
                for alias in statement.names:
                    head = alias.name.partition(".")[0]
                    local[alias.asname or head] = alias.name if alias.asname else head
            elif isinstance(statement, ast.Assign) and len(statement.targets) == 1:
                variable = statement.targets[0]
                if isinstance(variable, ast.Name):
                    path = self._path(statement.value, local, parameter, name)
                    local[variable.id] = path
            elif isinstance(statement, ast.Return):
                if statement.value is not None:
                    target = self._path(statement.value, local, parameter, name)
                break
        return target

    def _path(self, node: ast.expr, local: dict[str, str], parameter: str, name: str) -> str:
        """Return the dotted path of an expression; "" if it is not known."""
        dotted = dotted_name(node)
        if dotted:
            return self._resolved(dotted, local)
        if not isinstance(node, ast.Call) or (node.keywords and len(node.args) != 1):
            return ""
        function, arguments = dotted_name(node.func), node.args
        if calls_builtin(node, "getattr") and len(arguments) == 2:
            owner = self._path(arguments[0], local, parameter, name)
            attribute = (
                name if dotted_name(arguments[1]) == parameter else string_value(arguments[1])
            )
            return f"{owner}.{attribute}" if owner and attribute else ""
        is_import = self._resolved(function, local) in ("importlib.import_module", "import_module")
        if function and is_import and arguments:
            module = string_value(arguments[0])
            return self.absolute(module) if module else ""
        return ""

    def _resolved(self, dotted: str, local: dict[str, str]) -> str:
        head, _, rest = dotted.partition(".")
        if head in local:
            path = local[head]
        else:
            member = self.module.members.get(head)
            if isinstance(member, Import):
                path = member.target
            elif member is not None:
                path = f"{self.module.name}.{head}"
            else:
                return dotted if rest or head == "import_module" else ""
        return f"{path}.{rest}" if path and rest else path
