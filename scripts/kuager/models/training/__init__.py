"""Train Argos packages: corpora in, ``.argosmodel`` out.

Only ``network``, ``losses``, ``dropout`` and ``loop`` import torch; the others import them inside
functions, so that everything but training itself runs without it.
"""
