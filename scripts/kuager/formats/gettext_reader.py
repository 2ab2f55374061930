"""Read the lines of a gettext file into entries, taking what GNU gettext takes.

Nothing is dropped silently: what has no place in a testimony's catalog (plurals, a comment
behind the last entry) is refused with its line. polib's reader passes over some of it, over
the previous sources of obsolete entries, and cuts lines where gettext does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kuager.errors import CatalogError

_UNFIT = re.compile("[\x00\x04\v\f\x1c-\x1e\x85\u2028\u2029]")
"""Line ends to Python and many editors, but none to gettext; NUL, which ends a text in C; and
EOT, which parts context and text in compiled catalogs."""
_NEWLINE = re.compile(r"\r\n|\r|\n")
_QUOTED = r'"[^"\\]*(?:\\.[^"\\]*)*"'
_LINE = re.compile(
    r"(?P<keyword>msgctxt|msgid_plural|msgid|msgstr(?:\s*\[\s*[0-9]+\s*\])?)?\s*"
    rf"(?P<text>{_QUOTED}(?:\s*{_QUOTED})*)\s*\Z"
)
_PART = re.compile(_QUOTED)
_ESCAPE = re.compile(r"\\(?:([0-7]{1,3})|x([0-9A-Fa-f]+)|(.))", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "a": "\a", "v": "\v", "f": "\f"}
_REFERENCE = re.compile("\u2068([^\u2069]*)\u2069|(\\S+?)(?::[0-9]+)?(?!\\S)")
"""gettext puts a file name with spaces between U+2068 and U+2069."""
_CONFLICT = re.compile(r"(?:<{7}|={7}|>{7}|\|{7})(?: |\Z)")


@dataclass(slots=True)
class ReadEntry:
    """One entry of a file while it is read."""

    line: int
    remark: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    previous: list[str] = field(default_factory=list)
    context: list[str] | None = None
    source: list[str] | None = None
    target: list[str] | None = None
    obsolete: bool = False

    @property
    def is_bare(self) -> bool:
        """Nothing is lost when it is dropped."""
        told = (*self.remark, *self.notes, *self.references, *self.flags, *self.previous)
        return self.context is None and self.source is None and not any(told)


class Reader:
    """Reads one file line by line; ``name`` is what errors call it."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._number = 0
        self._entry = ReadEntry(1)
        self._open: list[str] | None = None
        """Where a line with nothing but a quoted text belongs."""
        self._open_before: list[str] | None = None
        """The same for what an entry was before ("#|")."""

    def _error(self, line: int | None = None) -> CatalogError:
        return CatalogError(
            f"{self._name}, line {line or self._number}: not valid PO syntax.",
            "Mend the line (msgfmt -c names it too), or take the last good version from git.",
        )

    def read(self, text: str) -> Iterator[ReadEntry]:
        """Yield the entries, the header among them. Raises CatalogError."""
        for number, line in enumerate(_NEWLINE.split(text), 1):
            self._number = number
            stripped = line.strip()
            obsolete = stripped.startswith("#~")
            if obsolete:
                stripped = stripped[2:].lstrip()
                if stripped.startswith("|"):
                    stripped = "#" + stripped
            if not stripped:
                continue
            if self._entry.target is not None and not stripped.startswith('"'):
                yield self._entry
                self._entry = ReadEntry(number)
            if stripped.startswith("#"):
                self._comment(stripped[1:])
            else:
                self._keyword(stripped, obsolete=obsolete)
        if self._entry.target is not None:
            yield self._entry
        elif self._entry.context is not None or self._entry.source is not None:
            raise self._error(self._entry.line)
        elif not self._entry.is_bare:
            raise CatalogError(
                f"{self._name}, line {self._entry.line}: a comment that belongs to no entry.",
                "Put it above the entry that it is about, or take it out.",
            )

    def _comment(self, rest: str) -> None:
        kind, text = rest[:1], comment_line(rest[1:]).removeprefix(" ")
        entry = self._entry
        self._open = None
        if kind != "|":
            self._open_before = None
        if kind == ".":
            entry.notes += [text] if text else []
        elif kind == ":":
            entry.references += [spaced or plain for spaced, plain in _REFERENCE.findall(text)]
        elif kind in {",", "="}:  # "=" since gettext 0.25
            entry.flags += filter(None, map(str.strip, text.split(",")))
        elif kind == "|":
            self._previous(rest[1:].lstrip())
        else:
            entry.remark.append(comment_line(rest).removeprefix(" "))

    def _previous(self, text: str) -> None:
        match = _LINE.match(text)
        if match is None:
            raise self._error()
        if match["keyword"] == "msgid":
            self._open_before = self._entry.previous
        elif match["keyword"] is not None:
            self._open_before = []
        if self._open_before is None:
            raise self._error()
        self._open_before.append(self._unquote(match["text"]))

    def _keyword(self, line: str, *, obsolete: bool) -> None:
        match = _LINE.match(line)
        if match is None:
            if _CONFLICT.match(line):
                raise CatalogError(
                    f"{self._name}, line {self._number}: holds an unresolved git merge.",
                    "Resolve it: keep one of the two versions, and take the marks out.",
                )
            raise self._error()
        keyword, entry, text = match["keyword"], self._entry, self._unquote(match["text"])
        self._open_before = None
        if keyword is None:
            if self._open is None or obsolete != entry.obsolete:
                raise self._error()
            self._open.append(text)
            return
        if keyword not in {"msgctxt", "msgid", "msgstr"}:
            raise CatalogError(
                f"{self._name}, line {self._number}: a plural entry, which no testimony has.",
                "This looks like the catalog of a program; put the right file in its place.",
            )
        self._open = [text]
        if keyword == "msgctxt" and entry.context is None and entry.source is None:
            entry.context = self._open
        elif keyword == "msgid" and entry.source is None:
            entry.source, entry.line = self._open, self._number
            if entry.context is not None and obsolete != entry.obsolete:
                raise self._error()
        elif keyword == "msgstr" and entry.source is not None and obsolete == entry.obsolete:
            entry.target = self._open
        else:
            raise self._error()
        entry.obsolete = obsolete

    def _unquote(self, quoted: str) -> str:
        if "\\" not in quoted and quoted.count('"') == 2:
            return fit(quoted[1:-1])
        try:
            text = "".join(_ESCAPE.sub(_unescape, part[1:-1]) for part in _PART.findall(quoted))
            # Octal and hexadecimal escapes are bytes of the file's charset (msgcat -E).
            text = text.encode("utf-8", "surrogateescape").decode()
        except (UnicodeError, ValueError) as error:
            raise self._error() from error
        return fit(text)


def _unescape(match: re.Match[str]) -> str:
    octal, hexadecimal, sign = match.groups()
    if sign is not None:
        return _ESCAPED.get(sign, sign if sign in '"\\' else match[0])
    value = int(octal, 8) if octal else int(hexadecimal, 16)
    if value > 0xFF:
        raise ValueError
    return chr(value) if value < 0x80 else chr(0xDC00 + value)


def comment_line(text: str) -> str:
    """Return a text as one line of a comment can hold it."""
    return _NEWLINE.sub(" ", fit(text)).rstrip()


def fit(text: str) -> str:
    """Return a text without the characters that no catalog can hold, spaces in their place."""
    return _UNFIT.sub(" ", text)
