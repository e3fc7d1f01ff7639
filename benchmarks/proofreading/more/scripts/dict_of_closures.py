# objective: np.mean((y_hat - y) ** 2)
# Every op is an entry (forward, vjp) in a dictionary
import numpy as np

ops = {
    "add": (lambda a, b: a + b, lambda g, a, b: (g, g)),
    "mul": (lambda a, b: a * b, lambda g, a, b: (g * b, g * a)),
    "sin": (lambda a: np.sin(a), lambda g, a: (g * np.cos(a),)),
    "exp": (lambda a: np.exp(a), lambda g, a: (g * np.exp(a),)),
}

# y_hat = A * exp(-k x) * sin(w x + phi):  damped oscillation fit
program = [
    ("p1", "mul", ("minus_x", "k")),
    ("env", "exp", ("p1",)),
    ("p2", "mul", ("x", "w")),
    ("arg", "add", ("p2", "phi")),
    ("osc", "sin", ("arg",)),
    ("wave", "mul", ("env", "osc")),
    ("out", "mul", ("wave", "A")),
]
x = np.linspace(0, 3, 12)
y = 1.5 * np.exp(-0.4 * x) * np.sin(2.0 * x + 0.3)
theta = {"A": 1.0, "k": 0.2, "w": 1.8, "phi": 0.0}

for it in range(30):
    env = {"x": x, "minus_x": -x, **theta}
    for dst, op, args in program:
        env[dst] = ops[op][0](*(env[a] for a in args))
    y_hat = env["out"]
    # backward
    grad = {name: 0.0 for name in env}
    grad["out"] = 2.0 * (y_hat - y) / y.size
    for dst, op, args in program[::-1]:
        for a, g in zip(args, ops[op][1](grad[dst], *(env[a] for a in args))):
            grad[a] = grad[a] + g
    dtheta = {name: np.sum(grad[name]) for name in theta}
    # update
    theta = {name: theta[name] - 0.15 * dtheta[name] for name in theta}

print({k: round(float(v), 3) for k, v in theta.items()})
