"""Source bytes to text, decoded as Python decodes them."""

from __future__ import annotations

import ast
import io
import re
import tokenize
import warnings
from codecs import BOM_UTF8


class UnreadableError(Exception):
    """Source that cannot be read as Python: `message`, with `line` and `column` from 1."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_WORD = re.compile(r"[^\W\d]\w*")

TOO_DEEP = "too deeply nested to be parsed"


def syntax_error(text: str | bytes) -> UnreadableError | None:
    """Return the error that Python's own parser raises for a source; None when it accepts it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except SyntaxError as error:
        if "too many nested" in error.msg or "too many statically nested" in error.msg:
            return UnreadableError(TOO_DEEP, error.lineno or 1)
        return UnreadableError(error.msg, error.lineno or 1, error.offset or 1)
    except (RecursionError, MemoryError):
        return UnreadableError(TOO_DEEP)
    except ValueError as error:
        return UnreadableError(str(error))
    return None


def decode(source: bytes) -> str:
    r"""Decode a source file by its BOM or PEP 263 cookie, with newlines made `\n`.

    Raises UnreadableError for an unknown encoding, undecodable bytes or a NUL byte.
    """
    if b"\0" in source:
        line = source.count(b"\n", 0, source.index(b"\0")) + 1
        raise UnreadableError("source code cannot contain null bytes", line)
    try:
        is_plain = source.isascii() and b"coding" not in source[:400]
        encoding = "utf-8-sig" if is_plain else _encoding(source)
        text = source.decode(encoding, _errors(source, encoding))
        if encoding not in ("utf-8", "utf-8-sig"):
            text.encode()  # Python's parser takes UTF-8, which has no lone surrogates.
    except SyntaxError as error:
        raise UnreadableError(error.msg) from None
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        raise UnreadableError(f"not valid {error.encoding}: {error.reason}", line) from None
    except (LookupError, UnicodeError) as error:
        # Codecs such as `undefined` and `punycode` raise a plain UnicodeError.
        raise UnreadableError(str(error)) from None
    if text.startswith("\ufeff"):
        text = text[1:]
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _encoding(source: bytes) -> str:
    """Return the encoding that a BOM or a cookie in the first two lines names, else UTF-8."""
    # A lone carriage return ends a line, also that of the cookie.
    lines = (source.replace(b"\r", b"\n") if b"\r" in source else source).split(b"\n", 2)
    head = b"\n".join(lines[:2])
    bom = head[: len(BOM_UTF8)] if head.startswith(BOM_UTF8) else b""
    # Python looks for the cookie before it decodes anything, `tokenize` decodes the lines first.
    plain = _NOT_ASCII.sub(b"?", head[len(bom) :])
    return tokenize.detect_encoding(io.BytesIO(bom + plain).readline)[0]


def _errors(source: bytes, encoding: str) -> str:
    """Return how to decode what is not valid UTF-8.

    Python takes UTF-8 as it is and imports a file whose comments are not valid.
    """
    if encoding not in ("utf-8", "utf-8-sig"):
        return "strict"
    try:
        source.decode()
    except UnicodeDecodeError:
        return "replace" if syntax_error(source) is None else "strict"
    return "strict"


def with_plain_names(text: str) -> str:
    """Return a source with its names in NFKC (Python reference, "Identifiers")."""
    if text.isascii() or all(_plain(word) == word for word in set(_WORD.findall(text))):
        return text
    lines = text.split("\n")
    try:
        tokens = [
            token
            for token in tokenize.generate_tokens(io.StringIO(text).readline)
            if token.type == tokenize.NAME and _plain(token.string) != token.string
        ]
    except (tokenize.TokenError, SyntaxError):
        return text
    for token in reversed(tokens):
        (row, start), (_, end) = token.start, token.end
        line = lines[row - 1]
        lines[row - 1] = line[:start] + _plain(token.string) + line[end:]
    return "\n".join(lines)


def _plain(name: str) -> str:
    if name.isascii():
        return name
    from unicodedata import normalize

    return normalize("NFKC", name)
