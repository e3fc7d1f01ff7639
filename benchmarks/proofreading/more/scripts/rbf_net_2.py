import numpy as np
from dataclasses import dataclass, field

@dataclass
class RBFNet:
    centers: np.ndarray            # (M, D)
    log_width: np.ndarray          # (M,) I train the log so that the width stays > 0
    weights: np.ndarray            # (M,)
    bias: np.ndarray = field(default_factory=lambda: np.zeros(1))

    def forward(self, X):
        self.diff = X[:, None, :] - self.centers[None]
        self.d2 = np.sum(self.diff ** 2, axis=2)
        self.gam = np.exp(-2 * self.log_width)
        self.phi = np.exp(-0.5 * self.d2 * self.gam)
        return self.phi @ self.weights + self.bias

    def gradients(self, resid):
        # backward
        dphi = resid[:, None] * self.weights
        darg = dphi * self.phi
        return dict(
            weights=self.phi.T @ resid,
            bias=resid.sum(keepdims=True),
            centers=np.sum((darg * self.gam)[:, :, None] * self.diff, axis=0),
            log_width=np.sum(darg * self.d2 * self.gam, axis=0),
        )

def main():
    rng = np.random.default_rng(3)
    X = rng.uniform(-2, 2, (12, 2))
    y = np.exp(-(X ** 2).sum(1)) + 0.3 * X[:, 0]
    net = RBFNet(centers=X[:4].copy(), log_width=np.zeros(4), weights=rng.normal(0, .3, 4))
    for epoch in range(20):
        resid = net.forward(X) - y
        sse = 0.5 * resid @ resid
        g = net.gradients(resid)
        # update
        for name, value in g.items():
            setattr(net, name, getattr(net, name) - 0.05 * value)
        if epoch % 5 == 0:
            print(epoch, sse)

if __name__ == "__main__":
    main()
