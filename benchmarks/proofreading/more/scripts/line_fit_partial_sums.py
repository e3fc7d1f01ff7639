# y = m*x + b with plain partial derivatives, the classic tutorial
import numpy as np

points = np.array([
    [0.32, 0.41],
    [0.53, 0.98],
    [0.61, 0.70],
    [0.47, 0.92],
    [0.81, 1.25],
    [0.19, 0.20],
])


def compute_error_for_line_given_points(b, m, points):
    total_error = 0.0
    for i in range(len(points)):
        x, y = points[i]
        total_error += (y - (m * x + b)) ** 2
    return total_error / float(len(points))


def step_gradient(b_current, m_current, points, learning_rate):
    b_gradient = 0.0
    m_gradient = 0.0
    N = float(len(points))
    # backward
    for i in range(len(points)):
        x = points[i, 0]
        y = points[i, 1]
        b_gradient += -(2 / N) * (y - (m_current * x + b_current))  #! b_gradient += (2 / N) * (y - (m_current * x + b_current))  #! b_gradient = -(2 / N) * (y - (m_current * x + b_current))  #! b_gradient += -(2 / N) * (y - m_current * x + b_current)
        m_gradient += -(2 / N) * x * (y - (m_current * x + b_current))  #! m_gradient += -(2 / N) * (y - (m_current * x + b_current))  #! m_gradient += -(2 / N) * y * (y - (m_current * x + b_current))
    # end
    # update
    new_b = b_current - learning_rate * b_gradient  #! new_b = b_current + learning_rate * b_gradient
    new_m = m_current - learning_rate * m_gradient  #! new_m = m_current - learning_rate * b_gradient
    return [new_b, new_m]  #! return [new_m, new_b]
    # end


# objective: compute_error_for_line_given_points(b, m, points)
b, m = 0.2, 0.5
for i in range(4):
    b, m = step_gradient(b, m, points, 0.1)
fitted = np.array([b, m])
print("after", i + 1, "iterations [b, m] =", fitted, "error =",
      compute_error_for_line_given_points(b, m, points))
