import numpy as np


# Y = A B C + s * D   (homework: chain rule with matrices)
def triple(A, B, C, D, s):
    AB = np.dot(A, B)
    Y = np.dot(AB, C) + s * D
    return Y


def triple_grads(grad_Y, A, B, C, D, s):
    # backward
    grad_D = s * grad_Y  #! grad_D = grad_Y
    grad_s = np.sum(grad_Y * D)  #! grad_s = np.sum(grad_Y)  #! grad_s = np.mean(grad_Y * D)
    grad_AB = np.dot(grad_Y, C.T)
    grad_C = np.dot(np.dot(A, B).T, grad_Y)  #! grad_C = np.dot(B.T, grad_Y)  #! grad_C = np.dot(np.dot(A.T, B.T), grad_Y)
    grad_B = np.dot(A.T, grad_AB)  #! grad_B = np.dot(grad_AB, A.T)  #! grad_B = np.dot(A.T, grad_Y)
    grad_A = np.dot(grad_AB, B.T)  #! grad_A = np.dot(grad_AB, B)  #! grad_A = np.dot(B.T, grad_AB)
    return grad_A, grad_B, grad_C, grad_D, grad_s


rnd = np.random.RandomState(100)
FORWARD = triple
BACKWARD = triple_grads
INPUTS = (rnd.randn(3, 4), rnd.randn(4, 4), rnd.randn(4, 4), rnd.randn(3, 4), 1.7)
