import numpy as np

# Mixture of 3 linear experts with a softmax gate. y = |x| needs two lines.
rng = np.random.RandomState(5)
x = np.linspace(-1, 1, 10)
y = np.abs(x)
X1 = np.c_[x, np.ones_like(x)]          # bias inside
n_exp = 3
experts = [rng.randn(2) * 0.5 for _ in range(n_exp)]
gates = [rng.randn(2) * 0.5 for _ in range(n_exp)]
losses = []

for it in range(30):
    outs = np.stack([X1 @ e for e in experts])         # (3, 10)
    g_raw = np.stack([X1 @ g for g in gates])
    g_exp = np.exp(g_raw)
    gate = g_exp / g_exp.sum(axis=0)
    yhat = (gate * outs).sum(axis=0)
    losses.append(((yhat - y) ** 2).sum())

    # backward
    dy = 2 * (yhat - y)
    d_experts, d_gates = [], []
    for j in range(n_exp):
        d_experts.append(X1.T @ (dy * gate[j]))
        d_gates.append(X1.T @ (dy * gate[j] * (outs[j] - yhat)))

    # update
    experts = [e - 0.05 * de for e, de in zip(experts, d_experts)]
    gates = [g - 0.05 * dg for g, dg in zip(gates, d_gates)]

print("first %.4f last %.4f" % (losses[0], losses[-1]))
assert losses[-1] < losses[0]
print("who is responsible:", gate.argmax(axis=0))
