import numpy as np

class Bag:
    def __init__(self, vocab, dim):
        rng = np.random.RandomState(77)
        self.table = rng.randn(vocab, dim)
        self.w, self.b = rng.randn(dim), 0.0

    def step(self, texts, labels, lr):
        loss, g_table, g_w, g_b = 0.0, np.zeros_like(self.table), np.zeros_like(self.w), 0.0
        for ids, label in zip(texts, labels):
            mean = self.table[ids].mean(axis=0)
            p = 1 / (1 + np.exp(-(mean @ self.w + self.b)))
            loss -= label * np.log(p) + (1 - label) * np.log(1 - p)
            # backward
            d = p - label
            g_w += d * mean  #! g_w += d * self.w
            g_b += d
            for i in ids:
                g_table[i] += d * self.w / len(ids)  #! g_table[i] = d * self.w / len(ids) #! g_table[i] += d * self.w
        # update
        self.table -= lr * g_table
        self.w -= lr * g_w  #! self.w += lr * g_w
        self.b -= lr * g_b
        # end
        return loss

texts = [[0, 2, 2], [1, 3], [4, 0, 1, 1]]
bag = Bag(5, 3)
for epoch in range(2):
    print(bag.step(texts, [1, 0, 1], 0.1))
