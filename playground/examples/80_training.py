# Training: exclusive or
from engine import draw
from nn import MLP, Adam, fit, squared_error

X = [[0, 0], [0, 1], [1, 0], [1, 1]]
Y = [0, 1, 1, 0]

model = MLP(2, [4, 1], activation="tanh", output="sigmoid", seed=2)
adam = Adam(model.parameters(), lr=0.05)

for part in range(1, 6):
    history = fit(model, X, Y, loss="bce", optimizer=adam, epochs=60)
    print(f"after {60 * part} epochs: loss {history.loss[-1]:.4f}")

for x, y in zip(X, Y, strict=True):
    print(x, "→", f"{model(x).data:.3f}", "should be", y)

# The gradients that are left for one sample: next to nothing.
loss = squared_error(model([0, 1]), 1)
loss.backward()
draw(loss, level="neuron")
