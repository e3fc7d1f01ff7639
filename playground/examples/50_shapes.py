# Which shapes flow forward and backward
from engine import draw
from nn import MLP, squared_error

# Three inputs, four neurons, one output: change these numbers.
model = MLP(3, [4, 1], activation="sigmoid", seed=1)
samples = [[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]]
targets = [1.0, 0.0]

loss = 0.0
for x, target in zip(samples, targets, strict=True):
    loss += squared_error(model(x), target, factor=0.5) / len(samples)
loss.label = "L"

# What makes ∂L/∂W: an outer product δ_i · x_j for each sample.
draw(loss, level="layer")
