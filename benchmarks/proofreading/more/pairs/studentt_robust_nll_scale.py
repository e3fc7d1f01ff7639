from numpy import log, exp, array, sum as total
import numpy as np

# Student-t negative log-likelihood (constants dropped), nu fixed: an outlier-proof regression loss.
NU = 4.0


def t_nll(pred, log_scale, obs):
    s = exp(log_scale)
    z = (obs - pred) / s
    return total(0.5 * (NU + 1) * log(1 + z * z / NU) + log_scale)


def t_nll_back(dL, pred, log_scale, obs):
    s = exp(log_scale)
    z = (obs - pred) / s
    # backward
    w = (NU + 1) / (NU + z * z)  #! w = (NU + 1) / (1 + z * z)  #! w = NU / (NU + z * z)  #! w = (NU + 1) / (NU + z)
    d_pred = -dL * w * z / s  #! d_pred = dL * w * z / s  #! d_pred = -dL * w * z  #! d_pred = -dL * w * z * s
    d_log_scale = dL * (1 - w * z * z)  #! d_log_scale = dL * (1 - w * z)  #! d_log_scale = -dL * w * z * z  #! d_log_scale = dL * (1 - w * z * z) / s
    # end
    return d_pred, d_log_scale


FORWARD = t_nll
BACKWARD = t_nll_back
INPUTS = (array([0.5, 1.0, -0.3, 2.0, 0.1]), array([-0.2, 0.1, 0.4, 0.0, -0.5]), array([0.9, 0.7, 3.0, 2.4, -0.6]))
