import numpy as np


class ResBlock:
    def __init__(self, n, hidden, rng):
        self.A = rng.normal(0, 0.5, (n, hidden))
        self.B = rng.normal(0, 0.5, (hidden, n))

    def forward(self, x):
        self.x = x
        self.pre = x.dot(self.A)
        self.act = np.where(self.pre > 0, self.pre, np.exp(np.minimum(self.pre, 0)) - 1)     # ELU
        self.sum = x + self.act.dot(self.B)
        self.out = np.tanh(self.sum)
        return self.out

    def backward(self, grad_out):
        # backward
        grad_sum = grad_out * (1 - self.out ** 2)  #! grad_sum = grad_out * (1 - self.sum ** 2)
        self.grad_B = self.act.T.dot(grad_sum)  #! self.grad_B = self.act.T.dot(grad_out)
        grad_act = grad_sum.dot(self.B.T)
        grad_pre = grad_act * np.where(self.pre > 0, 1, self.act + 1)  #! grad_pre = grad_act * np.where(self.pre > 0, 1, self.act)  #! grad_pre = grad_act * (self.pre > 0)
        self.grad_A = self.x.T.dot(grad_pre)
        return grad_sum + grad_pre.dot(self.A.T)  #! return grad_pre.dot(self.A.T)  #! return grad_out + grad_pre.dot(self.A.T)


rng = np.random.default_rng(6)
X = rng.normal(size=(7, 4))
Y = rng.normal(size=(7, 2)) * 0.5
W_in = rng.normal(0, 0.6, (4, 3))
blocks = [ResBlock(3, 5, rng), ResBlock(3, 6, rng)]
W_out = rng.normal(0, 0.6, (3, 2))
lr = 0.1

for epoch in range(3):
    h0 = X.dot(W_in)
    h = h0
    for block in blocks:
        h = block.forward(h)
    pred = h.dot(W_out)
    loss = np.mean(np.sum((pred - Y) ** 2, axis=1))
    # backward
    grad = 2 * (pred - Y) / len(X)
    grad_W_out = h.T.dot(grad)
    grad = grad.dot(W_out.T)
    for block in blocks[::-1]:  #! for block in blocks:
        grad = block.backward(grad)  #! block.backward(grad)
    grad_W_in = X.T.dot(grad)
    # update
    W_in -= lr * grad_W_in
    W_out -= lr * grad_W_out
    for block in blocks:
        block.A -= lr * block.grad_A  #! block.A -= lr * block.grad_B.T
        block.B -= lr * block.grad_B
