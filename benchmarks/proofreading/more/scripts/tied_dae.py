# Denoising autoencoder, tied weights (W and W'), like the old deeplearning.net "dA" tutorial
# but one file and only numpy. Samples are rows.
import numpy as np

class dA(object):
    def __init__(self, n_visible=6, n_hidden=3, seed=123):
        self.numpy_rng = np.random.RandomState(seed)
        bound = 4 * np.sqrt(6. / (n_hidden + n_visible))
        self.W = self.numpy_rng.uniform(low=-bound, high=bound, size=(n_visible, n_hidden)) * 0.3
        self.W_prime = None            # tied, see below
        self.vbias = np.zeros(n_visible)
        self.hbias = np.zeros(n_hidden)

    @staticmethod
    def sigmoid(a):
        return 1. / (1 + np.exp(-a))

    def get_corrupted_input(self, x, level):
        return self.numpy_rng.binomial(size=x.shape, n=1, p=1 - level) * x

    def get_hidden_values(self, x):
        return self.sigmoid(np.dot(x, self.W) + self.hbias)

    def get_reconstructed_input(self, y):
        return self.sigmoid(np.dot(y, self.W.T) + self.vbias)

    def train(self, x, lr=0.5, level=0.2, l2=0.01):
        tilde_x = self.get_corrupted_input(x, level)
        y = self.get_hidden_values(tilde_x)
        z = self.get_reconstructed_input(y)
        L = -np.sum(x * np.log(z) + (1 - x) * np.log(1 - z), axis=1)
        cost = np.mean(L) + l2 * np.sum(self.W ** 2)

        # backward
        n = x.shape[0]
        L_h2 = (z - x) / n  #! L_h2 = (z - tilde_x) / n  #! L_h2 = z - x  #! L_h2 = (z - x) * z * (1 - z) / n
        L_h1 = np.dot(L_h2, self.W) * y * (1 - y)  #! L_h1 = np.dot(L_h2, self.W)  #! L_h1 = np.dot(L_h2, self.W) * (1 - y ** 2)
        L_vbias = np.sum(L_h2, axis=0)  #! L_vbias = np.mean(L_h2, axis=0)
        L_hbias = np.sum(L_h1, axis=0)  #! L_hbias = np.sum(L_h1)
        L_W = np.dot(tilde_x.T, L_h1) + np.dot(L_h2.T, y)  #! L_W = np.dot(tilde_x.T, L_h1)  #! L_W = np.dot(L_h2.T, y)  #! L_W = np.dot(x.T, L_h1) + np.dot(L_h2.T, y)
        L_W += 2 * l2 * self.W  #! L_W += l2 * self.W
        # update
        self.W -= lr * L_W
        self.hbias -= lr * L_hbias  #! self.hbias += lr * L_hbias
        self.vbias -= lr * L_vbias
        # end
        return cost


if __name__ == "__main__":
    data = np.array([[1, 1, 1, 0, 0, 0],
                     [1, 0, 1, 0, 0, 0],
                     [1, 1, 1, 0, 0, 0],
                     [0, 0, 1, 1, 1, 0],
                     [0, 0, 1, 1, 0, 0],
                     [0, 0, 1, 1, 1, 0]])
    da = dA()
    for epoch in range(12):
        c = da.train(data)
        if epoch % 4 == 0:
            print('Training epoch %d, cost is %f' % (epoch, c))
