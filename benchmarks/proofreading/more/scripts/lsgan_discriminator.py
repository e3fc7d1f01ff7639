import numpy as np

class Discriminator:
    def __init__(self, d, h):
        r = np.random.RandomState(4)
        self.w1 = r.normal(0, 0.4, (d, h)); self.b1 = np.zeros(h)
        self.w2 = r.normal(0, 0.4, (h, 1)); self.b2 = np.zeros(1)

    def parameters(self):
        return [self.w1, self.b1, self.w2, self.b2]

    def score(self, x):
        self_h = np.tanh(x @ self.w1 + self.b1)
        return self_h @ self.w2 + self.b2, (x, self_h)

    def backprop(self, dscore, memory):
        x, h = memory
        dh = (dscore @ self.w2.T) * (1 - np.square(h))
        return [x.T @ dh, dh.sum(0), h.T @ dscore, dscore.sum(0)]

rs = np.random.RandomState(44)
D = Discriminator(2, 6)
real_data = rs.randn(20, 2) * [0.3, 1.0] + 1
for step in range(18):
    logits_real, mem_r = D.score(real_data[rs.randint(0, 20, 5)])
    logits_fake, mem_f = D.score(rs.uniform(-2, 2, (5, 2)))
    # ls_discriminator_loss from the notebook
    d_total_error = 0.5 * np.mean((logits_real - 1) ** 2) + 0.5 * np.mean(logits_fake ** 2)
    # backward
    grads_real = D.backprop((logits_real - 1) / logits_real.size, mem_r)
    grads_fake = D.backprop(logits_fake / logits_fake.size, mem_f)
    grads = [gr + gf for gr, gf in zip(grads_real, grads_fake)]
    # update
    for w, g in zip(D.parameters(), grads):
        w -= 0.2 * g
    if step % 6 == 0:
        print('step', step, 'D loss', float(d_total_error))
