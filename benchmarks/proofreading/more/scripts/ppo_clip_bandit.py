"""PPO's clipped objective on a contextual bandit, 4 epochs on each collected batch."""
import numpy as np

CLIP, ENT = 0.2, 0.01


def log_softmax(z):
    z = z - z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def ppo_loss(theta, ctx, act, old_logp, adv):
    """loss = -mean(min(r A, clip(r) A)) - ENT * mean entropy, and its gradient."""
    n = len(act)
    lp = log_softmax(ctx @ theta)
    p = np.exp(lp)
    ratio = np.exp(lp[np.arange(n), act] - old_logp)
    unclipped = ratio * adv
    clipped = np.clip(ratio, 1 - CLIP, 1 + CLIP) * adv
    H = -(p * lp).sum(axis=1)
    loss = -np.minimum(unclipped, clipped).mean() - ENT * H.mean()
    # backward
    active = unclipped <= clipped           # otherwise clip is in force, flat
    dlogp = -np.where(active, unclipped, 0.0) / n      # d ratio = ratio * d logp
    onehot = np.eye(p.shape[1])[act]
    dz = dlogp[:, None] * (onehot - p)
    dz += ENT / n * p * (lp + H[:, None])
    return loss, ctx.T @ dz


rng = np.random.default_rng(2017)
theta = rng.normal(0, 0.1, (4, 3))
best_arm = rng.normal(size=(4, 3))
for iteration in range(5):
    ctx = rng.normal(size=(12, 4))
    probs = np.exp(log_softmax(ctx @ theta))
    act = np.array([rng.choice(3, p=q) for q in probs])
    old_logp = np.log(probs[np.arange(12), act])
    rew = (ctx @ best_arm)[np.arange(12), act]
    adv = (rew - rew.mean()) / (rew.std() + 1e-8)
    for epoch in range(4):
        loss, g = ppo_loss(theta, ctx, act, old_logp, adv)
        # update
        theta = theta - 0.3 * g
    print("iteration", iteration, "mean reward %.3f" % rew.mean(), "loss %.4f" % loss)
