# Derivatives of derivatives: Newton's method
from engine import Value, draw, grad, tanh

# The gradient is a graph, too, so it can be differentiated again.
x = Value(0.5, label="x")
slope = grad(tanh(x), x)
slope.label = "dy/dx"
curvature = grad(slope, x)
print(f"tanh′(0.5) = {slope.data:.6f}")
print(f"tanh″(0.5) = {curvature.data:.6f}")

# The minimum of w⁴ − 3w² + w: divide the slope by the curvature.
w = Value(2.0, label="w")
for step in range(6):
    f = w**4 - 3 * w**2 + w
    first = grad(f, w)
    second = grad(first, w)
    print(f"step {step}: w = {w.data:.6f}, f′(w) = {first.data:+.2e}")
    w.data -= first.data / second.data

draw(slope)
