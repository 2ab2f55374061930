"""Argos model packages: where they lie, whether they are sound, and their unpacked form."""

from kuager.models.packages import ArgosPackage, find_package, open_package

__all__ = ["ArgosPackage", "find_package", "open_package"]
