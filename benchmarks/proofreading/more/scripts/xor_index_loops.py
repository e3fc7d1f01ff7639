# Q: "my own bpnn doesn't learn xor" - cleaned up version after the answers
from numpy import array, zeros, tanh, random

random.seed(11)
NI, NH, NO = 3, 4, 1          # last input is the bias, always 1
wi = random.uniform(-0.9, 0.9, (NI, NH))
wo = random.uniform(-1.2, 1.2, (NH, NO))
ci = zeros((NI, NH))           # last change, for momentum
co = zeros((NH, NO))

patterns = [
    ([0, 0, 1], [0.1]),
    ([0, 1, 1], [0.8]),
    ([1, 0, 1], [0.9]),
    ([1, 1, 1], [-0.1]),
]
N = 0.3   # learning rate
M = 0.15  # momentum


def activate(inputs):
    ah = zeros(NH)
    for j in range(NH):
        s = 0.0
        for i in range(NI):
            s += inputs[i] * wi[i][j]
        ah[j] = tanh(s)
    ao = zeros(NO)
    for k in range(NO):
        s = 0.0
        for j in range(NH):
            s += ah[j] * wo[j][k]
        ao[k] = tanh(s)
    return ah, ao


for epoch in range(5):
    total = 0.0
    for inputs, targets in patterns:
        ah, ao = activate(inputs)
        error = sum(0.5 * (targets[k] - ao[k]) ** 2 for k in range(NO))
        total += error

        # backward
        output_deltas = zeros(NO)
        for k in range(NO):
            output_deltas[k] = (targets[k] - ao[k]) * (1 - ao[k] ** 2)  #! output_deltas[k] = (ao[k] - targets[k]) * (1 - ao[k] ** 2)  #! output_deltas[k] = targets[k] - ao[k]  #! output_deltas[k] = (targets[k] - ao[k]) * (1 - tanh(ao[k]) ** 2)
        hidden_deltas = zeros(NH)
        for j in range(NH):
            e = 0.0
            for k in range(NO):
                e += output_deltas[k] * wo[j][k]  #! e += output_deltas[k] * co[j][k]  #! e += (targets[k] - ao[k]) * wo[j][k]
            hidden_deltas[j] = e * (1 - ah[j] ** 2)  #! hidden_deltas[j] = e * ah[j] * (1 - ah[j])
        # update
        for j in range(NH):
            for k in range(NO):
                change = output_deltas[k] * ah[j]  #! change = output_deltas[k] * ao[k]
                wo[j][k] += N * change + M * co[j][k]  #! wo[j][k] -= N * change + M * co[j][k]
                co[j][k] = change  #! co[j][k] += change
        for i in range(NI):
            for j in range(NH):
                change = hidden_deltas[j] * inputs[i]  #! change = hidden_deltas[j] * ah[j]
                wi[i][j] += N * change + M * ci[i][j]  #! wi[i][j] += N * change + M * ci[i][j - 1]  #! wi[i][j] = N * change + M * ci[i][j]
                ci[i][j] = change
        # end
    print('error %-.5f' % total)
