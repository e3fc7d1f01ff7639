"""Neurons, layers and networks: what they are made of, what they compute, and what they tell."""
