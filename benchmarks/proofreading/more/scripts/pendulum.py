import numpy as np
from dataclasses import dataclass, field

# Damped pendulum, semi-implicit Euler: omega first, then theta with the NEW omega.

@dataclass
class Pendulum:
    wsq: float = 3.0          # g/l
    c: float = 0.1            # damping
    dt: float = 0.05
    th: list = field(default_factory=list)
    om: list = field(default_factory=list)

    def simulate(self, th0, n):
        self.th, self.om = [th0], [0.0]
        for k in range(n):
            acc = -self.wsq * np.sin(self.th[k]) - self.c * self.om[k]
            self.om.append(self.om[k] + self.dt * acc)
            self.th.append(self.th[k] + self.dt * self.om[k + 1])
        return np.array(self.th)

    def backprop(self, dth):
        # backward
        n = len(dth) - 1
        dw, dc = 0.0, 0.0
        gt, go = dth[n], 0.0
        for k in range(n - 1, -1, -1):
            go = go + self.dt * gt
            ga = self.dt * go
            dw -= ga * np.sin(self.th[k])
            dc -= ga * self.om[k]
            gt = gt - ga * self.wsq * np.cos(self.th[k]) + dth[k]
            go = go - ga * self.c
        return dw, dc

meas = Pendulum(4.0, 0.3).simulate(0.8, 25)
model = Pendulum()
for epoch in range(20):
    est = model.simulate(0.8, 25)
    diff = est - meas
    J = 0.5 * np.sum(diff ** 2)
    dw, dc = model.backprop(diff)
    # update
    model.wsq -= 0.5 * dw
    model.c -= 0.2 * dc
    print(epoch, J, model.wsq, model.c)
