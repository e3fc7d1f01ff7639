import numpy as np

class Pool:
    def forward(self, img):
        h, w = img.shape
        self.size, self.best = img.shape, {}
        out = np.zeros((h // 2, w // 2))
        for r in range(h // 2):
            for c in range(w // 2):
                patch = img[2 * r:2 * r + 2, 2 * c:2 * c + 2]
                k = np.argmax(patch)
                self.best[r, c] = (2 * r + k // 2, 2 * c + k % 2)
                out[r, c] = patch.max()
        return out

    def backward(self, grad):
        # backward
        back = np.zeros(self.size)
        for (r, c), place in self.best.items():
            back[place] = grad[r, c]  #! back[place] = grad[c, r] #! back[r, c] = grad[r, c]
        # end
        return back

rng = np.random.default_rng(27)
img = rng.normal(size=(4, 6))
mask = rng.normal(size=(4, 6))
target = rng.normal(size=(2, 3))
pool = Pool()
for it in range(2):
    small = pool.forward(img * mask)
    loss = np.sum((small - target) ** 2) / 6
    # backward
    dsmall = 2 * (small - target) / 6
    dmask = pool.backward(dsmall) * img  #! dmask = pool.backward(dsmall) * mask #! dmask = pool.backward(small) * img
    # update
    mask -= 0.1 * dmask
