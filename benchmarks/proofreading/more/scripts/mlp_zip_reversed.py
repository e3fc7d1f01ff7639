# objective: np.sum((activations[-1] - Y) ** 2) / (2 * m)
# after the first chapters of the well known book, but with whole batches (columns).
# weights are (out x in), biases (out x 1), tanh in the hidden layers, linear at the end
import numpy as np

np.random.seed(8)
sizes = [3, 6, 5, 2]
weights = [np.random.randn(o, i) / np.sqrt(i) for i, o in zip(sizes[:-1], sizes[1:])]
biases = [np.random.randn(o, 1) * 0.1 for o in sizes[1:]]

m = 7
X = np.random.randn(3, m)
Y = np.vstack([np.sin(X[0] + X[1]), X[1] * X[2]])


def act(z):
    return np.tanh(z)


def act_prime(z):
    return 1.0 - np.tanh(z) ** 2


eta = 0.3
for epoch in range(20):
    activations = [X]
    zs = []
    for k, (w, b) in enumerate(zip(weights, biases)):
        z = w @ activations[-1] + b
        zs.append(z)
        activations.append(z if k == len(weights) - 1 else act(z))

    # backward
    nabla_w, nabla_b = [], []
    delta = activations[-1] - Y  #! delta = (activations[-1] - Y) * act_prime(zs[-1])
    # walk from the last layer to the first, a = input of the layer, z = preactivation BELOW it
    below = [None] + zs[:-1]  #! below = [None] + zs[1:]
    for w, a, z in zip(reversed(weights), reversed(activations[:-1]), reversed(below)):  #! for w, a, z in zip(reversed(weights), reversed(activations[1:]), reversed(below)):
        nabla_w.append(delta @ a.T / m)  #! nabla_w.append(delta @ a.T)
        nabla_b.append(delta.sum(axis=1, keepdims=True) / m)  #! nabla_b.append(delta.sum(axis=1, keepdims=True))
        if z is not None:
            delta = (w.T @ delta) * act_prime(z)  #! delta = w.T @ delta  #! delta = (w.T @ delta) * act_prime(a)
    nabla_w.reverse()
    nabla_b.reverse()

    # update
    weights = [w - eta * nw for w, nw in zip(weights, nabla_w)]  #! weights = [w + eta * nw for w, nw in zip(weights, nabla_w)]
    biases = [b - eta * nb for b, nb in zip(biases, nabla_b)]  #! biases = [b - eta * nb.mean() for b, nb in zip(biases, nabla_b)]

print(np.abs(activations[-1] - Y).mean())
