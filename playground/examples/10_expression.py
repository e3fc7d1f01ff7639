# One neuron, drawn
from engine import Value, draw, tanh

# Two inputs, two weights and a bias.
x1, x2 = Value(2.0, label="x1"), Value(0.0, label="x2")
w1, w2 = Value(-3.0, label="w1"), Value(1.0, label="w2")
b = Value(6.7, label="b")

y = tanh(w1 * x1 + w2 * x2 + b)
y.label = "y"
y.backward()  # the chain rule, from y back to every value

print(f"y = {y.data:.3f}")
print(f"∂y/∂w1 = {w1.grad:.3f}, ∂y/∂w2 = {w2.grad:.3f}")

# A box shows a value and its gradient; an arrow shows the local
# derivative. Why is ∂y/∂w2 zero? Change x2 and run again.
draw(y)
