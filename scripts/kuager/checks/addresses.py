"""Whether addresses were left as they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from kuager.checks.base import Check, is_plain, masked
from kuager.model import Finding, Severity, Unit

# URLs and mail addresses in ASCII (RFC 3986, RFC 5322 without its rarities). A case ending may
# follow with a hyphen («example.org-тан»), a full stop may end the sentence.
_ADDRESS = re.compile(
    r"""(?:https?://|www\.)[!#-;=?-~]+
    |[A-Za-z0-9.+_%-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+
    |(?<![\w@.])@[A-Za-z0-9_]{3,}
    |(?<![\w@.-])(?:[A-Za-z0-9-]+\.)+(?:com|org|net|info|edu|gov|int|io|kz|ru|uk|eu|de|cn)
     (?![\w.]*[a-z])(?:/[!#-;=?-~]*)?
    """,
    re.VERBOSE,
)
_AFTER = ".,;:!?)]}'*_-–—…"


def addresses(text: str) -> Iterator[re.Match[str]]:
    """Yield URLs, mail addresses, handles and domains; their matches may end in a mark."""
    return _ADDRESS.finditer(text)


def _places(text: str) -> list[tuple[str, tuple[int, int]]]:
    return [
        (address, (match.start(), match.start() + len(address)))
        for match in _ADDRESS.finditer(text)
        if (address := match.group().rstrip(_AFTER))
    ]


def _may_hold_one(text: str) -> bool:
    """Say at little cost whether there can be an address: a full stop or @ within the text."""
    return text.find(".", 0, -1) >= 0 or "@" in text or "://" in text


class Urls(Check):
    """Compare URLs, mail addresses, handles and domains, character for character."""

    id = "urls"
    name = "Addresses"
    description = "A URL, mail address or handle of the source is missing, changed or added."
    severity = Severity.ERROR
    passes_plain_pair = True

    def check(self, unit: Unit) -> Iterator[Finding]:
        """Yield a finding for each address that differs, one for a changed pair."""
        source, target = masked(unit.source), masked(unit.target)
        theirs = _places(source) if _may_hold_one(source) else []
        ours = [] if is_plain(target, unit.locale) else _places(target)
        if not theirs and not ours:
            return
        open_ones = Counter(address for address, _ in theirs)
        added = []
        for address, span in ours:
            if open_ones[address]:
                open_ones[address] -= 1
            else:
                added.append(span)
        missing = sum(open_ones.values())
        for span in added:
            if missing:
                missing -= 1
                yield self.finding("The address is not that of the source.", span)
            else:
                yield self.finding("The source has no such address.", span)
        for _ in range(missing):
            yield self.finding("An address of the source is missing.")
