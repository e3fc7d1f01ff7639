# objective: 0.5 * (y - o) ** 2
import math, random
random.seed(13)

# XOR, no numpy. the last weight of each neuron is its bias
def neuron(n):
    return [random.uniform(-1, 1) for _ in range(n + 1)]

hidden_layer = [neuron(2) for _ in range(3)]
output_neuron = neuron(3)
dataset = [([0, 0], 0), ([0, 1], 1), ([1, 0], 1), ([1, 1], 0)]

def activate(weights, inputs):
    s = weights[-1]
    for i in range(len(inputs)):
        s += weights[i] * inputs[i]
    return 1.0 / (1.0 + math.exp(-s))

eta = 0.5
for epoch in range(30):
    for x, y in dataset:
        h = [activate(n, x) for n in hidden_layer]
        o = activate(output_neuron, h)

        # backward
        delta_o = (y - o) * o * (1 - o)
        change_out = [delta_o * hj for hj in h] + [delta_o]
        change_hid = []
        for j, hj in enumerate(h):
            delta_j = delta_o * output_neuron[j] * hj * (1 - hj)
            change_hid.append([delta_j * xi for xi in x] + [delta_j])

        # update
        for j in range(len(output_neuron)):
            output_neuron[j] += eta * change_out[j]
        for j in range(len(hidden_layer)):
            for i in range(3):
                hidden_layer[j][i] += eta * change_hid[j][i]

for x, y in dataset:
    o = activate(output_neuron, [activate(n, x) for n in hidden_layer])
    print(x, "->", round(o, 3), "expected", y)
