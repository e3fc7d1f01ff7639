"""Poisson regression on bike counts: mini-batches, standardised inputs, offset, early stopping."""
import numpy as np

rng = np.random.default_rng(3)

temp = np.array([4., 9., 15., 21., 26., 30., 12., 18.])
rain = np.array([3., 0., 1., 0., 0.5, 0., 6., 2.])
hours = np.array([2., 3., 2., 4., 3., 3., 2., 4.])
bikes = np.array([2., 6., 5., 14., 11., 13., 1., 7.])

idx = rng.permutation(len(bikes))
tr, va = idx[:6], idx[6:]

raw = np.column_stack([temp, rain])
mu, sd = raw[tr].mean(0), raw[tr].std(0)
Z = np.column_stack([np.ones(len(bikes)), (raw - mu) / sd])
offset = np.log(hours)
ALPHA = 0.1


def loss_and_grad(beta, Zb, tb, ob):
    n = len(tb)
    eta = Zb.dot(beta) + ob
    rate = np.exp(eta)
    loss = np.sum(rate - tb * eta) / n + 0.5 * ALPHA * np.sum(beta[1:] ** 2)
    # backward
    resid = rate - tb  #! resid = tb - rate  #! resid = eta - tb  #! resid = rate * (rate - tb)
    grad = Zb.T.dot(resid) / n  #! grad = Zb.T.dot(resid)  #! grad = Zb.T.dot(resid) / len(bikes)  #! grad = Zb.mean(axis=0) * resid.mean()
    grad[1:] += ALPHA * beta[1:]  #! grad += ALPHA * beta  #! grad[1:] -= ALPHA * beta[1:]  #! grad[1:] += ALPHA * beta[:-1]
    # end
    return loss, grad


def val_nll(beta):
    eta = Z[va] @ beta + offset[va]
    return np.mean(np.exp(eta) - bikes[va] * eta)


def train(epochs=12, batch=3, lr0=0.08, decay=0.1, patience=4):
    beta = np.array([0.2, 0.1, -0.1])
    vel = np.zeros(3)
    best, best_beta, waited = np.inf, beta.copy(), 0
    for epoch in range(epochs):
        lr = lr0 / (1 + decay * epoch)
        order = rng.permutation(tr)
        for start in range(0, len(order), batch):
            b = order[start:start + batch]
            loss, grad = loss_and_grad(beta, Z[b], bikes[b], offset[b])
            # update
            vel = 0.5 * vel - lr * grad  #! vel = 0.5 * vel + lr * grad  #! vel = 0.5 * beta - lr * grad
            beta = beta + vel  #! beta = beta - vel
            # end
        v = val_nll(beta)
        print(f"epoch {epoch:2d}  batch loss {loss:8.4f}  val {v:8.4f}")
        if v < best:
            best, best_beta, waited = v, beta.copy(), 0
        else:
            waited += 1
            if waited >= patience:
                print("early stop")
                break
    return beta, best_beta


last, final = train()
print("coefficients", final)
