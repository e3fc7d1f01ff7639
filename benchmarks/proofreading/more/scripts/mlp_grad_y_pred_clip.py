# -*- coding: utf-8 -*-
import numpy as np

# N is batch size; D_in is input dimension; H is hidden dimension; D_out is output dimension.
N, D_in, H, D_out = 5, 4, 6, 3
np.random.seed(123)
x = np.random.randn(N, D_in)
y = np.random.randn(N, D_out)
w1 = np.random.randn(D_in, H)
w2 = np.random.randn(H, D_out)

learning_rate = 1e-2
max_norm = 80.0
for t in range(4):
    # Forward pass: compute predicted y
    h = x.dot(w1)
    h_relu = np.maximum(h, 0)
    y_pred = h_relu.dot(w2)
    loss = np.square(y_pred - y).sum()
    print(t, loss)

    # backward
    grad_y_pred = 2.0 * (y_pred - y)  #! grad_y_pred = 2.0 * (y - y_pred)  #! grad_y_pred = 2.0 * (y_pred - y) / N
    grad_w2 = h_relu.T.dot(grad_y_pred)  #! grad_w2 = h.T.dot(grad_y_pred)
    grad_h_relu = grad_y_pred.dot(w2.T)  #! grad_h_relu = grad_y_pred.dot(grad_w2.T)  #! grad_h_relu = y_pred.dot(w2.T)
    grad_h = grad_h_relu.copy()
    grad_h[h < 0] = 0  #! grad_h[grad_h < 0] = 0  #! grad_h[h > 0] = 0
    grad_w1 = x.T.dot(grad_h)  #! grad_w1 = x.T.dot(grad_h_relu)  #! grad_w1 = grad_h.T.dot(x)
    # end

    # clip by global norm
    norm = np.sqrt((grad_w1 ** 2).sum() + (grad_w2 ** 2).sum())
    factor = min(1.0, max_norm / norm)
    # update
    w1 -= learning_rate * factor * grad_w1
    w2 -= learning_rate * factor * grad_w2  #! w2 += learning_rate * factor * grad_w2
