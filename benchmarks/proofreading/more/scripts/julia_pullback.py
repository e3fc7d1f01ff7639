import numpy as np
# Zygote-like: every layer call returns (y, pullback). pullback(dy) -> (dx, grads)
# columns are samples

def Dense(W, b):
    def call(x):
        y = W @ x + b
        def pullback(ȳ):
            return W.T @ ȳ, [ȳ @ x.T, ȳ.sum(axis=1, keepdims=True)]
        return y, pullback
    call.params = [W, b]
    return call

def Act(f, df):
    def call(x):
        return f(x), lambda ȳ: (ȳ * df(x), [])
    call.params = []
    return call

softplus = Act(lambda x: np.log1p(np.exp(x)), lambda x: 1 / (1 + np.exp(-x)))
rng = np.random.default_rng(77)
model = [Dense(rng.normal(size=(4, 2)) * .5, np.zeros((4, 1))), softplus,
         Dense(rng.normal(size=(4, 4)) * .5, np.zeros((4, 1))), softplus,
         Dense(rng.normal(size=(1, 4)) * .5, np.zeros((1, 1)))]
x = rng.normal(size=(2, 9))
y = np.sin(x[:1]) + x[1:] ** 2
η = 0.05

for epoch in range(20):
    out, backs = x, []
    for layer in model:
        out, pb = layer(out)
        backs.append(pb)
    ℓ = np.mean(np.abs(out - y) ** 2)
    # backward
    Δ = 2 * (out - y) / y.size
    gs = []
    for pb in reversed(backs):
        Δ, g = pb(Δ)
        gs.append(g)
    gs = gs[::-1]
    # update
    for layer, g in zip(model, gs):
        for θ, gθ in zip(layer.params, g):
            θ -= η * gθ
    if epoch % 5 == 0:
        print(f"epoch = {epoch}, ℓ = {ℓ}")
