import numpy as np

# toy "keras": every layer has forward(x) and backward(grad)

class Dense:
    def __init__(self, nin, nout, rng):
        self.w = rng.randn(nin, nout) / np.sqrt(nin)
        self.b = 0.05 * rng.randn(1, nout)
    def forward(self, x):
        self.inp = x
        return x.dot(self.w) + self.b
    def backward(self, grad):
        # backward
        self.dw = self.inp.T.dot(grad)  #! self.dw = self.inp.T.dot(grad) / len(grad)
        self.db = grad.sum(axis=0, keepdims=True)  #! self.db = grad.sum(keepdims=True)
        return grad.dot(self.w.T)
    def params(self):
        return [(self.w, self.dw), (self.b, self.db)]

class Tanh:
    def forward(self, x):
        self.out = np.tanh(x)
        return self.out
    def backward(self, grad):
        # backward
        return grad * (1 - self.out ** 2)  #! return grad * (1 - self.out)  #! return grad * (1 - np.tanh(self.out) ** 2)
    def params(self):
        return []

class Softplus:
    def forward(self, x):
        self.x = x
        return np.log(1 + np.exp(x))
    def backward(self, grad):
        # backward
        sg = 1 / (1 + np.exp(-self.x))  #! sg = 1 / (1 + np.exp(self.x))
        return grad * sg  #! return grad * sg * (1 - sg)  #! return grad
    def params(self):
        return []

class CrossEntropy:
    def forward(self, logits, target):
        ex = np.exp(logits - logits.max(1, keepdims=True))
        self.p = ex / ex.sum(1, keepdims=True)
        self.t = target
        return -np.log(self.p[np.arange(len(target)), target]).mean()
    def backward(self):
        # backward
        g = self.p.copy()
        g[np.arange(len(self.t)), self.t] -= 1  #! g[:, self.t] -= 1  #! g[np.arange(len(self.t)), self.t] = 1  #! g[np.arange(len(self.t)), self.t] += 1
        return g / len(self.t)  #! return g

class Sequential:
    def __init__(self, *layers):
        self.layers = layers
    def forward(self, x):
        for l in self.layers:
            x = l.forward(x)
        return x
    def backward(self, grad):
        # backward
        for l in self.layers[::-1]:
            grad = l.backward(grad)
        return grad
    def update(self, lr):
        # update
        for l in self.layers:  #! for l in self.layers[1:]:
            for p, dp in l.params():
                p -= lr * dp  #! p += lr * dp  #! p -= lr * np.sign(dp)

rng = np.random.RandomState(7)
x = rng.randn(6, 3)
t = np.array([0, 1, 2, 2, 1, 0])
model = Sequential(Dense(3, 4, rng), Tanh(), Dense(4, 4, rng), Softplus(), Dense(4, 3, rng))
ce = CrossEntropy()
for step in range(20):
    loss = ce.forward(model.forward(x), t)
    model.backward(ce.backward())
    model.update(0.5)
    if step % 5 == 0: print('step', step, 'loss', loss)
