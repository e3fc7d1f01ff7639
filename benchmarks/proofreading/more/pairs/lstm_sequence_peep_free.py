import numpy as np


def logistic(v):
    return 0.5 * (1 + np.tanh(0.5 * v))


def run_lstm(seq, Wf, Wi, Wo, Wg):
    """one sequence, zero initial state; every gate sees [h, x, 1]"""
    H = Wf.shape[0]
    h, c = np.zeros(H), np.zeros(H)
    tape, hs = [], []
    for x in seq:
        z = np.concatenate((h, x, [1.0]))
        f, i, o = logistic(Wf @ z), logistic(Wi @ z), logistic(Wo @ z)
        g = np.tanh(Wg @ z)
        c_old, c = c, f * c + i * g
        th = np.tanh(c)
        h = o * th
        tape.append((z, f, i, o, g, c_old, th))
        hs.append(h)
    return np.array(hs), (tape, (Wf, Wi, Wo, Wg), seq.shape)


def bptt_lstm(dhs, cache):
    # backward
    tape, (Wf, Wi, Wo, Wg), shape = cache
    H = Wf.shape[0]
    gWf, gWi, gWo, gWg = (np.zeros(W.shape) for W in (Wf, Wi, Wo, Wg))
    gseq = np.zeros(shape)
    dh_later = np.zeros(H)
    dc_later = np.zeros(H)
    for t in range(len(tape))[::-1]:
        z, f, i, o, g, c_old, th = tape[t]
        dh = dhs[t] + dh_later
        dc = dc_later + dh * o * (1 - th * th)  #! dc = dh * o * (1 - th * th)
        af = dc * c_old * f * (1 - f)
        ai = dc * g * i * (1 - i)  #! ai = dc * i * (1 - i)
        ao = dh * th * o * (1 - o)  #! ao = dc * th * o * (1 - o)
        ag = dc * i * (1 - g * g)
        gWf += np.outer(af, z)
        gWi += np.outer(ai, z)
        gWo += np.outer(ao, z)
        gWg += np.outer(ag, z)  #! gWg = np.outer(ag, z)
        dz = Wf.T @ af + Wi.T @ ai + Wo.T @ ao + Wg.T @ ag
        dh_later, gseq[t] = dz[:H], dz[H:-1]
        dc_later = dc * f  #! dc_later = dc * i
    return gseq, gWf, gWi, gWo, gWg


r = np.random.RandomState(1997)
FORWARD = run_lstm
BACKWARD = bptt_lstm
INPUTS = (r.randn(5, 2), *[0.6 * r.randn(3, 6) for _ in range(4)])
