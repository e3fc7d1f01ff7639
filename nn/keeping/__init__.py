"""Networks in files, and the way to PyTorch and back."""
