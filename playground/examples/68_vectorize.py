# The matrix version, derived from one sample
from engine import Value, vectorize
from nn import MLP, squared_error

model = MLP(2, [3, 1], activation="tanh", seed=1)
x = [Value(0.5), Value(-1.0)]
y = [Value(1.0)]
loss = squared_error(model(x), y, factor=0.5)

# The graph of one sample becomes a program for any number of them.
inputs = {"X": x, "Y": y}
program = vectorize(loss, model, inputs, batch="mean")
print(program.source)

X = [[0.5, -1.0], [1.0, 0.3], [-0.4, 0.8]]
Y = [[1.0], [0.0], [1.0]]
value, gradients = program.value_and_grad(model, {"X": X, "Y": Y})
print("loss of three samples:", value)
gradients["W1"]
