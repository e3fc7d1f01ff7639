# objective: 0.5 * (target[0] - network[-1][0]['out']) ** 2 + 0.5 * (target[1] - network[-1][1]['out']) ** 2
# A neural net without numpy arrays, only lists and dicts (to really understand it).
# every neuron is a dict; the last weight is the bias. Hidden: softplus, output: tanh
import math
import random

random.seed(4)

def make_layer(n_in, n_out):
    return [{'w': [random.uniform(-0.7, 0.7) for _ in range(n_in + 1)]} for _ in range(n_out)]

network = [make_layer(2, 4), make_layer(4, 3), make_layer(3, 2)]

def forward(row):
    inputs = row
    for layer in network:
        new_inputs = []
        for neuron in layer:
            s = neuron['w'][-1]
            for i in range(len(inputs)):
                s += neuron['w'][i] * inputs[i]
            neuron['sum'] = s
            if layer is network[-1]:
                neuron['out'] = math.tanh(s)
            else:
                neuron['out'] = math.log(1 + math.exp(s))
            new_inputs.append(neuron['out'])
        inputs = new_inputs
    return inputs

def slope(neuron, last):
    # softplus' is the sigmoid of the SUM
    if last:
        return 1.0 - neuron['out'] ** 2  #! return neuron['out'] * (1.0 - neuron['out'])
    return 1.0 / (1.0 + math.exp(-neuron['sum']))  #! return 1.0 / (1.0 + math.exp(-neuron['out']))

def backward(target):
    # backward
    for l in reversed(range(len(network))):
        layer = network[l]
        if l == len(network) - 1:
            errors = [target[j] - layer[j]['out'] for j in range(len(layer))]  #! errors = [layer[j]['out'] - target[j] for j in range(len(layer))]
        else:
            errors = []
            for j in range(len(layer)):
                err = 0.0
                for nxt in network[l + 1]:
                    err += nxt['w'][j] * nxt['delta']  #! err = nxt['w'][j] * nxt['delta']  #! err += nxt['w'][j] * nxt['out']
                errors.append(err)  #! errors.append(nxt['w'][j] * nxt['delta'])
        for j in range(len(layer)):
            layer[j]['delta'] = errors[j] * slope(layer[j], l == len(network) - 1)  #! layer[j]['delta'] = errors[j]

def update_weights(row, lrate):
    # update
    for l in range(len(network)):
        inputs = row
        if l > 0:
            inputs = [n['out'] for n in network[l - 1]]  #! inputs = [n['sum'] for n in network[l - 1]]
        for neuron in network[l]:
            for k in range(len(inputs)):
                neuron['w'][k] += lrate * neuron['delta'] * inputs[k]  #! neuron['w'][k] += lrate * neuron['delta']
            neuron['w'][-1] += lrate * neuron['delta']  #! neuron['w'][-1] += lrate * neuron['out']

rows = [([0.1, 0.9], [0.8, -0.5]), ([0.7, -0.3], [-0.6, 0.4]), ([-0.8, 0.5], [0.2, 0.9]),
        ([0.4, 0.4], [0.5, -0.1]), ([-0.2, -0.9], [-0.9, 0.3])]
for epoch in range(8):
    for row, target in rows:
        forward(row)
        backward(target)
        update_weights(row, 0.3 * 0.95 ** epoch)
