"""How many texts' readings are remembered."""

from __future__ import annotations

from typing import Final

RECENT_TEXTS: Final = 16
"""What was found out about a text is asked for again while its unit is looked at, and then no
more; a cache of more texts than that is slower, as it does not stay in the processor's own."""
