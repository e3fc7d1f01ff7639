import numpy

class TiedAutoEncoder:
    """
    Denoising autoencoder with tied weights (decoder uses W transposed),
    written after the deep learning tutorial's dA class but without theano.
    """

    def __init__(self, n_visible=6, n_hidden=3, corruption=0.3, seed=89677):
        self.rng = numpy.random.RandomState(seed)
        bound = 4 * numpy.sqrt(6. / (n_hidden + n_visible))
        self.W = numpy.asarray(self.rng.uniform(-bound, bound, (n_visible, n_hidden))) / 2
        self.hbias = numpy.zeros(n_hidden)
        self.vbias = numpy.zeros(n_visible)
        self.corruption = corruption

    def _sig(self, v):
        return 1. / (1. + numpy.exp(-v))

    def train(self, x, lr=0.1):
        tilde_x = x * self.rng.binomial(1, 1 - self.corruption, x.shape)
        y = self._sig(numpy.dot(tilde_x, self.W) + self.hbias)
        z = self._sig(numpy.dot(y, self.W.T) + self.vbias)
        cost = -numpy.mean(numpy.sum(x * numpy.log(z) + (1 - x) * numpy.log(1 - z), axis=1))

        # backward
        L_h2 = z - x  #! L_h2 = x - z  #! L_h2 = z - tilde_x  #! L_h2 = (z - x) * z * (1 - z)
        L_h1 = numpy.dot(L_h2, self.W) * y * (1 - y)  #! L_h1 = numpy.dot(L_h2, self.W)  #! L_h1 = numpy.dot(L_h2, self.W) * y
        L_vbias = L_h2
        L_hbias = L_h1
        L_W = numpy.dot(tilde_x.T, L_h1) + numpy.dot(L_h2.T, y)  #! L_W = numpy.dot(tilde_x.T, L_h1)  #! L_W = numpy.dot(L_h2.T, y)  #! L_W = numpy.dot(x.T, L_h1) + numpy.dot(L_h2.T, y)
        # update
        self.W -= lr * L_W / len(x)  #! self.W -= lr * L_W
        self.hbias -= lr * numpy.mean(L_hbias, axis=0)  #! self.hbias -= lr * numpy.mean(L_hbias)
        self.vbias -= lr * numpy.mean(L_vbias, axis=0)  #! self.vbias += lr * numpy.mean(L_vbias, axis=0)  #! self.vbias -= lr * numpy.sum(L_vbias, axis=0)
        # end
        return cost


data = numpy.array([[1, 1, 1, 0, 0, 0],
                    [1, 0, 1, 0, 0, 0],
                    [1, 1, 0, 0, 0, 0],
                    [0, 0, 1, 1, 1, 0],
                    [0, 0, 1, 1, 0, 1]])

if __name__ == "__main__":
    da = TiedAutoEncoder()
    for epoch in range(6):
        print('Training epoch %d, cost is %s' % (epoch, da.train(data, lr=0.5)))
