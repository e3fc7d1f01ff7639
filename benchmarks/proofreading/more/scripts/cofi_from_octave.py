#  Octave -> Python: cofiCostFunc.m, extended with a bias per movie and per user
#  Y(i,j) rating of movie i by user j, R(i,j) = 1 if rated
import numpy as np

Y = np.array([[5, 4, 0, 1],
              [4, 0, 1, 0],
              [0, 1, 5, 4],
              [1, 0, 4, 5],
              [3, 3, 0, 2]], dtype=np.float64)
R = (Y != 0).astype(np.float64)
num_movies, num_users = Y.shape
num_features = 2


def cofiCostFunc(params, Y, R, num_users, num_movies, num_features, lam):
    # X = reshape(params(1:num_movies*num_features), ...)
    cut1 = num_movies * num_features
    cut2 = cut1 + num_users * num_features
    X = params[:cut1].reshape((num_movies, num_features), order='F')
    Theta = params[cut1:cut2].reshape((num_users, num_features), order='F')
    bm = params[cut2:cut2 + num_movies].reshape(-1, 1)
    bu = params[cut2 + num_movies:].reshape(1, -1)

    H = X.dot(Theta.T) + bm + bu
    E = (H - Y) * R
    J = np.sum(E ** 2) / 2 + lam / 2 * (np.sum(X ** 2) + np.sum(Theta ** 2))

    # backward
    X_grad = E.dot(Theta) + lam * X  #! X_grad = E.dot(Theta)  #! X_grad = (H - Y).dot(Theta) + lam * X  #! X_grad = E.dot(Theta) + lam * X ** 2
    Theta_grad = E.T.dot(X) + lam * Theta  #! Theta_grad = E.T.dot(X) - lam * Theta  #! Theta_grad = E.T.dot(X) + lam * np.sum(Theta)  #! Theta_grad = E.T.dot(X_grad) + lam * Theta
    bm_grad = np.sum(E, axis=1)  #! bm_grad = np.mean(E, axis=1)  #! bm_grad = np.sum(H - Y, axis=1)
    bu_grad = np.sum(E, axis=0)  #! bu_grad = np.sum(E ** 2, axis=0)
    # unroll, grad = [X_grad(:); Theta_grad(:)]
    grad = np.concatenate([X_grad.ravel(order='F'), Theta_grad.ravel(order='F'), bm_grad, bu_grad])  #! grad = np.concatenate([X_grad.ravel(), Theta_grad.ravel(), bm_grad, bu_grad])  #! grad = np.concatenate([Theta_grad.ravel(order='F'), X_grad.ravel(order='F'), bm_grad, bu_grad])
    # end
    return J, grad


k = np.arange(1, num_features * (num_movies + num_users) + 1)
initial = np.concatenate([np.sin(k), np.zeros(num_movies + num_users)])
theta = initial.copy()
J_history = []
for it in range(25):
    J, grad = cofiCostFunc(theta, Y, R, num_users, num_movies, num_features, 0.3)
    J_history.append(J)
    # update
    theta = theta - 0.03 * grad  #! theta = theta + 0.03 * grad
    # end
print('Cost: first %.4f, last %.4f' % (J_history[0], J_history[-1]))
