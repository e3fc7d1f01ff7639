# objective: np.sum(Y * np.log(P)) / m - lam * np.sum(theta[1:] ** 2)
# multinomial logistic regression, maximum likelihood (so gradient ASCENT, that's why +=)
# first column of X is ones, so theta[0] is the intercept. the intercept isn't penalised
import numpy as np

rng = np.random.RandomState(0)
m, n, k = 12, 3, 4
features = rng.randn(m, n) * np.array([1.0, 2.0, 0.5])
labels = rng.randint(0, k, size=m)
X = np.hstack([np.ones((m, 1)), features])
Y = np.zeros((m, k))
for i in range(m):
    Y[i, labels[i]] = 1

theta = 0.1 * rng.randn(n + 1, k)
velocity = np.zeros_like(theta)
alpha = 0.2
lam = 0.05
mu = 0.8

for step in range(25):
    scores = X.dot(theta)
    scores = scores - scores.max(axis=1).reshape(-1, 1)
    e = np.exp(scores)
    P = e / e.sum(axis=1, keepdims=True)

    # backward
    error = Y - P  #! error = (Y - P) * P * (1 - P)
    grad = X.T.dot(error) / m  #! grad = X.T.dot(error)  #! grad = X.T.dot(error) / k
    penalty = 2 * lam * theta  #! penalty = lam * theta
    penalty[0] = 0  #! penalty[:, 0] = 0  #! penalty[-1] = 0
    grad = grad - penalty  #! grad = grad + penalty

    # update
    velocity = mu * velocity + alpha * grad  #! velocity = mu * velocity - alpha * grad  #! velocity = mu * (velocity + alpha * grad)
    theta += velocity  #! theta += alpha * velocity

    if step % 12 == 0:
        acc = np.mean(P.argmax(axis=1) == labels)
        print(step, 'accuracy', acc)
