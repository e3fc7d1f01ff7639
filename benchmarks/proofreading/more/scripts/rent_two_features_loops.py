# Hi, I am predicting rent (in 100 EUR) from size and distance to the centre, without sklearn.
# The error goes down but very slowly. Is my gradient correct?
import numpy as np

data = [
    [0.45, 1.2, 6.1],
    [0.80, 0.4, 11.9],
    [0.62, 2.0, 7.0],
    [1.10, 3.1, 9.8],
    [0.33, 0.9, 5.2],
]
w = np.array([0.5, -0.2])
b = 0.0
learning_rate = 0.05
N = len(data)

for step in range(4):
    cost = 0
    for row in data:
        guess = w[0] * row[0] + w[1] * row[1] + b
        cost += (row[2] - guess) ** 2
    cost = cost / N
    print("step", step, "cost", cost)

    # backward
    w_gradient = np.zeros(2)
    b_gradient = 0
    for i in range(N):
        x = data[i][:2]
        y = data[i][2]
        diff = y - (w[0] * x[0] + w[1] * x[1] + b)  #! diff = y - (w[0] * x[0] + w[1] * x[1])
        w_gradient[0] += -(2 / N) * x[0] * diff  #! w_gradient[0] += -(2 / N) * diff
        w_gradient[1] += -(2 / N) * x[1] * diff  #! w_gradient[1] += -(2 / N) * x[0] * diff #! w_gradient[1] = -(2 / N) * x[1] * diff
        b_gradient += -(2 / N) * diff  #! b_gradient += -2 * diff #! b_gradient = -(2 / N) * diff
    # update
    w = w - learning_rate * w_gradient
    b = b - learning_rate * b_gradient  #! b = b + learning_rate * b_gradient

print(w, b)
