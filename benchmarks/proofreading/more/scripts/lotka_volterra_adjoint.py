"""Fit the four Lotka-Volterra rates to a (noisy) trajectory; explicit Euler, discrete adjoint."""
import numpy as np

dt, steps = 0.1, 20


def rollout(theta, s0):
    al, be, ga, de = theta
    traj = [np.array(s0)]
    for _ in range(steps):
        x, y = traj[-1]
        traj.append(np.array([x + dt * (al * x - be * x * y),
                              y + dt * (de * x * y - ga * y)]))
    return np.stack(traj)


rng = np.random.default_rng(6)
s0 = (1.0, 0.5)
data = rollout(np.array([1.1, 0.8, 0.9, 0.6]), s0) + 0.02 * rng.normal(size=(steps + 1, 2))
theta = np.array([0.8, 0.6, 0.6, 0.5])
names = ["alpha", "beta", "gamma", "delta"]

for k in range(30):
    S = rollout(theta, s0)
    misfit = 0.5 * ((S - data) ** 2).sum()
    # backward
    al, be, ga, de = theta
    grad = np.zeros(4)
    lam = S[-1] - data[-1]
    for i in range(steps - 1, -1, -1):
        x, y = S[i]
        grad += dt * np.array([lam[0] * x, -lam[0] * x * y, -lam[1] * y, lam[1] * x * y])
        Jac = np.array([[1 + dt * (al - be * y), -dt * be * x],
                        [dt * de * y, 1 + dt * (de * x - ga)]])
        lam = Jac.T @ lam + (S[i] - data[i])
    # update
    theta = theta - 0.004 * grad
    if k % 10 == 0:
        print(k, misfit)
print(dict(zip(names, theta.round(3))))
