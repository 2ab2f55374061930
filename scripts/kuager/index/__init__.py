"""The index beside a pack's files: made from them, never the truth, safe to delete."""
