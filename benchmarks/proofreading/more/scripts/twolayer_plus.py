# objective: 0.5 * np.sum((t - o) ** 2)
import numpy as np
# two layer network, online learning, weights are (out, in), the error is target - output
# so that everything is added (as in the lecture notes: "delta rule")

def sig(a):
    return 1.0 / (1.0 + np.exp(-a))

rnd = np.random.RandomState(21)
patterns = rnd.uniform(-1, 1, (6, 3))
targets = np.stack([(patterns[:, 0] * patterns[:, 1] > 0) * 0.8 + 0.1,
                    np.abs(patterns[:, 2])], axis=1)

n_in, n_hid, n_out = 3, 5, 2
V = rnd.uniform(-1, 1, (n_hid, n_in + 1))     # last column is the bias
U = rnd.uniform(-1, 1, (n_out, n_hid + 1))
dV_old = np.zeros(V.shape)
dU_old = np.zeros(U.shape)
eta, mom = 0.4, 0.5

for epoch in range(5):
    for mu in range(len(patterns)):
        x = np.append(patterns[mu], 1.0)
        t = targets[mu]
        a = V @ x
        h = np.append(np.tanh(a), 1.0)
        o = sig(U @ h)

        # backward
        error = t - o  #! error = o - t
        delta_o = error * o * (1 - o)  #! delta_o = error * (1 - o)
        back = U[:, :-1].T @ delta_o  #! back = U[:, 1:].T @ delta_o  #! back = U[:, :-1].T @ error
        delta_h = back * (1 - h[:-1] ** 2)  #! delta_h = back * (1 - a ** 2)  #! delta_h = back * h[:-1] * (1 - h[:-1])
        gU = np.outer(delta_o, h)  #! gU = np.outer(h, delta_o)
        gV = np.outer(delta_h, x)  #! gV = np.outer(delta_h, h)

        # update
        dU = eta * gU + mom * dU_old  #! dU = eta * gU + mom * U
        dV = eta * gV + mom * dV_old
        U += dU
        V += dV  #! V -= dV
        dU_old, dV_old = dU, dV

print(V)
print(U)
