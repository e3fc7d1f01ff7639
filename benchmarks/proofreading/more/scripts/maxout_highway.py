import numpy as np

def make_net(seed):
    R = np.random.RandomState(seed)
    W_max = R.randn(3, 4, 5) * .5          # 3 pieces, in 4, out 5
    b_max = R.randn(3, 5) * .1
    Wt = R.randn(5, 5) * .5; bt = -np.ones(5)     # transform gate, start closed
    Wh = R.randn(5, 5) * .5
    wo = R.randn(5) * .5

    def step(x, t, lr):
        nonlocal W_max, b_max, Wt, bt, Wh, wo
        pieces = np.einsum('ni,kio->kno', x, W_max) + b_max[:, None, :]
        winner = pieces.argmax(axis=0)
        m = pieces.max(axis=0)
        T = 1 / (1 + np.exp(-(m @ Wt + bt)))
        Hh = np.tanh(m @ Wh)
        hw = T * Hh + (1 - T) * m
        y = hw @ wo
        loss = np.log(np.cosh(y - t)).mean()

        # backward
        dy = np.tanh(y - t) / len(t)
        dwo = dy @ hw
        dhw = dy[:, None] * wo[None, :]
        dT = dhw * (Hh - m) * T * (1 - T)
        dH = dhw * T * (1 - Hh * Hh)
        dWt, dbt, dWh = m.T @ dT, dT.sum(0), m.T @ dH
        dm = dhw * (1 - T) + dT @ Wt.T + dH @ Wh.T
        # only the winning piece gets the gradient
        onehot = (winner[None] == np.arange(3)[:, None, None]) * dm[None]
        dW_max = np.einsum('ni,kno->kio', x, onehot)
        db_max = onehot.sum(axis=1)

        # update
        W_max = W_max - lr * dW_max
        b_max = b_max - lr * db_max
        Wt, bt, Wh, wo = Wt - lr * dWt, bt - lr * dbt, Wh - lr * dWh, wo - lr * dwo
        return loss
    return step

data = np.random.RandomState(100)
x = data.randn(8, 4)
t = np.abs(x[:, 0]) - x[:, 1]
for seed in (0, 1):           # two models
    step = make_net(seed)
    curve = [step(x, t, 0.2 * 0.95 ** e) for e in range(15)]
    print('seed', seed, 'first', curve[0], 'last', curve[-1])
