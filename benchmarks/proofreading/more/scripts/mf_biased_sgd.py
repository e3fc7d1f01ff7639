import numpy as np

# user, film, stars
ratings = [
    (0, 0, 5.0), (0, 2, 3.0), (1, 0, 4.0), (1, 3, 1.0),
    (2, 1, 1.5), (2, 2, 4.5), (3, 1, 2.0), (3, 3, 5.0),
]
K = 2
np.random.seed(42)
P = np.random.normal(scale=1. / K, size=(4, K))
Q = np.random.normal(scale=1. / K, size=(4, K))
b_u = np.zeros(4)
b_i = np.zeros(4)
mu = np.mean([r for _, _, r in ratings])
alpha, beta = 0.05, 0.1

for epoch in range(4):
    sq = 0
    for (i, j, r) in ratings:
        r_hat = mu + b_u[i] + b_i[j] + P[i, :].dot(Q[j, :].T)
        e = r - r_hat
        loss = 0.5 * e ** 2 + beta / 2 * (b_u[i] ** 2 + b_i[j] ** 2 + np.sum(P[i] ** 2) + np.sum(Q[j] ** 2))
        sq += e ** 2

        # backward
        g_bu = -e + beta * b_u[i]  #! g_bu = e + beta * b_u[i]  #! g_bu = -e  #! g_bu = -e - beta * b_u[i]
        g_bi = -e + beta * b_i[j]  #! g_bi = -e + beta * b_i[i]  #! g_bi = -e + beta * b_u[i]
        g_p = -e * Q[j, :] + beta * P[i, :]  #! g_p = -e * P[i, :] + beta * P[i, :]  #! g_p = -e * Q[j, :] - beta * P[i, :]  #! g_p = -e * Q[i, :] + beta * P[i, :]
        g_q = -e * P[i, :] + beta * Q[j, :]  #! g_q = -e * P[i, :] + beta * P[i, :]  #! g_q = -2 * e * P[i, :] + beta * Q[j, :]
        # update
        b_u[i] -= alpha * g_bu  #! b_u[i] = -alpha * g_bu
        b_i[j] -= alpha * g_bi  #! b_i[i] -= alpha * g_bi
        P[i, :] -= alpha * g_p  #! P[i, :] -= alpha * g_q
        Q[j, :] -= alpha * g_q  #! Q[j, :] += alpha * g_q
        # end
    print("Iteration: %d ; rmse = %.4f" % (epoch + 1, np.sqrt(sq / len(ratings))))

print((mu + b_u[:, None] + b_i[None, :] + P @ Q.T).round(2))
