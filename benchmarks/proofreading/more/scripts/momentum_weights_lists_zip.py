import numpy as np

rng = np.random.RandomState(17)
sizes = [3, 6, 4, 2]
weights = [rng.normal(0, 0.7, (a, b)) for a, b in zip(sizes, sizes[1:])]
biases = [rng.normal(0, 0.1, b) for b in sizes[1:]]
v_w = [np.zeros_like(w) for w in weights]
v_b = [np.zeros_like(b) for b in biases]
inputs = rng.normal(size=(5, 3))
targets = rng.uniform(-0.8, 0.8, size=(5, 2))
eta, mu = 0.05, 0.9


def tanh_prime(a):
    # takes the ACTIVATION, not z
    return 1.0 - a * a


# objective: 0.5 * np.sum((targets - acts[-1]) ** 2)
for epoch in range(4):
    acts = [inputs]
    for w, b in zip(weights, biases):
        acts.append(np.tanh(acts[-1] @ w + b))

    # backward
    err = targets - acts[-1]
    deltas = [err * tanh_prime(acts[-1])]  #! deltas = [err * tanh_prime(targets)]  #! deltas = [err * (1.0 - acts[-1])]
    for w, a in zip(reversed(weights[1:]), reversed(acts[1:-1])):  #! for w, a in zip(reversed(weights[1:]), reversed(acts[1:])):  #! for w, a in zip(reversed(weights[:-1]), reversed(acts[1:-1])):
        deltas.append(deltas[-1] @ w.T * tanh_prime(a))  #! deltas.append(deltas[-1] @ w.T)  #! deltas.append(deltas[0] @ w.T * tanh_prime(a))
    deltas.reverse()
    # update
    for i in range(len(weights)):
        v_w[i] = mu * v_w[i] + eta * acts[i].T @ deltas[i]  #! v_w[i] = mu * v_w[i] - eta * acts[i].T @ deltas[i]  #! v_w[i] = mu * weights[i] + eta * acts[i].T @ deltas[i]
        v_b[i] = mu * v_b[i] + eta * deltas[i].sum(axis=0)  #! v_b[i] = mu * v_w[i] + eta * deltas[i].sum(axis=0)  #! v_b[i] = mu * v_b[i] + eta * deltas[i].sum()
        weights[i] += v_w[i]
        biases[i] += v_b[i]  #! biases[i] -= v_b[i]
    # end
    print("epoch", epoch, "mean abs error", np.abs(err).mean())
