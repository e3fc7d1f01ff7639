"""Neurons, layers and networks: their parts, what they compute, and their summaries."""
