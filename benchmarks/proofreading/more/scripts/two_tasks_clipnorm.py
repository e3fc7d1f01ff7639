import numpy as np

# Multi-task: from four sensor readings predict (a) fault yes/no and (b) temperature.
# Shared trunk of two layers, gradients summed over micro batches, clipped by global norm.

ACT = {
    'softplus': (lambda z: np.logaddexp(0, z), lambda z: 1 / (1 + np.exp(-z))),
    'tanh':     (np.tanh,                      lambda z: 1 - np.tanh(z) ** 2),
}
f1, df1 = ACT['softplus']
f2, df2 = ACT['tanh']

g = np.random.RandomState(21)
sensors = g.randn(8, 4)
fault = (sensors[:, 0] + sensors[:, 1] > 0).astype(float)
temp = 2.0 * sensors[:, 2] - sensors[:, 3] ** 2

params = [g.randn(4, 4) * .5, g.randn(1, 4) * .1,      # trunk 1
          g.randn(4, 4) * .5, g.randn(1, 4) * .1,      # trunk 2
          g.randn(4) * .5,                             # fault head
          g.randn(4) * .5]                             # temperature head
GAMMA = 0.3          # weight of the temperature task
DELTA = 1.0          # huber threshold
MICRO = 4
CLIP = 0.5

for step in range(8):
    total = [np.zeros_like(p) for p in params]
    running = 0.0
    for s in range(0, len(sensors), MICRO):
        xb, fb, tb = sensors[s:s + MICRO], fault[s:s + MICRO], temp[s:s + MICRO]
        Wa, ba, Wb, bb, vf, vt = params
        za = xb @ Wa + ba
        ha = f1(za)
        zb = ha @ Wb + bb
        hb = f2(zb)
        logit = hb @ vf
        resid = hb @ vt - tb
        bce = np.sum(np.logaddexp(0, logit) - fb * logit)
        small = np.abs(resid) <= DELTA
        hub = np.sum(np.where(small, 0.5 * resid ** 2, DELTA * (np.abs(resid) - 0.5 * DELTA)))
        loss = (bce + GAMMA * hub) / len(sensors)
        running += loss

        # backward
        dlogit = (1 / (1 + np.exp(-logit)) - fb) / len(sensors)  #! dlogit = (logit - fb) / len(sensors)  #! dlogit = (1 / (1 + np.exp(-logit)) - fb) / MICRO
        dres = GAMMA * np.where(small, resid, DELTA * np.sign(resid)) / len(sensors)  #! dres = GAMMA * np.where(small, DELTA * np.sign(resid), resid) / len(sensors)  #! dres = GAMMA * np.where(small, resid, DELTA) / len(sensors)  #! dres = np.where(small, resid, DELTA * np.sign(resid)) / len(sensors)
        dhb = dlogit[:, None] * vf + dres[:, None] * vt  #! dhb = dlogit[:, None] * vf  #! dhb = dlogit * vf[:, None] + dres * vt[:, None]
        dzb = dhb * df2(zb)  #! dzb = dhb * df2(hb)
        dza = (dzb @ Wb.T) * df1(za)  #! dza = (dzb @ Wb) * df1(za)
        micro = [xb.T @ dza, dza.sum(0, keepdims=True), ha.T @ dzb, dzb.sum(0, keepdims=True), dlogit @ hb, dres @ hb]  #! micro = [xb.T @ dza, dza.sum(0, keepdims=True), xb.T @ dzb, dzb.sum(0, keepdims=True), dlogit @ hb, dres @ hb]
        for acc, mg in zip(total, micro):
            acc += mg  #! acc[:] = mg

    # update
    norm = np.sqrt(sum((t ** 2).sum() for t in total))  #! norm = sum((t ** 2).sum() for t in total)
    factor = min(1.0, CLIP / norm)  #! factor = max(1.0, CLIP / norm)
    params = [p - 0.5 * factor * t for p, t in zip(params, total)]  #! params = [p - 0.5 * factor * t for p, t in zip(params, micro)]
    # end
    print('step', step, 'loss', running, 'grad norm', norm)
