"""Homework: write a tiny torch.nn yourself (Module, Linear, Tanh, Sequential, MSELoss, SGD)."""
import numpy as np


class Module(object):
    """Every building block: forward saves what it needs, backward returns the gradient w.r.t. the input."""

    def __init__(self):
        self.output = None
        self.gradInput = None

    def __call__(self, *args):
        return self.forward(*args)

    def forward(self, *input):
        raise NotImplementedError

    def backward(self, *gradwrtoutput):
        raise NotImplementedError

    def param(self):
        """list of pairs (parameter, its gradient)"""
        return []


class Linear(Module):

    def __init__(self, in_features, out_features, rng):
        super().__init__()
        bound = 1 / np.sqrt(in_features)
        self.weight = rng.uniform(-bound, bound, size=(out_features, in_features))
        self.bias = rng.uniform(-bound, bound, size=out_features)
        self.grad_weight = np.zeros_like(self.weight)
        self.grad_bias = np.zeros_like(self.bias)

    def forward(self, input):
        self.input = input
        self.output = input @ self.weight.T + self.bias
        return self.output

    def backward(self, gradwrtoutput):
        # backward
        self.grad_weight += gradwrtoutput.T @ self.input  #! self.grad_weight += gradwrtoutput.T @ self.output
        self.grad_bias += gradwrtoutput.sum(0)  #! self.grad_bias = gradwrtoutput.sum(0)
        self.gradInput = gradwrtoutput @ self.weight  #! self.gradInput = gradwrtoutput @ self.weight.T
        return self.gradInput

    def param(self):
        return [(self.weight, self.grad_weight), (self.bias, self.grad_bias)]


class Tanh(Module):

    def forward(self, input):
        self.input = input
        self.output = np.tanh(input)
        return self.output

    def backward(self, gradwrtoutput):
        # backward
        self.gradInput = gradwrtoutput * (1 - self.output ** 2)  #! self.gradInput = gradwrtoutput * (1 - self.input ** 2)
        return self.gradInput


class Sequential(Module):

    def __init__(self, *modules):
        super().__init__()
        self.modules = modules

    def forward(self, input):
        for module in self.modules:
            input = module(input)
        return input

    def backward(self, gradwrtoutput):
        # backward
        for module in reversed(self.modules):  #! for module in reversed(self.modules[1:]):
            gradwrtoutput = module.backward(gradwrtoutput)
        return gradwrtoutput

    def param(self):
        return [p for module in self.modules for p in module.param()]


class MSELoss(Module):

    def forward(self, prediction, target):
        self.diff = prediction - target
        return np.mean(self.diff ** 2)

    def backward(self):
        # backward
        return 2 * self.diff / self.diff.size  #! return 2 * self.diff ** 2 / self.diff.size


class SGD(object):

    def __init__(self, params, lr):
        self.params = params
        self.lr = lr

    def zero_grad(self):
        for _, grad in self.params:
            grad[...] = 0

    def step(self):
        # update
        for p, grad in self.params:
            p -= self.lr * grad


rng = np.random.default_rng(10)
inputs = rng.uniform(0, 1, size=(6, 2))
# inside the disk or not
targets = np.stack([((inputs - 0.5) ** 2).sum(1) < 0.16, ((inputs - 0.5) ** 2).sum(1) >= 0.16, inputs[:, 0] > 0.5], axis=1) * 1.0

fc1, fc2, fc3 = Linear(2, 5, rng), Linear(5, 4, rng), Linear(4, 3, rng)
model = Sequential(fc1, Tanh(), fc2, Tanh(), fc3)
criterion = MSELoss()
optimizer = SGD(model.param(), lr=0.3)

for e in range(3):
    output = model(inputs)
    loss = criterion(output, targets)
    optimizer.zero_grad()
    model.backward(criterion.backward())
    optimizer.step()
    print('epoch', e, 'loss', round(float(loss), 5))
