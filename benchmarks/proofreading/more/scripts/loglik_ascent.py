import numpy as np
# logistic regression, MAXIMISE log likelihood, bias folded in, Gaussian prior

def sigmoid(s):
    return 1.0 / (1.0 + np.exp(-s))

def log_likelihood(Phi, t, theta, alpha):
    s = Phi @ theta
    return np.sum(t * s - np.logaddexp(0, s)) - 0.5 * alpha * theta[1:] @ theta[1:]

rng = np.random.RandomState(10)
x = rng.randn(14, 2)
t_all = (x[:, 0] - 0.5 * x[:, 1] + 0.3 * rng.randn(14) > 0).astype(float)
Phi_all = np.c_[np.ones(14), x, x[:, 0] * x[:, 1]]
Phi, Phi_test = Phi_all[:10], Phi_all[10:]
t, t_test = t_all[:10], t_all[10:]
theta = np.array([0.1, -0.2, 0.3, 0.05])
alpha = 0.1
rate = 0.1
best = -np.inf
it = 0
while it < 30:
    ll = log_likelihood(Phi, t, theta, alpha)
    if ll - best < 1e-4:
        print("converged at", it)
        break
    best = ll
    # backward
    grad_ll = Phi.T @ (t - sigmoid(Phi @ theta))
    grad_ll[1:] -= alpha * theta[1:]
    # update
    theta = theta + rate * grad_ll
    rate *= 0.98
    it += 1
print("theta", theta, "ll", best)
print("test acc", np.mean((Phi_test @ theta > 0) == t_test))
