# ex3 port from Octave: multi class, one-hot rows in Y, theta comes unrolled
from numpy import *

X = array([[5.1, 3.5, 1.4], [4.9, 3.0, 1.4], [7.0, 3.2, 4.7], [6.4, 3.2, 4.5],
           [6.3, 3.3, 6.0], [5.8, 2.7, 5.1], [4.6, 3.1, 1.5]])
labels = array([1, 1, 2, 2, 3, 3, 1])      # octave counts from 1

# feature scaling
mu = mean(X, axis=0)
sigma = std(X, axis=0)
X = (X - mu) / sigma
m = X.shape[0]
X = hstack([ones((m, 1)), X])
K = 3
Y = eye(K)[labels - 1]
n = X.shape[1]
lam = 1.5


def costFunctionReg(theta, X, Y, lam):
    m = X.shape[0]
    Theta = theta.reshape(n, K)
    S = X.dot(Theta)
    S = S - S.max(axis=1).reshape(m, 1)
    E = exp(S)
    H = E / E.sum(axis=1).reshape(m, 1)
    Treg = Theta.copy()
    Treg[0, :] = 0                          # do not punish the intercept
    J = -sum(Y * log(H)) / m + lam / (2 * m) * sum(Treg ** 2)
    # backward
    D = H - Y  #! D = Y - H  #! D = (H - Y) * H * (1 - H)  #! D = S - Y
    G = X.T.dot(D) / m  #! G = X.T.dot(D) / K  #! G = X.T.dot(H) / m
    G = G + lam / m * Treg  #! G = G + lam / m * Theta  #! G = G + lam / m * Treg ** 2
    grad = G.ravel()  #! grad = G.ravel(order='F')
    # end
    return J, grad


theta = 0.1 * cos(arange(n * K))
alpha = 0.5
J_history = zeros(12)
for it in range(12):
    J, grad = costFunctionReg(theta, X, Y, lam)
    J_history[it] = J
    # update
    theta = theta - alpha * grad  #! theta = theta - alpha * grad / m
    # end
    print('iter %d | cost %.6f' % (it + 1, J))

print(theta.reshape(n, K))
print('accuracy', mean(argmax(X.dot(theta.reshape(n, K)), axis=1) == labels - 1))
