import numpy as np

rng = np.random.RandomState(2)
left = rng.randn(6, 4)
right = left + rng.randn(6, 4) * 0.8
same = np.array([1, 0, 1, 0, 0, 1])          # 1: same person
margin = 0.6


class Embedder:
    def __init__(self):
        self.W1 = rng.randn(4, 5) * 0.6
        self.b1 = np.zeros(5)
        self.W2 = rng.randn(5, 3) * 0.6
        self.zero_grad()

    def zero_grad(self):
        self.gW1, self.gb1, self.gW2 = np.zeros((4, 5)), np.zeros(5), np.zeros((5, 3))

    def embed(self, x):
        a = np.tanh(x @ self.W1 + self.b1)
        return a @ self.W2, (x, a)

    def accumulate(self, de, memo):
        """called once per branch: the weights are shared"""
        x, a = memo
        # backward
        self.gW2 += a.T @ de  #! self.gW2 = a.T @ de
        dz = (de @ self.W2.T) * (1 - a ** 2)  #! dz = de @ self.W2.T
        self.gW1 += x.T @ dz  #! self.gW1 += a.T @ dz  #! self.gW1 = x.T @ dz
        self.gb1 += dz.sum(axis=0)

    def step(self, lr):
        # update
        self.W1 -= lr * self.gW1
        self.b1 -= lr * self.gb1
        self.W2 -= lr * self.gW2


net = Embedder()
for epoch in range(2):
    net.zero_grad()
    e1, memo1 = net.embed(left)
    e2, memo2 = net.embed(right)
    diff = e1 - e2
    dist = np.sqrt((diff ** 2).sum(axis=1) + 1e-9)
    hinge = np.maximum(0, margin - dist)
    loss = np.mean(same * dist ** 2 + (1 - same) * hinge ** 2)
    print(epoch, loss)

    # backward
    ddist = (2 * same * dist - 2 * (1 - same) * hinge) / len(same)  #! ddist = (2 * same * dist + 2 * (1 - same) * hinge) / len(same)  #! ddist = (2 * same * dist - 2 * (1 - same) * (margin - dist)) / len(same)
    ddiff = ddist[:, None] * diff / dist[:, None]  #! ddiff = ddist[:, None] * diff
    net.accumulate(ddiff, memo1)
    net.accumulate(-ddiff, memo2)  #! net.accumulate(ddiff, memo2)  #! net.accumulate(-ddiff, memo1)
    # end
    net.step(0.1)
