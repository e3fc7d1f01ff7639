# objective: 0.5 * sum((want[k] - out[k]) ** 2 for k in range(NO))
# Hi all, here is my net (no libraries!!). 2 inputs, hidden layer, 2 outputs: xor and and.
# it kind of works, but slow. what am I doing wrong?
import random
from math import exp

random.seed(42)
NI, NH, NO = 2, 3, 2
rate = 0.7
momentum = 0.3

samples = [([0, 0], [0, 0]), ([0, 1], [1, 0]), ([1, 0], [1, 0]), ([1, 1], [0, 1])]


def rnd():
    return random.uniform(-1, 1)


wi = [[rnd() for j in range(NH)] for i in range(NI)]   # wi[from][to]
wo = [[rnd() for k in range(NO)] for j in range(NH)]
bi = [rnd() for j in range(NH)]
bo = [rnd() for k in range(NO)]
ci = [[0.0] * NH for i in range(NI)]    # last change, for momentum
co = [[0.0] * NO for j in range(NH)]


def sig(v):
    return 1.0 / (1.0 + exp(-v))


for rounds in range(25):
    for inp, want in samples:
        hidden = []
        for j in range(NH):
            hidden.append(sig(sum(inp[i] * wi[i][j] for i in range(NI)) + bi[j]))
        out = []
        for k in range(NO):
            out.append(sig(sum(hidden[j] * wo[j][k] for j in range(NH)) + bo[k]))

        # backward
        od = [0.0] * NO
        for k in range(NO):
            error = want[k] - out[k]  #! error = out[k] - want[k]
            od[k] = error * out[k] * (1 - out[k])  #! od[k] = error * sig(out[k]) * (1 - sig(out[k]))
        hd = [0.0] * NH
        for j in range(NH):
            error = 0.0
            for k in range(NO):
                error += od[k] * wo[j][k]  #! error = od[k] * wo[j][k]
            hd[j] = error * hidden[j] * (1 - hidden[j])  #! hd[j] = error * out[k] * (1 - out[k])

        # update
        for j in range(NH):
            for k in range(NO):
                change = rate * od[k] * hidden[j] + momentum * co[j][k]  #! change = rate * od[k] + momentum * co[j][k]
                wo[j][k] += change
                co[j][k] = change  #! co[j][k] += change
        for i in range(NI):
            for j in range(NH):
                change = rate * hd[j] * inp[i] + momentum * ci[i][j]  #! change = rate * hd[j] * hidden[j] + momentum * ci[i][j]  #! change = rate * hd[j] * inp[i] + momentum * co[i][j]
                wi[i][j] += change  #! wi[i][j] -= change
                ci[i][j] = change
        for k in range(NO):
            bo[k] += rate * od[k]
        for j in range(NH):
            bi[j] += rate * hd[j]  #! bi[j] += rate * hd[0]
