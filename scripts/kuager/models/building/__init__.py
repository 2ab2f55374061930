"""Make Argos packages of checkpoints that others trained.

Three kinds come in: releases of OPUS-MT and other Marian models, folders as Hugging Face's
Transformers writes them (Marian, M2M-100, NLLB), and ready CTranslate2 models. Neither torch nor
Transformers is needed, no code of a checkpoint is run, and nothing of it is believed unchecked.
"""
