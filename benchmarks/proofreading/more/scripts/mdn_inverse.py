# mixture density network for an inverse problem; nll() only called for evaluation
import numpy as np
np.random.seed(41)
K = 2; H = 5; N = 10
t = np.linspace(0, 1, N)
x = t + 0.3 * np.sin(2 * np.pi * t) + np.random.uniform(-.05, .05, N)

w1 = np.random.randn(H) * 1.0
b1 = np.zeros(H)
w2 = np.random.randn(3 * K, H) * .4        # rows: pi logits, mu, log sigma
b2 = np.array([0, 0, .2, .8, -1, -1.])

def net(xi):
    h = np.tanh(w1 * xi + b1)
    o = w2.dot(h) + b2
    pi = np.exp(o[:K]); pi /= pi.sum()
    return h, pi, o[K:2 * K], np.exp(o[2 * K:])

def components(pi, mu, sd, ti):
    return pi * np.exp(-0.5 * ((ti - mu) / sd) ** 2) / (sd * np.sqrt(2 * np.pi))

def nll():
    s = 0
    for i in range(N):
        _, pi, mu, sd = net(x[i])
        s = s - np.log(sum(components(pi, mu, sd, t[i])))
    return s / N

vel = [0, 0, 0, 0]
for epoch in range(20):
    if epoch % 10 == 0:
        print("nll", nll())
    # backward
    dw1 = np.zeros(H); db1 = np.zeros(H); dw2 = np.zeros((3 * K, H)); db2 = np.zeros(3 * K)
    for i in range(N):
        h, pi, mu, sd = net(x[i])
        g = components(pi, mu, sd, t[i])
        g = g / g.sum()
        u = (t[i] - mu) / sd
        do = np.concatenate((pi - g, -g * u / sd, g * (1 - u ** 2))) / N
        for k in range(3 * K):
            dw2[k] += do[k] * h
            db2[k] += do[k]
        dh = np.zeros(H)
        for k in range(3 * K):
            dh += do[k] * w2[k]
        dh *= 1 - h ** 2
        dw1 += dh * x[i]
        db1 += dh
    # update
    vel = [.9 * v - .02 * g for v, g in zip(vel, (dw1, db1, dw2, db2))]
    w1 += vel[0]; b1 += vel[1]; w2 += vel[2]; b2 += vel[3]
print("nll at the end", nll())
