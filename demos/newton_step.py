"""A Newton step: the Hessian of a loss, from gradients that can be differentiated again.

Gradient descent uses the slope, and you have to choose a step size. Newton's method uses the curvature, too:

    w ← w − H⁻¹ · ∇L,   H_ij = ∂²L / ∂w_i ∂w_j

`grad(L, ws)` returns Values, so the gradient is a computation graph like any other; `hessian(L, ws)` is the
gradient of each of its entries. The task: the chance to pass an exam after x hours of work, p = σ(w·x + b),
eight students, the mean of −y·log p − (1−y)·log(1−p).
"""

# %%
import sys
from pathlib import Path

import numpy as np

from engine import Value, draw, grad, hessian, softplus, tanh
from engine import sum as total

pictures = Path(next((a for a in sys.argv[1:2] if not a.startswith("-")), "pictures"))
if "__file__" in globals():  # as a script, not as a notebook
    sys.stdout.reconfigure(encoding="utf-8")  # Windows would write a file in another encoding, without ∂
    print(__doc__)

# %%
hours = [0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0]
passed = [0, 0, 1, 0, 1, 0, 1, 1]


def loss_at(w, b):
    """The mean of −log of the chance that was given to what happened: log(1 + e**∓(w·x + b))."""
    return total([softplus(w * x + b if y == 0 else -(w * x + b)) for x, y in zip(hours, passed, strict=True)]) / 8


# %% [markdown]
# ## A derivative is a graph
# ∂/∂x tanh x = 1 − tanh² x, as a graph that was made by the formula in the table; its own derivative
# is −2 · tanh x · (1 − tanh² x).

# %%
x = Value(0.5, label="x")
y = tanh(x)
slope = grad(y, x)
slope.label = "∂y/∂x"
curvature = grad(slope, x)
print("1. y = tanh x at 0.5")
print(f"   y = {y:.6f}, ∂y/∂x = {slope:.6f}, ∂²y/∂x² = {curvature:.6f}")
assert abs(curvature.data + 2 * y.data * slope.data) < 1e-15
slope.backward()  # a gradient of a gradient, in x.grad
assert x.grad == curvature.data
picture = draw(slope)
print(f"   picture of ∂y/∂x: {picture.save(pictures / 'newton_derivative.svg')}\n")
picture  # a notebook shows it

# %% [markdown]
# ## Newton's method, beside gradient descent

# %%
w, b = Value(0.0, label="w"), Value(0.0, label="b")
print("2. Newton's method")
print("   step         L           w           b       |∇L|")
newton = []
for step in range(7):
    L = loss_at(w, b)
    gradient = np.array([g.data for g in grad(L, [w, b])])
    H = np.array([[h.data for h in row] for row in hessian(L, [w, b])])
    newton.append((L.data, w.data, b.data, float(np.linalg.norm(gradient))))
    print(f"   {step:4d}  {L:.8f}  {w:10.6f}  {b:10.6f}  {newton[-1][3]:9.2e}")
    move = np.linalg.solve(H, gradient)
    w, b = Value(w.data - move[0], label="w"), Value(b.data - move[1], label="b")  # new leaves, as in any step

print("\n   The Hessian at the end, and its eigenvalues (both positive: a minimum):")
print("   " + str(H).replace("\n", "\n   "), np.linalg.eigvalsh(H))

# %%
u, v = Value(0.0), Value(0.0)
descent = 0
while True:
    L = loss_at(u, v)
    u.grad = v.grad = None
    L.backward()
    if (u.grad**2 + v.grad**2) ** 0.5 < 1e-9:
        break
    u.data -= 0.5 * u.grad
    v.data -= 0.5 * v.grad
    descent += 1
needed = next(step for step, (*_, size) in enumerate(newton) if size < 1e-9)
print(f"\n3. To |∇L| < 1e-9 gradient descent with the rate 0.5 needs {descent} steps, Newton's method {needed}.")

results = {"newton": newton, "descent": descent, "end": (u.data, v.data)}
assert newton[-1][3] < 1e-12
assert abs(u.data - newton[-1][1]) < 1e-6
