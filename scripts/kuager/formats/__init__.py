"""File formats: for each a pair of ``<name>_parse`` and ``<name>_serialize``, text in, text out."""
