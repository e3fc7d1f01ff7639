"""
A Bengio-style neural language model whose output layer IS the embedding table
(weight tying), trained full batch on one nursery rhyme. L2 on the dense layers.
"""
import numpy as onp

words = "row row row your boat gently down the stream".split()
lex = {}
for w in words:
    lex.setdefault(w, len(lex))
C = onp.array([[lex[a], lex[b]] for a, b in zip(words[:-2], words[1:-1])])
Y = onp.array([lex[w] for w in words[2:]])

nV, nE, nH, N = len(lex), 4, 6, len(Y)
gen = onp.random.RandomState(1234)
theta = dict(
    E=gen.randn(nV, nE) * 0.5,
    Wh=gen.randn(2 * nE, nH) * 0.4,
    bh=onp.zeros(nH),
    Wp=gen.randn(nH, nE) * 0.4,
    bo=onp.zeros(nV),
)
decay = 1e-2


def loss_and_grads(th):
    E = th["E"]
    x = E[C].reshape(N, 2 * nE)
    h = onp.tanh(x @ th["Wh"] + th["bh"])
    d = h @ th["Wp"]
    o = d @ E.T + th["bo"]
    o = o - o.max(1)[:, None]
    logp = o - onp.log(onp.exp(o).sum(1))[:, None]
    nll = -logp[range(N), Y].mean()
    nll += 0.5 * decay * ((th["Wh"] ** 2).sum() + (th["Wp"] ** 2).sum())

    gr = {}
    # backward
    do = (onp.exp(logp) - onp.eye(nV)[Y]) / N           #! do = (onp.exp(logp) - onp.eye(nV)[Y])  #! do = (logp - onp.eye(nV)[Y]) / N
    gr["bo"] = do.sum(0)
    gr["E"] = do.T @ d                                  #! gr["E"] = do.T @ d / N
    dd = do @ E                                         #! dd = do @ E * (1 - d ** 2)
    gr["Wp"] = h.T @ dd + decay * th["Wp"]              #! gr["Wp"] = h.T @ dd  #! gr["Wp"] = h.T @ dd + decay * th["Wp"] ** 2
    dh = (dd @ th["Wp"].T) * (1 - h ** 2)               #! dh = (dd @ th["Wp"].T) * (1 - h)  #! dh = dd @ th["Wp"].T  #! dh = (dd @ th["Wp"].T) * h * (1 - h)
    gr["Wh"] = x.T @ dh + decay * th["Wh"]              #! gr["Wh"] = x.T @ dh - decay * th["Wh"]  #! gr["Wh"] = x.T @ dh + decay / N * th["Wh"]
    gr["bh"] = dh.sum(0)
    dx = (dh @ th["Wh"].T).reshape(N, 2, nE)            #! dx = (dh @ th["Wh"].T).reshape(2, N, nE).transpose(1, 0, 2)
    onp.add.at(gr["E"], C, dx)                          #! gr["E"][C] += dx  #! gr["E"][C] = dx
    # end
    return nll, gr


for it in range(25):
    nll, gr = loss_and_grads(theta)
    # update
    for name in theta:
        theta[name] = theta[name] - 0.5 * gr[name]
    # end
    if it % 6 == 0:
        print("iter {:>2}  nll {:.4f}".format(it, nll))
