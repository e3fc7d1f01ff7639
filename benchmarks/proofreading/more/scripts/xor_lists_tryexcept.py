# objective: 0.5 * (y - target) ** 2
# XOR in pure python lists, 2-3-1, one sample after the other. exp can overflow so try/except
import math
import random

random.seed(8)

def sigmoid(v):
    try:
        return 1 / (1 + math.exp(-v))
    except OverflowError:
        return 0.0

hidden = [[random.uniform(-2, 2) for _ in range(3)] for _ in range(3)]   # 2 weights + bias each
output = [random.uniform(-2, 2) for _ in range(4)]                       # 3 weights + bias
samples = [([0, 0], 0), ([0, 1], 1), ([1, 0], 1), ([1, 1], 0)]

def predict(inputs):
    h = [sigmoid(n[0] * inputs[0] + n[1] * inputs[1] + n[2]) for n in hidden]
    return h, sigmoid(sum(w * v for w, v in zip(output, h)) + output[-1])

for epoch in range(30):
    random.shuffle(samples)
    for inputs, target in samples:
        h, y = predict(inputs)
        # backward
        d_out = (y - target) * y * (1 - y)
        d_hid = [d_out * output[j] * h[j] * (1 - h[j]) for j in range(3)]
        # update
        for j in range(3):
            output[j] -= 1.5 * d_out * h[j]
            for k in range(2):
                hidden[j][k] -= 1.5 * d_hid[j] * inputs[k]
            hidden[j][2] -= 1.5 * d_hid[j]
        output[3] -= 1.5 * d_out
    if epoch % 10 == 9:
        print("epoch", epoch + 1, [round(predict(i)[1], 2) for i, t in sorted(samples)])
