"""Networks as a learner writes them with loops on Values, and as a textbook writes them in NumPy, forward and backward.

Each file has one network: `scalar` gives its loss from Values, `value_and_grad` the same loss and its gradients by
hand, from the formulas, and `case` the numbers to try it on. What `vectorize` derives from `scalar` is read beside
`value_and_grad`: the numbers have to agree, and the program may not be much longer.
"""
