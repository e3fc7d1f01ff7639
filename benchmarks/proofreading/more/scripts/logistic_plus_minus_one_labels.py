import numpy as np

# labels in {-1, +1}; P(y|x) = sigma(y * w.x); we MAXIMISE the log likelihood minus a Gaussian prior on w
np.random.seed(33)
N, D = 8, 3
Phi = np.c_[np.random.randn(N, D - 1), np.ones(N)]
y = np.sign(Phi[:, 0] - 0.5 * Phi[:, 1] + 0.3 * np.random.randn(N))
w = np.random.randn(D) * 0.1
prior_var = 4.0
step_size = 0.1

sigma = lambda a: 1.0 / (1.0 + np.exp(-a))

trace = []
for k in range(4):
    margin = y * (Phi @ w)
    loglik = np.sum(np.log(sigma(margin))) - w @ w / (2 * prior_var)
    trace.append(loglik)
    # backward
    coeff = y * sigma(-margin)  #! coeff = y * sigma(margin)  #! coeff = sigma(-margin)  #! coeff = y * sigma(margin) * sigma(-margin)
    grad = Phi.T @ coeff  #! grad = Phi.T @ margin  #! grad = Phi.T @ (coeff * y)
    grad -= w / prior_var  #! grad += w / prior_var  #! grad = -w / prior_var  #! grad -= w * prior_var
    # update
    w += step_size * grad  #! w -= step_size * grad
    # end
print("log likelihood:", trace)
