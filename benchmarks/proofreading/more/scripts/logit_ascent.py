# objective: np.sum(y * np.log(p) + (1 - y) * np.log(1 - p))
# Logistic regression by maximum likelihood (gradient ASCENT, as in the CS229 notes)
import numpy as np

np.random.seed(3)
m = 10
age = np.random.uniform(20, 60, m)
dose = np.random.uniform(0, 2, m)
y = (0.08 * (age - 40) + dose - 1 + 0.5 * np.random.randn(m) > 0).astype(float)

X = np.column_stack([np.ones(m), (age - 40) / 10, dose])
theta = np.array([0.1, -0.2, 0.3])
alpha = 0.1
history = [theta.copy()]

for it in range(25):
    p = 1 / (1 + np.exp(-X.dot(theta)))
    # backward
    grad = X.T.dot(y - p)
    # update
    theta = theta + alpha * grad      # plus! we climb
    history.append(theta.copy())

history = np.array(history)
print("moved by", np.linalg.norm(history[-1] - history[0]))
acc = np.mean((p > .5) == y)
print("theta", theta, "acc", acc)
