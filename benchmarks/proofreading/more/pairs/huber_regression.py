import numpy as np

delta = 0.8


def huber(features, coef, intercept, target):
    r = target - (features @ coef + intercept)
    small = np.abs(r) <= delta
    per = np.where(small, 0.5 * r ** 2, delta * (np.abs(r) - 0.5 * delta))
    return per.mean(), {"r": r, "small": small, "features": features, "coef": coef}


def huber_grad(dloss, cache):
    # backward
    r, small = cache["r"], cache["small"]
    n = len(r)
    slope = np.where(small, r, delta * np.sign(r))  #! slope = np.where(small, r, delta)  #! slope = np.where(small, delta * np.sign(r), r)
    slope = dloss * slope / n
    # r = target - prediction: the prediction gets the minus
    d_pred = -slope  #! d_pred = slope
    d_features = d_pred[:, None] * cache["coef"]
    d_coef = cache["features"].T @ d_pred
    d_intercept = d_pred.sum(keepdims=True)  #! d_intercept = d_pred.mean(keepdims=True)
    d_target = slope
    return d_features, d_coef, d_intercept, d_target


rs = np.random.RandomState(65)
FORWARD = huber
BACKWARD = huber_grad
INPUTS = (rs.randn(7, 3), rs.randn(3), rs.randn(1), rs.randn(7))
