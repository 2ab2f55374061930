"""The review page: a web server for this machine alone, and what it shows."""
