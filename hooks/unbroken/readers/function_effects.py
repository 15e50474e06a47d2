"""What the bodies of functions bind outside of themselves."""

from __future__ import annotations

import copy
from functools import partial

from unbroken.readers.ast_bodies import own_methods
from unbroken.readers.ast_definitions import constructor_attributes
from unbroken.readers.body_facts import BodyFacts
from unbroken.readers.own_parts import FunctionNode
from unbroken.readers.scope import Scope

CONSTRUCTORS = ("__init__", "__new__", "__post_init__", "__attrs_post_init__")
"""The methods that run when an instance is made."""


def bind_from_body(node: FunctionNode, facts: BodyFacts, scope: Scope) -> None:
    """Bind the instance attributes that a constructor sets, and the globals of a function.

    Those of other methods are bound if the constructor calls them, directly or not.
    """
    if scope.outer is not None and node.name in CONSTRUCTORS:
        for attribute in constructor_attributes(node):
            scope.define_instance_attribute(attribute)
        if facts.assigns_unknown and not scope.name.startswith("_"):
            scope.note_line(node.lineno, f"attributes of computed names, which {node.name}() sets")
    elif scope.outer is not None:
        # griffe's reader empties the node afterwards.
        kept = copy.copy(node)
        scope.helpers[node.name] = partial(own_methods, kept)
        if facts.assigns:
            scope.setters[node.name] = partial(constructor_attributes, kept)
    scope.module.add_possible(facts.global_names)
    if scope.outer is None:
        scope.globals_by_function[node.name] = facts.global_names
