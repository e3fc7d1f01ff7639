# xor net with no matrix algebra at all, every weight by hand
import numpy as np

np.random.seed(7)
patterns = [([0, 0], [0]), ([0, 1], [1]), ([1, 0], [1]), ([1, 1], [0])]
ni = 3      # two inputs + the bias node
nh = 4
no = 1
wi = np.random.uniform(-0.8, 0.8, (ni, nh))
wo = np.random.uniform(-1.5, 1.5, (nh, no))
ci = np.zeros((ni, nh))
co = np.zeros((nh, no))
N = 0.5   # learning rate
M = 0.1   # momentum

for epoch in range(30):
    error = 0.0
    for inputs, targets in patterns:
        ai = [float(inputs[0]), float(inputs[1]), 1.0]
        ah = [0.0] * nh
        ao = [0.0] * no
        for j in range(nh):
            s = 0.0
            for i in range(ni):
                s += ai[i] * wi[i][j]
            ah[j] = np.tanh(s)
        for k in range(no):
            s = 0.0
            for j in range(nh):
                s += ah[j] * wo[j][k]
            ao[k] = 1.0 / (1.0 + np.exp(-s))
        loss = 0.0
        for k in range(no):
            loss += 0.5 * (targets[k] - ao[k]) ** 2
        error += loss

        # backward
        od = [0.0] * no
        for k in range(no):
            od[k] = (targets[k] - ao[k]) * ao[k] * (1 - ao[k])  #! od[k] = (ao[k] - targets[k]) * ao[k] * (1 - ao[k])  #! od[k] = targets[k] - ao[k]  #! od[k] = (targets[k] - ao[k]) * (1 - ao[k] ** 2)
        hd = [0.0] * nh
        for j in range(nh):
            e = 0.0
            for k in range(no):
                e += od[k] * wo[j][k]  #! e += od[k] * wo[k][k]  #! e += od[k]  #! e += (targets[k] - ao[k]) * wo[j][k]
            hd[j] = (1 - ah[j] ** 2) * e  #! hd[j] = ah[j] * (1 - ah[j]) * e  #! hd[j] = (1 - ah[j]) ** 2 * e  #! hd[j] = e
        # update
        for j in range(nh):
            for k in range(no):
                change = od[k] * ah[j]  #! change = od[k] * wo[j][k]  #! change = od[k] * hd[j]
                wo[j][k] += N * change + M * co[j][k]  #! wo[j][k] -= N * change + M * co[j][k]
                co[j][k] = change
        for i in range(ni):
            for j in range(nh):
                change = hd[j] * ai[i]  #! change = hd[j] * ah[j]  #! change = hd[i] * ai[i]
                wi[i][j] += N * change + M * ci[i][j]
                ci[i][j] = change
        # end
    if epoch % 10 == 0:
        print('error %-.5f' % error)
