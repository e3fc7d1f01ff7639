import numpy as np


class GAN:
    """Toy GAN, 2-d points. Here the generator is frozen and only D gets warmed up."""

    def __init__(self, noise_dim=2, hidden=(5, 4), smooth=0.9, l2=1e-2):
        rng = np.random.RandomState(5)
        self.G_W = rng.normal(0, 1, (noise_dim, 2))
        self.G_b = np.array([[1.0, -0.5]])
        sizes = [2, *hidden, 1]
        self.D_W = [rng.normal(0, np.sqrt(1.5 / a), (a, b)) for a, b in zip(sizes[:-1], sizes[1:])]
        self.D_b = [np.zeros((1, b)) for b in sizes[1:]]
        self.smooth, self.l2 = smooth, l2

    @staticmethod
    def lrelu(x, alpha=0.2):
        return np.where(x > 0, x, alpha * x)

    @staticmethod
    def dlrelu(x, alpha=0.2):
        return np.where(x > 0, 1.0, alpha)

    @staticmethod
    def sigmoid(x):
        return 1.0 / (1.0 + np.exp(-x))

    def forward_G(self, z):
        return np.tanh(z @ self.G_W + self.G_b)

    def forward_D(self, x):
        acts, pre = [x], []
        for W, b in zip(self.D_W, self.D_b):
            pre.append(acts[-1] @ W + b)
            acts.append(self.lrelu(pre[-1]))
        acts[-1] = self.sigmoid(pre[-1])      # last layer: probability of "real"
        return acts, pre

    def loss_D(self, p_real, p_fake):
        s = self.smooth
        real = -np.mean(s * np.log(p_real) + (1 - s) * np.log(1 - p_real))
        fake = -np.mean(np.log(1 - p_fake))
        return real + fake + 0.5 * self.l2 * sum(np.sum(W ** 2) for W in self.D_W)

    def backward_D(self, cache_real, cache_fake):
        # backward
        self.dW = [self.l2 * W for W in self.D_W]  #! self.dW = [np.zeros_like(W) for W in self.D_W]  #! self.dW = [2 * self.l2 * W for W in self.D_W]
        self.db = [np.zeros_like(b) for b in self.D_b]
        for (acts, pre), target in ((cache_real, self.smooth), (cache_fake, 0.0)):  #! for (acts, pre), target in ((cache_real, 1.0), (cache_fake, 0.0)):  #! for (acts, pre), target in ((cache_real, 0.0), (cache_fake, self.smooth)):
            delta = (acts[-1] - target) / len(acts[0])  #! delta = acts[-1] - target  #! delta = (target - acts[-1]) / len(acts[0])  #! delta = (acts[-1] - target) * self.dlrelu(pre[-1]) / len(acts[0])
            for i in reversed(range(len(self.D_W))):
                self.dW[i] += acts[i].T @ delta  #! self.dW[i] = acts[i].T @ delta
                self.db[i] += delta.sum(axis=0, keepdims=True)  #! self.db[i] += delta.mean(axis=0, keepdims=True)  #! self.db[i] = delta.sum(axis=0, keepdims=True)
                if i > 0:
                    delta = (delta @ self.D_W[i].T) * self.dlrelu(pre[i - 1])  #! delta = delta @ self.D_W[i].T  #! delta = (delta @ self.D_W[i].T) * self.lrelu(pre[i - 1])
        # end


np.random.seed(10)
gan = GAN()
lr = 0.2
for step in range(6):
    real = np.random.multivariate_normal([-1, 1], [[.3, .1], [.1, .2]], 4)
    fake = gan.forward_G(np.random.randn(4, 2))
    c_real, c_fake = gan.forward_D(real), gan.forward_D(fake)
    d_loss = gan.loss_D(c_real[0][-1], c_fake[0][-1])
    gan.backward_D(c_real, c_fake)
    # update
    for i in range(len(gan.D_W)):
        gan.D_W[i] -= lr * gan.dW[i]  #! gan.D_W[i] += lr * gan.dW[i]
        gan.D_b[i] -= lr * gan.db[i]
    # end
    print('[D step %d] loss %.4f  D(x) %.3f  D(G(z)) %.3f' % (step, d_loss, c_real[0][-1].mean(), c_fake[0][-1].mean()))
