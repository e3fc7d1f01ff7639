import numpy as np
# tiny DQN on a corridor of 5 cells, goal right. Target treated as constant (semi gradient).
rng = np.random.default_rng(31)
nS, nA, H = 5, 2, 6
net = [rng.normal(0, .4, (nS, H)), np.zeros(H), rng.normal(0, .4, (H, nA)), np.zeros(nA)]
target_net = [p.copy() for p in net]
memory = []

def env_step(s, a):
    s2 = min(max(s + (1 if a else -1), 0), nS - 1)
    return s2, float(s2 == nS - 1), s2 == nS - 1

def q_values(params, onehots):
    W1, b1, W2, b2 = params
    z = onehots @ W1 + b1
    h = np.maximum(z, 0)
    return z, h, h @ W2 + b2

I5 = np.eye(nS)
s = 0
for step in range(60):
    a = int(rng.integers(nA))
    s2, r, done = env_step(s, a)
    memory.append((s, a, r, s2, done))
    s = 0 if done else s2
    if len(memory) < 8:
        continue
    idx = rng.choice(len(memory), 8, replace=False)
    bs, ba, br, bs2, bd = map(np.array, zip(*[memory[i] for i in idx]))
    y = br + 0.9 * (1 - bd) * q_values(target_net, I5[bs2])[2].max(axis=1)
    Xb = I5[bs]
    z, h, Q = q_values(net, Xb)
    td = Q[np.arange(8), ba] - y
    loss = np.mean(td ** 2)
    # backward
    dQ = np.zeros_like(Q)
    dQ[np.arange(8), ba] = 2 * td / 8
    dW2, db2 = h.T @ dQ, dQ.sum(0)
    dz = (dQ @ net[2].T) * (z > 0)
    dW1, db1 = Xb.T @ dz, dz.sum(0)
    # update
    for p, gp in zip(net, (dW1, db1, dW2, db2)):
        p -= 0.1 * gp
    if step % 15 == 0:
        target_net = [p.copy() for p in net]
        print("step", step, "td loss", loss)
print(q_values(net, I5)[2].round(2))
