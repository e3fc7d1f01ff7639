# objective: np.log(1 + np.exp(-t * yhat(x)))
# factorization machine (Rendle 2010) for clicks: t is +1 / -1, x sparse as {feature: value}
import numpy as np

rng = np.random.default_rng(50)
features = ["user_a", "user_b", "ad_car", "ad_shoe", "evening"]
F = {name: i for i, name in enumerate(features)}
clicks = [({"user_a": 1, "ad_car": 1}, 1), ({"user_a": 1, "ad_shoe": 1, "evening": .5}, -1),
          ({"user_b": 1, "ad_shoe": 1}, 1), ({"user_b": 1, "ad_car": 1, "evening": 1}, -1),
          ({"user_a": 1, "ad_car": 1, "evening": 1}, 1)]
w0 = 0.0
w = np.zeros(len(F))
V = rng.normal(0, 0.3, (len(F), 2))

def yhat(x):
    tot = w0
    names = list(x)
    for a in range(len(names)):
        i = F[names[a]]
        tot = tot + w[i] * x[names[a]]
        for b in range(a + 1, len(names)):
            j = F[names[b]]
            tot = tot + V[i] @ V[j] * x[names[a]] * x[names[b]]
    return tot

for passes in range(10):
    rng.shuffle(clicks)
    for x, t in clicks:
        # backward
        c = -t / (1 + np.exp(t * yhat(x)))
        summed = sum(V[F[k]] * val for k, val in x.items())
        gw = np.zeros_like(w)
        gV = np.zeros_like(V)
        for k, val in x.items():
            gw[F[k]] = c * val
            gV[F[k]] = c * val * (summed - V[F[k]] * val)
        # update
        w0 -= 0.2 * c
        w -= 0.2 * gw
        V -= 0.2 * gV

print([(t, round(float(yhat(x)), 2)) for x, t in clicks])
