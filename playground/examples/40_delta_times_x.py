# A network: every weight's gradient is δ · x
from engine import draw
from nn import MLP, squared_error

model = MLP(2, [3, 1], activation="sigmoid", seed=1)
trace = model.trace([0.5, -1.0])
loss = squared_error(trace.output, [1.0], factor=0.5)
loss.label = "L"
loss.backward()

# ∂L/∂w_ij = δ_i · x_j is not programmed: it comes out of the
# chain rule on single numbers.
layer = trace.layers[0]
for i in range(3):
    for j in range(2):
        gradient = model.layers[0].neurons[i].w[j].grad
        product = layer.delta[i] * layer.x[j]
        print(f"∂L/∂w1[{i},{j}] = {gradient:+.4f}", end="   ")
        print(f"δ1[{i}] · x[{j}] = {product:+.4f}")

# The whole network, then the card of one neuron.
draw(loss, level="neuron").save("network.svg")
draw(trace, neuron=(1, 0)).save("neuron.svg")
