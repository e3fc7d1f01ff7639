# logistic regression by gradient ASCENT on the log likelihood (as in the lecture notes)
import numpy as np

exam = np.array([[34.6, 78.0], [30.2, 43.8], [35.8, 72.9], [60.1, 86.3], [79.0, 75.3], [45.0, 56.3], [61.1, 96.5]])
admitted = np.array([0., 0., 0., 1., 1., 0., 1.])

# scale the features, put the column of ones in front
exam = (exam - exam.mean(axis=0)) / exam.std(axis=0)
X = np.hstack([np.ones((exam.shape[0], 1)), exam])
theta = np.array([0.1, -0.2, 0.3])
alpha = 0.4


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


# objective: ll
for i in range(5):
    h = sigmoid(X.dot(theta))
    ll = np.mean(admitted * np.log(h) + (1 - admitted) * np.log(1 - h))
    # backward
    error = admitted - h  #! error = admitted - h * (1 - h)  #! error = h - admitted
    gradient = np.dot(X.T, error) / len(admitted)  #! gradient = np.dot(X.T, h) / len(admitted)
    # update
    theta = theta + alpha * gradient  #! theta = theta - alpha * gradient
    # end
    if i % 2 == 0:
        print("iteration", i, "log likelihood", ll)
print("theta:", theta)
