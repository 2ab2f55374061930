"""What tests build for themselves."""
