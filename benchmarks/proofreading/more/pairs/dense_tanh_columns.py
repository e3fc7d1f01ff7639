import numpy as np


class Store:
    pass


def dense_tanh(W, b, A_prev):
    """samples are columns; W is (n_out, n_in)"""
    Z = np.dot(W, A_prev) + b
    A = np.tanh(Z)
    st = Store()
    st.W, st.A_prev, st.A = W, A_prev, A
    return A, st


def dense_tanh_back(dA, st):
    # backward
    dZ = dA * (1 - st.A ** 2)  #! dZ = dA * (1 - st.A)
    dW = np.dot(dZ, st.A_prev.T)  #! dW = np.dot(dA, st.A_prev.T)
    db = np.sum(dZ, axis=1, keepdims=True)  #! db = np.sum(dZ, axis=1)  #! db = np.sum(dZ, axis=0, keepdims=True)
    dA_prev = np.dot(st.W.T, dZ)  #! dA_prev = np.dot(st.W, dZ)
    return dW, db, dA_prev


gen = np.random.default_rng(5)
FORWARD = dense_tanh
BACKWARD = dense_tanh_back
INPUTS = (gen.standard_normal((2, 3)), gen.standard_normal((2, 1)), gen.standard_normal((3, 7)))
