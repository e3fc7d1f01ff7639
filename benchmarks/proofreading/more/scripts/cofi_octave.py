## ex8_cofi translated from my Octave solution
##  Y(i,j) = rating of movie i by user j,  R(i,j) = 1 if rated
import numpy as np


def cofiCostFunc(params, Y, R, num_users, num_movies, num_features, lam):
    # Unfold
    nX = num_movies * num_features
    nT = num_users * num_features
    X = params[:nX].reshape(num_movies, num_features)
    Theta = params[nX:nX + nT].reshape(num_users, num_features)
    bu = params[nX + nT:]

    E = (X @ Theta.T + bu - Y) * R
    J = 0.5 * np.sum(E ** 2) + lam / 2 * np.sum(Theta ** 2) + lam / 2 * np.sum(X ** 2)

    # backward
    X_grad = np.zeros(X.shape)
    Theta_grad = np.zeros(Theta.shape)
    for i in range(num_movies):
        idx = np.where(R[i, :] == 1)[0]
        Thetatemp = Theta[idx, :]
        Ytemp = Y[i, idx]  #! Ytemp = Y[i - 1, idx]
        X_grad[i, :] = (X[i, :] @ Thetatemp.T + bu[idx] - Ytemp) @ Thetatemp + lam * X[i, :]  #! X_grad[i, :] = (X[i, :] @ Thetatemp.T + bu[idx] - Ytemp) @ Thetatemp  #! X_grad[i, :] = (X[i, :] @ Thetatemp.T - Ytemp) @ Thetatemp + lam * X[i, :]  #! X_grad[i, :] = (X[i, :] @ Thetatemp.T + bu[idx] - Ytemp) @ Thetatemp + lam / 2 * X[i, :]
    for j in range(num_users):
        idx = np.where(R[:, j] == 1)[0]  #! idx = np.where(R[:, j] == 0)[0]
        Xtemp = X[idx, :]
        Theta_grad[j, :] = E[idx, j] @ Xtemp + lam * Theta[j, :]  #! Theta_grad[j, :] = E[idx, j] @ Xtemp  #! Theta_grad[j, :] = E[idx, j] @ Xtemp + lam * np.sum(Theta ** 2)  #! Theta_grad[j, :] = E[idx, j] @ Xtemp - lam * Theta[j, :]
    bu_grad = np.sum(E, axis=0)  #! bu_grad = np.sum(E, axis=0) + lam * bu  #! bu_grad = np.mean(E, axis=0)
    grad = np.concatenate([X_grad.ravel(), Theta_grad.ravel(), bu_grad])  #! grad = np.concatenate([X_grad.ravel(), Theta_grad.T.ravel(), bu_grad])
    # end
    return J, grad


Y = np.array([[5, 4, 0, 1, 0],
              [0, 5, 1, 0, 2],
              [4, 0, 0, 1, 1],
              [1, 0, 5, 4, 0],
              [0, 2, 4, 0, 5],
              [2, 1, 0, 5, 4]], dtype=float)
R = (Y > 0).astype(int)
num_movies, num_users = Y.shape
num_features = 2
lam = 0.3

np.random.seed(8)
params = np.concatenate([np.random.randn(num_movies * num_features),
                         np.random.randn(num_users * num_features),
                         Y.sum(0) / R.sum(0)])
alpha = 0.02
for it in range(40):
    J, grad = cofiCostFunc(params, Y, R, num_users, num_movies, num_features, lam)
    # update
    params = params - alpha * grad  #! params = params + alpha * grad  #! params = params - alpha * lam * grad
    # end
    if it % 10 == 0:
        print('Iteration', it, '| Cost:', J)
