import numpy

class VAE(object):
    """mini VAE, 6 "pixels" -> 2 latents. Adam is commented out to keep it simple"""

    def __init__(self, n_in=6, n_h=5, n_z=2, seed=0):
        r = numpy.random.RandomState(seed)
        g = lambda a, b: r.normal(0.0, 0.6, size=(a, b))
        self.e_w0, self.e_b0 = g(n_in, n_h), numpy.zeros(n_h)
        self.e_wmu, self.e_bmu = g(n_h, n_z), numpy.zeros(n_z)
        self.e_wlv, self.e_blv = g(n_h, n_z), numpy.zeros(n_z)
        self.d_w0, self.d_b0 = g(n_z, n_h), numpy.zeros(n_h)
        self.d_w1, self.d_b1 = g(n_h, n_in), numpy.zeros(n_in)
        self.lr = 0.05

    def encoder(self, img):
        self.x = img
        self.e_h = numpy.tanh(img.dot(self.e_w0) + self.e_b0)
        self.mu = self.e_h.dot(self.e_wmu) + self.e_bmu
        self.logvar = self.e_h.dot(self.e_wlv) + self.e_blv
        self.eps = numpy.random.standard_normal(self.mu.shape)
        self.z = self.mu + numpy.exp(self.logvar * .5) * self.eps

    def decoder(self):
        self.d_a = self.z.dot(self.d_w0) + self.d_b0
        self.d_h = numpy.log1p(numpy.exp(self.d_a))      # softplus
        self.out = 1. / (1. + numpy.exp(-(self.d_h.dot(self.d_w1) + self.d_b1)))

    def loss(self):
        x, y, m = self.x, self.out, len(self.x)
        rec = -numpy.sum(x * numpy.log(y) + (1 - x) * numpy.log(1 - y)) / m
        kl = -0.5 * numpy.sum(1 + self.logvar - self.mu ** 2 - numpy.exp(self.logvar)) / m
        return rec, kl

    def backward(self):
        m = len(self.x)
        # backward
        dy = (self.out - self.x) / m  #! dy = (self.out - self.x) / m * self.out * (1 - self.out)
        grad_d_w1 = self.d_h.T.dot(dy)  #! grad_d_w1 = self.d_a.T.dot(dy)
        grad_d_b1 = dy.sum(0)
        da = dy.dot(self.d_w1.T) / (1. + numpy.exp(-self.d_a))  #! da = dy.dot(self.d_w1.T) * (self.d_h > 0)  #! da = dy.dot(self.d_w1.T) / (1. + numpy.exp(-self.d_h))
        grad_d_w0 = self.z.T.dot(da)  #! grad_d_w0 = self.mu.T.dot(da)
        grad_d_b0 = da.sum(0)
        dz = da.dot(self.d_w0.T)
        dmu = dz + self.mu / m  #! dmu = dz  #! dmu = dz + self.mu
        dlv = dz * self.eps * 0.5 * numpy.exp(self.logvar * .5) + 0.5 * (numpy.exp(self.logvar) - 1) / m  #! dlv = dz * self.eps * numpy.exp(self.logvar * .5) + 0.5 * (numpy.exp(self.logvar) - 1) / m  #! dlv = dz * 0.5 * numpy.exp(self.logvar * .5) + 0.5 * (numpy.exp(self.logvar) - 1) / m  #! dlv = dz * self.eps * 0.5 * numpy.exp(self.logvar * .5) + 0.5 * (1 - numpy.exp(self.logvar)) / m
        grad_e_wmu, grad_e_bmu = self.e_h.T.dot(dmu), dmu.sum(0)
        grad_e_wlv, grad_e_blv = self.e_h.T.dot(dlv), dlv.sum(0)
        dh = dmu.dot(self.e_wmu.T) + dlv.dot(self.e_wlv.T)  #! dh = dmu.dot(self.e_wmu.T)
        dh *= 1 - self.e_h ** 2  #! dh *= 1 - self.e_h
        grad_e_w0, grad_e_b0 = self.x.T.dot(dh), dh.sum(0)
        # update
        names = ('e_w0', 'e_b0', 'e_wmu', 'e_bmu', 'e_wlv', 'e_blv', 'd_w0', 'd_b0', 'd_w1', 'd_b1')
        grads = (grad_e_w0, grad_e_b0, grad_e_wmu, grad_e_bmu, grad_e_wlv, grad_e_blv, grad_d_w0, grad_d_b0, grad_d_w1, grad_d_b1)
        for n, gr in zip(names, grads):
            setattr(self, n, getattr(self, n) - self.lr * gr)
        # end

numpy.random.seed(4)
batch = (numpy.random.rand(5, 6) > 0.5).astype(float)
model = VAE()
for epoch in range(6):
    model.encoder(batch)
    model.decoder()
    rec, kl = model.loss()
    total = rec + kl
    model.backward()
    print("epoch", epoch, "rec %.4f kl %.4f" % (rec, kl))
