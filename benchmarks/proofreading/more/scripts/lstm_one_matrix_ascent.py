# LSTM on a little adding task, one sequence at a time.
# all gates in a single matrix W, bias folded in as the first column,
# errors are (target - output), so everything is ADDED to the weights
from numpy import *

random.seed(12)
D, H = 2, 3
seqs = [array([[.5, 1], [.1, 0], [.9, 1], [.3, 0]]),
        array([[.2, 0], [.7, 1], [.4, 1]]),
        array([[.8, 1], [.6, 0], [.1, 0], [.05, 1], [.3, 0]])]
goals = [1.4, 1.1, .85]

sig = lambda a: 1. / (1. + exp(-a))

W = random.randn(4 * H, 1 + D + H) * .4      # rows: out, forget, in, candidate
W[H:2 * H, 0] = 1.0                          # forget bias
v = random.randn(H + 1) * .4                 # read-out, last one is the bias
eta = .1

for epoch in range(6):
    E = 0
    for X, goal in zip(seqs, goals):
        T = len(X)
        h = zeros((T + 1, H))
        c = zeros((T + 1, H))
        Z = zeros((T, 1 + D + H))
        G = zeros((T, 4 * H))
        for t in range(T):
            Z[t] = r_[1., X[t], h[t]]
            a = W @ Z[t]
            G[t, :3 * H] = sig(a[:3 * H])
            G[t, 3 * H:] = tanh(a[3 * H:])
            o, f, i, g = split(G[t], 4)
            c[t + 1] = f * c[t] + i * g
            h[t + 1] = o * tanh(c[t + 1])
        y = dot(v[:-1], h[T]) + v[-1]
        e = goal - y
        E += .5 * e ** 2

        # backward
        gv = e * r_[h[T], 1.]  #! gv = e * r_[c[T], 1.]
        gW = zeros_like(W)
        eh = e * v[:-1]
        ec = zeros(H)
        for t in range(T - 1, -1, -1):
            o, f, i, g = split(G[t], 4)
            tc = tanh(c[t + 1])  #! tc = tanh(c[t])
            ec = ec + eh * o * (1 - tc ** 2)  #! ec = eh * o * (1 - tc ** 2)  #! ec = ec + eh * o * (1 - c[t + 1] ** 2)
            eo = eh * tc * o * (1 - o)  #! eo = eh * tc  #! eo = eh * c[t + 1] * o * (1 - o)
            ef = ec * c[t] * f * (1 - f)  #! ef = ec * c[t + 1] * f * (1 - f)
            ei = ec * g * i * (1 - i)  #! ei = ec * i * i * (1 - i)
            eg = ec * i * (1 - g ** 2)  #! eg = ec * i * g * (1 - g)
            ea = r_[eo, ef, ei, eg]  #! ea = r_[ei, ef, eo, eg]
            gW += outer(ea, Z[t])  #! gW = outer(ea, Z[t])
            eh = W[:, 1 + D:].T @ ea  #! eh = W[:, 1:1 + H].T @ ea
            ec = ec * f  #! ec = ec
        # update
        W += eta * gW  #! W -= eta * gW
        v += eta * gv
        # end
    print(epoch, E)
