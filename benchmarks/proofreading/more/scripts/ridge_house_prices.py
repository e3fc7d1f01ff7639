import numpy as np

np.random.seed(12)
size = np.random.uniform(0.5, 3.0, 6)
rooms = np.random.randint(1, 6, 6).astype(float)
age = np.random.uniform(0, 1, 6)
price = 2.5 * size + 0.4 * rooms - 1.1 * age + 0.7 + 0.1 * np.random.randn(6)

X = np.column_stack((size, rooms, age))
m, n = X.shape


def predict(X, w, b):
    return X @ w + b


def compute_cost(y_hat, y, w, lambda_):
    mse = np.sum((y_hat - y) ** 2) / (2 * m)
    return mse + lambda_ / (2 * m) * np.sum(w ** 2)


def compute_gradient(X, y, w, b, lambda_):
    y_hat = predict(X, w, b)
    # backward
    diff = y_hat - y  #! diff = y - y_hat  #! diff = (y_hat - y) ** 2
    dj_dw = np.zeros(n)
    for j in range(n):
        dj_dw[j] = np.sum(diff * X[:, j]) / m  #! dj_dw[j] = np.sum(diff * X[j]) / m  #! dj_dw[j] = np.sum(diff) / m  #! dj_dw[j] = np.sum(diff * X[:, j])
    dj_dw += lambda_ / m * w  #! dj_dw = lambda_ / m * w  #! dj_dw += lambda_ / m * w ** 2
    dj_db = diff.mean()  #! dj_db = diff.sum()
    return dj_dw, dj_db


w = np.array([0.3, -0.1, 0.2])
b = 0.0
for epoch in range(3):
    cost = compute_cost(predict(X, w, b), price, w, 0.8)
    print(f"epoch {epoch}: {cost:.4f}")
    dw, db = compute_gradient(X, price, w, b, 0.8)
    # update
    w -= 0.05 * dw
    b -= 0.05 * db  #! b += 0.05 * db
