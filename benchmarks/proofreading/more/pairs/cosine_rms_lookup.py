# score(query, word) = cos( rmsnorm(query)*gain + shift , table[word] ) * temperature
# the table is an embedding lookup, words come as integers and may repeat
import numpy as np

def forward(query, gain, shift, table, words, temperature):
    ms = (query ** 2).mean(1, keepdims=True) + 1e-6
    inv = 1 / np.sqrt(ms)
    unit = query * inv
    a = unit * gain + shift
    b = table[words]
    na = np.sqrt((a * a).sum(1))
    nb = np.sqrt((b * b).sum(1))
    cos = (a * b).sum(1) / (na * nb)
    return cos * temperature, (query, gain, table, words, temperature, inv, unit, a, b, na, nb, cos)

def backward(dout, memo):
    # backward
    query, gain, table, words, temperature, inv, unit, a, b, na, nb, cos = memo
    dtemp = np.sum(dout * cos)  #! dtemp = np.sum(dout)
    dcos = dout * temperature  #! dcos = dout
    da = dcos[:, None] * (b / (na * nb)[:, None] - a * (cos / na ** 2)[:, None])  #! da = dcos[:, None] * b / (na * nb)[:, None]  #! da = dcos[:, None] * (b / (na * nb)[:, None] + a * (cos / na ** 2)[:, None])  #! da = dcos[:, None] * (b / (na * nb)[:, None] - a * (cos / na)[:, None])
    db = dcos[:, None] * (a / (na * nb)[:, None] - b * (cos / nb ** 2)[:, None])  #! db = dcos[:, None] * (a / (na * nb)[:, None] - b * (cos / na ** 2)[:, None])
    dtable = np.zeros_like(table)
    np.add.at(dtable, words, db)  #! dtable[words] += db  #! np.add.at(dtable, words, da)
    dshift = np.sum(da, axis=0)  #! dshift = np.mean(da, axis=0)
    dgain = np.sum(da * unit, axis=0)  #! dgain = np.sum(da * query, axis=0)
    dunit = da * gain  #! dunit = da
    dquery = inv * (dunit - unit * np.mean(dunit * unit, axis=1, keepdims=True))  #! dquery = inv * dunit  #! dquery = inv * (dunit - unit * np.sum(dunit * unit, axis=1, keepdims=True))  #! dquery = inv * (dunit - query * np.mean(dunit * unit, axis=1, keepdims=True))
    # end
    return {'query': dquery, 'gain': dgain, 'shift': dshift, 'table': dtable, 'temperature': dtemp}

R = np.random.default_rng(55)
FORWARD = forward
BACKWARD = backward
INPUTS = (R.normal(size=(5, 4)), R.uniform(.5, 1.5, size=4), R.normal(size=4), R.normal(size=(4, 4)), np.array([2, 0, 2, 3, 1]), np.array(3.0))
