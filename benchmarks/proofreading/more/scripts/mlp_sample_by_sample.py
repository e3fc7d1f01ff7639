# objective: 0.5 * np.sum((t - acts[-1])**2)
# Online backprop like in the old textbooks: one pattern at a time,
# error = target - output and the weights are moved with +=
import numpy as np

rng = np.random.RandomState(7)
sizes = [3, 5, 4, 2]
weights = [rng.uniform(-0.8, 0.8, (n_out, n_in)) for n_in, n_out in zip(sizes[:-1], sizes[1:])]
biases = [rng.uniform(-0.3, 0.3, (n, 1)) for n in sizes[1:]]
last_dw = [np.zeros_like(w) for w in weights]   # for the momentum
eta = 0.4
alpha = 0.6

patterns = rng.randn(6, 3)
targets = np.column_stack([patterns[:, 0] > 0, patterns[:, 1] * patterns[:, 2] > 0]).astype(float)


def f(z):
    return 1.0 / (1.0 + np.exp(-z))


def f_prime(z):
    return f(z) * (1 - f(z))


for epoch in range(5):
    for k in rng.permutation(len(patterns)):
        x = patterns[k].reshape(-1, 1)
        t = targets[k].reshape(-1, 1)

        # feed forward, hidden layers are tanh, output layer is the logistic
        acts = [x]
        zs = []
        for i in range(len(weights)):
            z = weights[i] @ acts[-1] + biases[i]
            zs.append(z)
            if i < len(weights) - 1:
                acts.append(np.tanh(z))
            else:
                acts.append(f(z))

        # backward
        error = t - acts[-1]  #! error = acts[-1] - t
        deltas = [None] * len(weights)
        deltas[-1] = error * f_prime(zs[-1])  #! deltas[-1] = error * f_prime(acts[-1])  #! deltas[-1] = error
        for i in range(len(weights) - 2, -1, -1):
            back = weights[i + 1].T @ deltas[i + 1]  #! back = weights[i].T @ deltas[i + 1]
            deltas[i] = back * (1 - acts[i + 1] ** 2)  #! deltas[i] = back * (1 - np.tanh(acts[i + 1]) ** 2)

        # update
        for i in range(len(weights)):
            dw = eta * deltas[i] @ acts[i].T + alpha * last_dw[i]  #! dw = eta * deltas[i] @ acts[i].T - alpha * last_dw[i]
            weights[i] += dw
            biases[i] += eta * deltas[i]  #! biases[i] -= eta * deltas[i]
            last_dw[i] = dw  #! last_dw[i] += dw

print("w[0] row 0:", weights[0][0])
