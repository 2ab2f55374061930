"""Spelling: whether a dictionary, a word list or the termbase knows a word, or one much like it.

``dictionaries`` finds and opens dictionaries, ``lists`` reads word lists; ``known``, ``listed`` and
``speller`` make of them who knows the words of a document. Nothing is imported here: whoever only
wants to know whether a dictionary changed need not wait for Kazakh suffixes.
"""
