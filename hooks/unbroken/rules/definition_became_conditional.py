"""A name that was always defined is now only defined under a condition.

Define it in the other branch as well. What cannot work there can raise an error that says why when
it is used, so that the module can still be imported from.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair, kind_of
from unbroken.model.definitions import Attribute, Class, Function, Import
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Code, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.code_text import code_at, header_lines, quoted
from unbroken.rules.findings.known_names import imports_for
from unbroken.semantics.resolution import Definition

_IF = "import os\nif hasattr(os, 'fork'):\n    def f(a): ...\n"

BREAKS = (
    Break("import os\ndef f(a): ...", _IF),
    Break(f"# m.py\n{_IF}else:\n    def f(a): ...", f"# m.py\n{_IF}"),
    Break("import os\nclass A: ...", "import os\nif hasattr(os, 'fork'):\n    class A: ..."),
    Break("import sys\nX = 1", "import sys\nif sys.platform == 'win32':\n    X = 1"),
    Break(
        "class A:\n    def m(self): ...",
        "import os\nclass A:\n    if hasattr(os, 'fork'):\n        def m(self): ...",
    ),
    Break(
        "def f(a): ...",
        "try:\n    import lib\n    def f(a): ...\nexcept ImportError:\n    pass",
    ),
    Break(
        "# m.py\ntry:\n    from lib import f as f\nexcept ImportError:\n    f = None",
        "# m.py\ntry:\n    from lib import f as f\nexcept ImportError:\n    pass",
    ),
    Break(
        "# m.py\n__all__ = ['f']\ntry:\n    from lib import f\nexcept ImportError:\n    f = None",
        "# m.py\n__all__ = ['f']\ntry:\n    from lib import f\nexcept ImportError:\n    pass",
    ),
)

KEEPS = (
    Keep(_IF, "def f(a): ...", "it is always defined now"),
    Keep(_IF, "import os\nif os.name == 'posix':\n    def f(a): ...", "it was conditional before"),
    Keep("import os\ndef f(a): ...", f"{_IF}else:\n    def f(a): ...", "every branch has it"),
    Keep(
        "import os\ndef f(a): ...",
        f"{_IF}else:\n    raise ImportError('it needs fork')",
        "the module itself cannot be imported elsewhere",
    ),
    Keep(
        "import os\ndef f(a): ...",
        "import os\nif hasattr(os, 'fork'):\n    from m2 import f\nelif os.name == 'nt':\n"
        "    def f(a): ...\nelse:\n    f = None\ndef f(a): ...",
        "the last definition is in no branch",
    ),
    Keep(
        "import sys\ndef f(a): ...",
        "import sys\nif sys.version_info >= (3, 8):\n    def f(a): ...",
        "all supported Pythons have it",
    ),
    Keep(
        "try:\n    import lib\nexcept ImportError:\n    lib = None",
        "try:\n    import lib\nexcept ImportError:\n    pass",
        "an import for the module's own use",
    ),
    Keep(
        "X = 1",
        "try:\n    import lib\n    X = 1\nexcept ImportError:\n    X = 0",
        "both branches bind it",
    ),
    Keep(
        "X = 1",
        "import sys\ntry:\n    import lib\n    X = 1\nexcept ImportError:\n    sys.exit(1)",
        "the program ends in the other branch",
    ),
    Keep(
        "import os\ndef f(a): ...",
        f"{_IF}if not hasattr(os, 'fork'):\n    def f(a): ...",
        "one of both conditions holds",
    ),
)

REMEDIES = (
    Remedy(
        "import os\ndef f(): return 1",
        "import os\nif hasattr(os, 'fork'):\n    def f(): return 1\nelse:\n    def f(): return 1",
        "assert f() == 1",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find names that some branches no longer bind."""
    old, new = pair.old.member, pair.new.member if pair.new is not None else None
    if old is None or new is None or pair.new is None:
        return
    if isinstance(new, Import) and not isinstance(old, Import):
        return
    if new.conditional and not old.conditional and not pair.new.module.path.endswith(".pyi"):
        kind = "name" if isinstance(new, Import) else kind_of(new)
        yield finding(
            RULE,
            pair,
            f"{kind} '{new.name}' is only defined under a condition now",
            f"Define '{new.name}' in the other branch as well.",
            code=_fallback(pair, pair.new),
        )


def _fallback(pair: Pair, at: Definition) -> Code | None:
    """Return a definition for where the condition does not hold.

    Using it raises an error that says so; a value is the one that it was.
    """
    missing = f"raise NotImplementedError({quoted(f'{at.name} is not available here')})"
    if isinstance(at.member, Function) and not at.member.accessors:
        lines = [*header_lines(at, at.member.signature.parameters), f"    {missing}"]
    elif isinstance(at.member, Class):
        header = f"class {at.name}:"
        lines = [header, "    def __init__(self, *args, **kwargs):", f"        {missing}"]
    else:
        value = pair.old.member.value if isinstance(pair.old.member, Attribute) else None
        if value is None or imports_for(pair, value) != []:
            return None
        lines = [f"{at.name} = {value}"]
    return code_at(at, "above block", lines)


RULE = PairRule(
    module=__name__, level="warning", check=check, breaks=BREAKS, keeps=KEEPS, remedies=REMEDIES
)
