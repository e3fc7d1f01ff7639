# objective: critic(real).mean() - critic(fake).mean()
import numpy as np

gen = np.random.default_rng(17)
A = gen.normal(size=(2, 7)) * 0.3
a = np.zeros(7)
B = gen.normal(size=7) * 0.3
CLIP = 0.5

def critic(pts):
    return np.maximum(pts @ A + a, 0) @ B

for i in range(20):
    real = gen.normal([2.0, 1.0], 0.5, size=(6, 2))
    fake = gen.normal([0.0, 0.0], 0.5, size=(6, 2))
    both = np.vstack([real, fake])
    sign = np.repeat([1.0, -1.0], 6)[:, None] / 6
    # backward
    hidden = both @ A + a
    on = (hidden > 0).astype(float)
    dB = ((hidden * on) * sign).sum(axis=0)
    dhidden = sign * B[None, :] * on
    dA = both.T @ dhidden
    da = dhidden.sum(axis=0)
    # update
    # (gradient ASCENT: the critic wants the gap to be as big as it can)
    A += 0.05 * dA
    a += 0.05 * da
    B += 0.05 * dB
    # weight clipping for the lipschitz thing
    A, a, B = (np.clip(w, -CLIP, CLIP) for w in (A, a, B))
    if not i % 5:
        print(i, 'wasserstein estimate', critic(real).mean() - critic(fake).mean())
