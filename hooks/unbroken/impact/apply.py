"""Applies rewrites to the source of a file with libcst: only what has to change does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider

from unbroken.impact.site import Edit

_BOM = b"\xef\xbb\xbf"


def rewritten(source: bytes, edits: Iterable[Edit]) -> bytes:
    """Return the source with some edits made; those that do not fit their place are left out.

    Raises `libcst.ParserSyntaxError` for source that libcst cannot parse.
    """
    wrapper = MetadataWrapper(cst.parse_module(source))
    changed = wrapper.visit(_Rewriter(list(edits))).bytes
    return _BOM + changed if source.startswith(_BOM) and not changed.startswith(_BOM) else changed


class _Rewriter(cst.CSTTransformer):
    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, edits: Sequence[Edit]) -> None:
        super().__init__()
        self._edits = edits

    def _at(self, node: cst.CSTNode) -> list[Edit]:
        """Return the edits of a node."""
        place = self.get_metadata(PositionProvider, node)
        assert isinstance(place, CodeRange)
        start = (place.start.line, place.start.column + 1)
        end = (place.end.line, place.end.column + 1)
        return [
            edit
            for edit in self._edits
            if (edit.line, edit.column) == start and (edit.end_line, edit.end_column) == end
        ]

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.Call:
        edits = self._at(original_node)
        if not edits:
            return updated_node
        new_names = {edit.old: edit.new for edit in edits if edit.kind == "rename-keyword"}
        by_position = {edit.position: edit.new for edit in edits if edit.kind == "name-argument"}
        arguments = []
        for index, argument in enumerate(updated_node.args):
            if argument.keyword is not None and argument.keyword.value in new_names:
                name = new_names[argument.keyword.value]
                argument = argument.with_changes(keyword=argument.keyword.with_changes(value=name))
            elif argument.keyword is None and not argument.star and index in by_position:
                argument = argument.with_changes(keyword=cst.Name(by_position[index]), equal=_EQUAL)
            arguments.append(argument)
        return updated_node.with_changes(args=arguments)

    def leave_SimpleStatementLine(
        self,
        original_node: cst.SimpleStatementLine,
        updated_node: cst.SimpleStatementLine,
    ) -> cst.SimpleStatementLine | cst.FlattenSentinel[cst.SimpleStatementLine]:
        statement = original_node.body[0]
        if len(original_node.body) != 1 or not isinstance(statement, cst.ImportFrom):
            return updated_node
        if isinstance(statement.names, cst.ImportStar):
            return updated_node
        edits = [next(iter(self._at(alias)), None) for alias in statement.names]
        if not any(edits):
            return updated_node
        kept: list[cst.ImportAlias] = []
        moved: dict[str, list[cst.ImportAlias]] = {}
        for alias, edit in zip(statement.names, edits, strict=True):
            if edit is None:
                kept.append(alias)
            elif edit.kind == "rename-import":
                kept.append(_renamed(alias, edit))
            elif edit.kind == "move-import":
                moved.setdefault(edit.new_module, []).append(_renamed(alias, edit))
        return _lines(updated_node, statement, kept, moved)


_EQUAL = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))


def _lines(
    line: cst.SimpleStatementLine,
    statement: cst.ImportFrom,
    kept: list[cst.ImportAlias],
    moved: dict[str, list[cst.ImportAlias]],
) -> cst.SimpleStatementLine | cst.FlattenSentinel[cst.SimpleStatementLine]:
    """Return the statement with what stays, and one more for each new module."""
    statements = [statement.with_changes(names=_ending_like(statement, kept))] if kept else []
    for module, aliases in moved.items():
        changes: dict[str, object] = {"module": _dotted(module), "relative": ()}
        if len(moved) == 1 and not kept:
            changes["names"] = _ending_like(statement, aliases)
        else:
            changes |= {"names": _ending_like(None, aliases), "lpar": None, "rpar": None}
        statements.append(statement.with_changes(**changes))
    first, *others = statements
    lines = [line.with_changes(body=[first])]
    lines += [cst.SimpleStatementLine([other]) for other in others]
    return lines[0] if len(lines) == 1 else cst.FlattenSentinel(lines)


def _renamed(alias: cst.ImportAlias, edit: Edit) -> cst.ImportAlias:
    """Return an alias for the new name that still binds the old one."""
    if edit.old == edit.new:
        return alias
    as_name = alias.asname or cst.AsName(cst.Name(edit.old))
    return alias.with_changes(name=cst.Name(edit.new), asname=as_name)


def _ending_like(
    statement: cst.ImportFrom | None, aliases: list[cst.ImportAlias]
) -> list[cst.ImportAlias]:
    """Return the aliases with a comma behind the last one only where the statement has it."""
    last: cst.Comma | cst.MaybeSentinel = cst.MaybeSentinel.DEFAULT
    if statement is not None and not isinstance(statement.names, cst.ImportStar):
        last = statement.names[-1].comma
    return [*aliases[:-1], aliases[-1].with_changes(comma=last)]


def _dotted(name: str) -> cst.Attribute | cst.Name:
    head, _, last = name.rpartition(".")
    return cst.Attribute(_dotted(head), cst.Name(last)) if head else cst.Name(last)
