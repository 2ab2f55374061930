"""Reports: a document in one locale as a page for those who work on it."""
