# Matrix factorization for movie ratings, all ratings at once (masked), momentum.
import numpy as np

R = np.array([[5, 3, 0, 1, 4],
              [4, 0, 0, 1, 2],
              [1, 1, 0, 5, 0],
              [0, 1, 5, 4, 0]], dtype=float)     # 0 = not rated
mask = R > 0
n_ratings = mask.sum()
mu = R[mask].mean()
n_users, n_items = R.shape
k = 2
reg = 0.02
lr, mom = 0.4, 0.8

gen = np.random.default_rng(99)
model = dict(P=gen.normal(scale=0.4, size=(n_users, k)),
             Q=gen.normal(scale=0.4, size=(n_items, k)),
             bu=gen.normal(scale=0.1, size=n_users),
             bi=gen.normal(scale=0.1, size=n_items))
velocity = {name: np.zeros_like(v) for name, v in model.items()}


def predict(m):
    return mu + m['bu'][:, None] + m['bi'][None, :] + m['P'] @ m['Q'].T


def objective(m):
    err = np.where(mask, predict(m) - R, 0)
    sq = sum(np.sum(v ** 2) for v in m.values())
    return 0.5 * np.sum(err ** 2) / n_ratings + 0.5 * reg * sq


# backward
def gradients(m):
    err = mask * (predict(m) - R) / n_ratings  #! err = (predict(m) - R) / n_ratings  #! err = mask * (predict(m) - R) / R.size  #! err = mask * (R - predict(m)) / n_ratings
    g = {}
    g['P'] = err @ m['Q'] + reg * m['P']  #! g['P'] = err @ m['Q']  #! g['P'] = err @ m['Q'] + reg * m['P'] ** 2  #! g['P'] = err @ m['Q'] - reg * m['P']
    g['Q'] = err.T @ m['P'] + reg * m['Q']  #! g['Q'] = err.T @ m['P'] + 2 * reg * m['Q']
    g['bu'] = err.sum(axis=1) + reg * m['bu']  #! g['bu'] = err.mean(axis=1) + reg * m['bu']  #! g['bu'] = err.sum() + reg * m['bu']
    g['bi'] = err.sum(axis=0) + reg * m['bi']  #! g['bi'] = err.sum(axis=0)
    return g


# update
def step(m):
    g = gradients(m)
    for name in m:
        velocity[name] = mom * velocity[name] - lr * g[name]  #! velocity[name] = -lr * g[name]
        m[name] += velocity[name]  #! m[name] -= velocity[name]
# end


for epoch in range(40):
    step(model)
    if epoch % 10 == 9:
        print('epoch', epoch + 1, 'loss', round(objective(model), 4))
print(np.round(predict(model), 1))
