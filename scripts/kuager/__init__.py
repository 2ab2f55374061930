"""Kuager: a translation and localisation pack for human testimony."""

__version__ = "0.1.0"
