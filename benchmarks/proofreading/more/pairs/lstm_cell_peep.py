import numpy as np

S = lambda a: 1. / (1. + np.exp(-a))

def cell(x, h0, c0, W, R, b, peep):
    """one LSTM step, column vectors, gates stacked i f o g, peephole c_t -> o"""
    n = len(h0)
    a = W.dot(x) + R.dot(h0) + b
    ai, af, ao, ag = a[:n], a[n:2*n], a[2*n:3*n], a[3*n:]
    i, f, g = S(ai), S(af), np.tanh(ag)
    c = f * c0 + i * g
    o = S(ao + peep * c)
    tc = np.tanh(c)
    h = o * tc
    return np.vstack([h, c]), (x, h0, c0, W, R, peep, i, f, o, g, c, tc)

def uncell(dhc, mem):
    x, h0, c0, W, R, peep, i, f, o, g, c, tc = mem
    n = len(h0)
    # backward
    dh, dc = dhc[:n], dhc[n:]
    dao = dh * tc * o * (1 - o)  #! dao = dh * c * o * (1 - o)  #! dao = dh * o * (1 - o)
    dpeep = dao * c  #! dpeep = dao * c0
    dc = dc + dh * o * (1 - tc**2) + dao * peep  #! dc = dh * o * (1 - tc**2) + dao * peep  #! dc = dc + dh * o * (1 - tc**2)  #! dc = dc + dh * o * (1 - c**2) + dao * peep
    dai = dc * g * i * (1 - i)  #! dai = dc * i * (1 - i)
    daf = dc * c0 * f * (1 - f)  #! daf = dc * c * f * (1 - f)
    dag = dc * i * (1 - g**2)  #! dag = dc * i * g * (1 - g)
    dc0 = dc * f
    da = np.vstack([dai, daf, dao, dag])  #! da = np.vstack([daf, dai, dao, dag])
    dW = da.dot(x.T)
    dR = da.dot(h0.T)  #! dR = da.dot(dh.T)
    dx = W.T.dot(da)
    dh0 = R.T.dot(da)
    # end
    return dx, dh0, dc0, dW, dR, da, dpeep

r = np.random.RandomState(17).randn
FORWARD = cell
BACKWARD = uncell
INPUTS = (r(2, 1), r(3, 1), r(3, 1), r(12, 2) * .5, r(12, 3) * .5, r(12, 1) * .3, r(3, 1))
