"""Checks of meaning: has the target said something else than the English source?

They know English sources and Kazakh and Russian targets, and keep silent about others.
"""
