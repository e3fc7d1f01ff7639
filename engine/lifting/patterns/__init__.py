"""What a reader calls by one name, found among operations that are equal or among the steps made of them.

Before a step is made, from the positions of the operands:

    repeats.py       what is computed twice, once
    lookups.py       rows of a table and classes of samples, by numbers that are arguments
    windows.py, pooling.py      convolutions, and the sum and the largest entry of windows
    triangles.py     diagonals; loops that run up to a diagonal, as those over causal pairs do
    rearranging.py   axes split, turned and joined

Among finished steps, where `rewriting.py` puts one in the place of several:

    norms.py, softmax.py        means, variances, what they normalise; exp by its sum
"""
