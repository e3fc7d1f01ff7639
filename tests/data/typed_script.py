"""A training script as a user writes it."""

import numpy as np

import engine
from engine import Value, check_gradients, detect_anomaly, draw, exp, explain, grad, gradients, no_grad, tanh, values
from nn import MLP, SGD, Adam, compare, fit, squared_error


def neuron(w: list[Value], x: list[float], b: Value) -> Value:
    return tanh(sum((wi * xi for wi, xi in zip(w, x, strict=True)), b))


a = Value(2.0, label="a")
b = Value(-3.0, label="b")
c = a * b + a**2 - 1 / b + 2 * a
d = sum([a, b]) * 2
e = np.exp(a)
f = exp(a) + a.exp() + engine.max(a, b) + max(a, b)
c.backward()
print(a.grad + 1.0, c.data, d, e, f"{c:.3f}")
slope = grad(c, a)
print(slope.data, [g.data for g in grad(c, [a, b])])


@no_grad()
def predict(model: MLP, x: list[float]) -> float:
    out = model(x)
    return float(out.data)


@no_grad
def predict_again(model: MLP, x: list[float]) -> float:
    return float(model(x).data)


model = MLP(2, [4, 1], activation="tanh", seed=1)
X = [[0.0, 1.0], [1.0, 0.0]]
Y = [[1.0], [0.0]]
optimizer = SGD(model.parameters(), lr=0.1)
for _ in range(10):
    loss = squared_error([model(x) for x in X], [y[0] for y in Y], factor=0.5)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
with no_grad():
    scores = [model(x) for x in X]
with detect_anomaly():
    (a / b).backward()
history = fit(model, X, Y, loss="mse", optimizer=Adam(model.parameters(), lr=0.01), epochs=2)
print(history.loss[-1], predict(model, X[0]), predict_again(model, X[1]))
trace = model.trace(X[0])
trace.output[0].backward()
print(trace.layers[0].delta[0] * trace.layers[0].x[1], model.layers[0].neurons[0].w[1].grad)
print(compare(model, X, Y, loss="mse", factor=0.5))
print(explain(trace.output[0], model.layers[0].neurons[0].w[0]))
draw(trace.output[0]).save("graph.svg")
W = values([[1.0, 2.0], [3.0, 4.0]], label="W")
total = (W @ np.array([1.0, 2.0])).sum()
total.backward()
print(gradients(W), check_gradients(lambda u, v: u * v.tanh(), 1.0, 2.0))
