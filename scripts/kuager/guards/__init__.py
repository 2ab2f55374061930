"""Guards below merging: which sentences may not share a translation, however alike they look."""

from kuager.guards.differences import GUARDS, meaning_differences

__all__ = ["GUARDS", "meaning_differences"]
