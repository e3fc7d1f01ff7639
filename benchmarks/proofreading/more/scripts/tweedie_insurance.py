"""Pure premium model: Tweedie deviance with power 1.5 and log link (zeros allowed).

Many policies have no claim, few have a big one. Mean deviance with policy weights.
"""
import numpy as np

POWER = 1.5


def tweedie_deviance(y, mu, w):
    p = POWER
    d = 2 * (y ** (2 - p) / ((1 - p) * (2 - p)) - y * mu ** (1 - p) / (1 - p) + mu ** (2 - p) / (2 - p))
    return (w * d).sum() / w.sum()


def deviance_by_eta(y, mu, w):
    """d deviance / d eta where mu = exp(eta)"""
    p = POWER
    d_mu = 2 * (mu ** (1 - p) - y * mu ** (-p))
    return w * d_mu * mu / w.sum()


gen = np.random.default_rng(55)
n = 12
age = gen.uniform(-1, 1, n)
power_hp = gen.uniform(-1, 1, n)
exposure = gen.uniform(0.3, 1.0, n)
claims = np.where(gen.random(n) < 0.5, 0.0, gen.gamma(2.0, np.exp(0.5 - age)))
design = np.vstack([np.ones(n), age, power_hp, age * power_hp]).T

coef = np.zeros(4)
accum = np.zeros(4)              # Adagrad
for epoch in range(25):
    mu = np.exp(design @ coef)
    dev = tweedie_deviance(claims, mu, exposure)
    # backward
    grad = design.T @ deviance_by_eta(claims, mu, exposure)
    # update
    accum += grad ** 2
    coef -= 0.3 * grad / (np.sqrt(accum) + 1e-8)
    if epoch in (0, 5, 24):
        print(f"epoch {epoch}: deviance {dev:.4f}")
print("relativities:", np.exp(coef))
