"""Neural network chapter of the "from scratch" book: plain lists, no NumPy at all. XOR and AND at once."""
import math
import random


def dot(v, w):
    """sum of the products"""
    return sum(v_i * w_i for v_i, w_i in zip(v, w))


def sigmoid(t):
    return 1 / (1 + math.exp(-t))


def neuron_output(weights, inputs):
    # weights includes the bias term, inputs includes a 1
    return sigmoid(dot(weights, inputs))


def feed_forward(neural_network, input_vector):
    """
    Pushes one input through, layer by layer, and keeps what every layer said.
    """
    outputs = []
    for layer in neural_network:
        input_with_bias = input_vector + [1]
        output = [neuron_output(neuron, input_with_bias) for neuron in layer]
        outputs.append(output)
        input_vector = output
    return outputs


def sqerror_gradients(network, input_vector, target_vector):
    """
    Gradients of the (half) squared error for one example,
    in the same nested shape as the network.
    """
    # forward pass
    hidden_outputs, outputs = feed_forward(network, input_vector)

    # objective: 0.5 * sum((output - target) ** 2 for output, target in zip(outputs, target_vector))
    # backward
    # output neurons, before the sigmoid
    output_deltas = [output * (1 - output) * (output - target) for output, target in zip(outputs, target_vector)]  #! output_deltas = [output - target for output, target in zip(outputs, target_vector)]

    # their weights
    output_grads = [[output_deltas[i] * hidden_output for hidden_output in hidden_outputs + [1]] for i, output_neuron in enumerate(network[-1])]  #! output_grads = [[output_deltas[i] * hidden_output for hidden_output in output_neuron] for i, output_neuron in enumerate(network[-1])]

    # hidden neurons, before the sigmoid
    hidden_deltas = [hidden_output * (1 - hidden_output) * dot(output_deltas, [n[i] for n in network[-1]]) for i, hidden_output in enumerate(hidden_outputs)]  #! hidden_deltas = [hidden_output * (1 - hidden_output) * dot(output_deltas, network[-1][i]) for i, hidden_output in enumerate(hidden_outputs)]  #! hidden_deltas = [(1 - hidden_output) * dot(output_deltas, [n[i] for n in network[-1]]) for i, hidden_output in enumerate(hidden_outputs)]

    # their weights too
    hidden_grads = [[hidden_deltas[i] * input for input in input_vector + [1]] for i, hidden_neuron in enumerate(network[0])]  #! hidden_grads = [[output_deltas[i] * input for input in input_vector + [1]] for i, hidden_neuron in enumerate(network[0])]
    # end

    return [hidden_grads, output_grads]


def gradient_step(v, gradient, step_size):
    """v plus step_size times the gradient (so give a negative step to go down)"""
    assert len(v) == len(gradient)
    # update
    return [v_i + step_size * g_i for v_i, g_i in zip(v, gradient)]


random.seed(0)

# training data
xs = [[0., 0], [0., 1], [1., 0], [1., 1]]
ys = [[0., 0], [1., 0], [1., 0], [0., 1]]

# every neuron: its weights, then its bias
hidden_layer = [[random.random() * 2 - 1 for _ in range(2 + 1)] for _ in range(3)]  # 2 inputs -> 3 neurons
output_layer = [[random.random() * 2 - 1 for _ in range(3 + 1)] for _ in range(2)]  # 3 inputs -> 2 outputs
network = [hidden_layer, output_layer]

learning_rate = 1.0

for epoch in range(2):
    for x, y in zip(xs, ys):
        gradients = sqerror_gradients(network, x, y)
        # update
        # neuron by neuron
        network = [[gradient_step(neuron, grad, -learning_rate) for neuron, grad in zip(layer, layer_grad)] for layer, layer_grad in zip(network, gradients)]
        # end

hidden_layer, output_layer = network
for x in xs:
    print(x, [round(o, 3) for o in feed_forward(network, x)[-1]])
