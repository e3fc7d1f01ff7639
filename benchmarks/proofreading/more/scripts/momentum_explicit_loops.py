# Neural net from scratch, everything with explicit loops (no matrices!!)
# question on SO: "does my backpropagation with momentum look right?"
import math
import numpy as np

NI, NH, NO = 3, 3, 3                 # last input is the bias node
ETA, ALPHA = 0.5, 0.3

np.random.seed(99)
wi = np.random.uniform(-1.0, 1.0, (NI, NH))
wo = np.random.uniform(-1.0, 1.0, (NH, NO))
ci = np.zeros((NI, NH))              # last change, for momentum
co = np.zeros((NH, NO))
ai = np.ones(NI)
ah = np.ones(NH)
ao = np.ones(NO)


def runNN(inputs):
    for i in range(NI - 1):
        ai[i] = inputs[i]
    for j in range(NH):
        s = 0.0
        for i in range(NI):
            s += ai[i] * wi[i][j]
        ah[j] = math.tanh(s)
    for k in range(NO):
        s = 0.0
        for j in range(NH):
            s += ah[j] * wo[j][k]
        ao[k] = math.tanh(s)


def errorOf(targets):
    return sum(0.5 * (targets[k] - ao[k]) ** 2 for k in range(NO))


def backPropagate(targets):
    # backward
    output_deltas = [0.0] * NO
    for k in range(NO):
        error = targets[k] - ao[k]  #! error = ao[k] - targets[k]
        output_deltas[k] = error * (1 - ao[k] ** 2)  #! output_deltas[k] = error  #! output_deltas[k] = error * ao[k] * (1 - ao[k])
    hidden_deltas = [0.0] * NH
    for j in range(NH):
        error = 0.0
        for k in range(NO):
            error += output_deltas[k] * wo[j][k]  #! error = output_deltas[k] * wo[j][k]  #! error += output_deltas[k] * wo[k][j]  #! error += (targets[k] - ao[k]) * wo[j][k]
        hidden_deltas[j] = error * (1 - ah[j] ** 2)  #! hidden_deltas[j] = error * (1 - ai[j] ** 2)
    # update
    for j in range(NH):
        for k in range(NO):
            change = output_deltas[k] * ah[j]  #! change = output_deltas[k] * ao[k]
            wo[j][k] += ETA * change + ALPHA * co[j][k]  #! wo[j][k] -= ETA * change + ALPHA * co[j][k]  #! wo[j][k] = ETA * change + ALPHA * co[j][k]
            co[j][k] = change  #! co[j][k] += change
    for i in range(NI):
        for j in range(NH):
            change = hidden_deltas[j] * ai[i]  #! change = hidden_deltas[i] * ai[j]  #! change = hidden_deltas[j] * ah[j]
            wi[i][j] += ETA * change + ALPHA * ci[i][j]
            ci[i][j] = change
    # end


patterns = [([0.1, 1], [1, 0, 0]), ([1, 1], [0, 0, 1]), ([1, -0.2], [1, 1, 0]), ([0.5, -1], [0, 1, 1])]
for n in range(6):
    for inputs, targets in patterns:
        runNN(inputs)
        E = errorOf(targets)
        backPropagate(targets)
    print('error %-.5f' % E)
