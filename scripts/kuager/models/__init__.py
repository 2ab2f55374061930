"""Argos model packages: where they lie, whether they are sound, and their unpacked form."""

from kuager.models.packages import (
    ArgosPackage,
    PackageOverview,
    find_package,
    inspect_package,
    open_package,
)

__all__ = ["ArgosPackage", "PackageOverview", "find_package", "inspect_package", "open_package"]
