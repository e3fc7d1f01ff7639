from numpy import *

# logistic regression the "machine learning theory" way: labels are -1 / +1 and
# everything goes through the margin y * f(x)
set_printoptions(precision=4, suppress=True)

samples = [(0.5, 1.8, +1), (1.1, 0.2, -1), (-0.7, 1.1, +1), (2.0, -0.3, -1),
           (-1.4, 0.6, +1), (0.3, -1.2, -1), (0.9, 0.9, +1)]
feats = array([s[:2] for s in samples])
lab = array([s[2] for s in samples], dtype=float)

# squared features by hand, makes the border a curve
feats = column_stack([feats, feats[:, 0] ** 2, feats[:, 0] * feats[:, 1]])
howmany, dim = feats.shape

costs = where(lab > 0, 1.0, 2.5)      # a missed negative is worse for us
theta = array([0.2, -0.1, 0.4, 0.3])
bias = array([0.1])
lam = 0.05


def evaluate(th, b):
    f = feats @ th + b
    margin = lab * f
    J = (costs * log1p(exp(-margin))).mean() + lam * th @ th
    return J, margin


def slope(th, b):
    J, margin = evaluate(th, b)
    # backward
    p_wrong = 1 / (1 + exp(margin))  #! p_wrong = 1 / (1 + exp(-margin))
    dmargin = -costs * p_wrong  #! dmargin = costs * p_wrong  #! dmargin = -p_wrong  #! dmargin = -costs * p_wrong * (1 - p_wrong)
    df = dmargin * lab / howmany  #! df = dmargin / howmany  #! df = dmargin * lab  #! df = dmargin * margin / howmany
    dth = feats.T @ df + 2 * lam * th  #! dth = feats.T @ df  #! dth = feats.T @ df + lam * th  #! dth = feats.T @ dmargin + 2 * lam * th  #! dth = feats.T @ df - 2 * lam * th
    db = df.sum()  #! db = dmargin.sum()  #! db = df.mean()
    # end
    return J, dth, db


for k in range(12):
    J, dth, db = slope(theta, bias)
    print(k, J)
    # update
    theta = theta - 0.4 * dth  #! theta = theta + 0.4 * dth
    bias = bias - 0.4 * db
    # end

print('margins', evaluate(theta, bias)[1])
