# MLP with classical momentum; parameters / velocities kept in lists
import numpy as np

rng = np.random.default_rng(11)
layer_dims = [3, 5, 4, 2]
x = rng.normal(size=(6, 3))
t = rng.normal(size=(6, 2))

weights = [rng.normal(0, 0.5, (i, o)) for i, o in zip(layer_dims[:-1], layer_dims[1:])]
biases = [np.full(o, 0.1) for o in layer_dims[1:]]
vel_w = [np.zeros_like(w) for w in weights]
vel_b = [np.zeros_like(b) for b in biases]
mu, lr = 0.9, 0.05
history = []

for epoch in range(3):
    # forward, keep every activation
    acts = [x]
    for k, (w, b) in enumerate(zip(weights, biases)):
        z = acts[-1] @ w + b
        acts.append(z if k == len(weights) - 1 else np.tanh(z))
    residual = acts[-1] - t
    mse = np.mean(residual ** 2)
    history.append(mse)

    # backward
    delta = 2 * residual / residual.size  #! delta = 2 * residual / len(x)  #! delta = residual / residual.size
    grads_w, grads_b = [0, 0, 0], [0, 0, 0]
    for k in range(2, -1, -1):  #! for k in range(2, 0, -1):
        grads_w[k] = acts[k].T @ delta  #! grads_w[k] = acts[k + 1].T @ delta  #! grads_w[k] = delta.T @ acts[k]
        grads_b[k] = delta.sum(axis=0)  #! grads_b[k] = delta.mean(axis=0)
        if k > 0:
            delta = (delta @ weights[k].T) * (1 - acts[k] ** 2)  #! delta = (delta @ weights[k].T) * (1 - acts[k + 1] ** 2)  #! delta = delta @ weights[k].T  #! delta = (delta @ weights[k - 1].T) * (1 - acts[k] ** 2)
    # end
    # update
    for k in range(3):
        vel_w[k] = mu * vel_w[k] - lr * grads_w[k]  #! vel_w[k] = mu * vel_w[k] + lr * grads_w[k]
        vel_b[k] = mu * vel_b[k] - lr * grads_b[k]
        weights[k] += vel_w[k]
        biases[k] += vel_b[k]  #! biases[k] -= vel_b[k]
