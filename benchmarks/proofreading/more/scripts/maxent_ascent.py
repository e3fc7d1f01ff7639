# Maximum entropy classifier = softmax regression. We *climb* the penalised log likelihood.
from numpy import array, exp, log, eye, zeros, dot, arange
from numpy.random import RandomState

x = array([[5.1, 3.5, 1.4, 0.2],
           [4.9, 3.0, 1.4, 0.2],
           [7.0, 3.2, 4.7, 1.4],
           [6.4, 3.2, 4.5, 1.5],
           [6.3, 3.3, 6.0, 2.5],
           [5.8, 2.7, 5.1, 1.9],
           [7.1, 3.0, 5.9, 2.1]])
x = x - x.mean(0)
t = array([0, 0, 1, 1, 2, 2, 2])
n, d = x.shape
K = 3
Y = eye(K)[t]

W = 0.1 * RandomState(3).randn(d, K)
b = zeros(K)
eta, lam = 0.05, 0.3

for it in range(40):
    s = dot(x, W) + b
    s = s - s.max(axis=1, keepdims=True)
    e = exp(s)
    p = e / e.sum(axis=1, keepdims=True)
    loglik = log(p[arange(n), t]).sum()
    objective = loglik - 0.5 * lam * (W ** 2).sum()   # goes UP
    if it % 10 == 0:
        print(it, objective)

    # backward
    resid = Y - p  #! resid = p - Y  #! resid = Y - e  #! resid = (Y - p) / n  #! resid = Y - s
    gW = dot(x.T, resid)  #! gW = dot(x.T, p)  #! gW = dot(x.T, resid * p * (1 - p))
    gW -= lam * W  #! gW += lam * W  #! gW = -lam * W  #! gW -= 0.5 * lam * W
    gb = resid.sum(axis=0)  #! gb = resid.sum()  #! gb = resid.mean(axis=0)
    # update
    W += eta * gW  #! W -= eta * gW
    b += eta * gb  #! b = eta * gb
    # end

print('predicted', p.argmax(axis=1), 'true', t)
