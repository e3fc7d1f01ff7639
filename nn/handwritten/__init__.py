"""A backward pass written by hand with matrices, beside the right one: compared, audited, diagnosed."""
