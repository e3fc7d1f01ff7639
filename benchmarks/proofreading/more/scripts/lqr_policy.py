# objective: np.sum(G * (-0.5 * ((acts - states @ K) / sd) ** 2)) / len(acts)
import numpy as np

# REINFORCE with Gaussian linear policy on a double integrator, u ~ N(K'x, sd^2), sd fixed.
# G: discounted reward-to-go, standardised
A = np.array([[1, .2], [0, 1]])
B = np.array([0, .2])
sd, gamma = 0.5, 0.95

def rollout(K, T, rng):
    s = np.array([1.0, 0.0])
    S, U, R = [], [], []
    for _ in range(T):
        u = K @ s + sd * rng.standard_normal()
        S.append(s); U.append(u)
        R.append(-(s @ s) - 0.1 * u * u)
        s = A @ s + B * u
    return np.array(S), np.array(U), R

def to_go(R):
    out, acc = [], 0
    for r in R[::-1]:
        acc = r + gamma * acc
        out.append(acc)
    out = np.array(out[::-1])
    return (out - out.mean()) / (out.std() + 1e-8)

rng = np.random.default_rng(6)
K = np.zeros(2)
for episode in range(20):
    states, acts, rew = rollout(K, 12, rng)
    G = to_go(rew)
    # backward
    dlogp = (acts - states @ K) / sd**2
    dK = states.T @ (G * dlogp) / len(acts)
    # update
    K = K + 0.05 * dK            # ascent!
    print("ep %2d return %.3f  K=[%.2f %.2f]" % (episode, sum(rew), K[0], K[1]))
