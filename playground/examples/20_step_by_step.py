# The backward pass, step by step
from engine import Value, step_page, tanh

a = Value(2.0, label="a")
b = Value(-3.0, label="b")
z = a * b + 5.5
z.label = "z"
y = tanh(z) + z * 0.5  # z is used twice: its gradient is a sum
y.label = "y"

# Press Next: each step sends gradient × local derivative.
# Then switch on "Wrong order", and see which gradient goes wrong.
step_page(y)
