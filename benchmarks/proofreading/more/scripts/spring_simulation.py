"""Find the stiffness and friction of a spring from a measured motion.
We simulate with Euler steps and go back through the simulation (adjoint)."""
import numpy as np

dt, n_steps = 0.1, 25

def simulate(k, f, x0=1.0, v0=0.0):
    xs, vs = [x0], [v0]
    for _ in range(n_steps):
        acc = -k * xs[-1] - f * vs[-1]
        xs.append(xs[-1] + dt * vs[-1])
        vs.append(vs[-1] + dt * acc)
    return np.array(xs), np.array(vs)

measured, _ = simulate(4.0, 0.6)
measured = measured + 0.01 * np.random.RandomState(0).randn(n_steps + 1)

k, f = 2.5, 0.2
rate = 0.5
previous = None
for trial in range(30):
    xs, vs = simulate(k, f)
    miss = xs - measured
    J = 0.5 * np.sum(miss ** 2)
    if previous is not None and J > previous:
        rate *= 0.5                     # too big a step
    previous = J

    # backward
    lam_x, lam_v = miss[n_steps], 0.0   # dJ/dx and dJ/dv at the last time
    grad_k = grad_f = 0.0
    for t in range(n_steps - 1, -1, -1):
        grad_k += lam_v * dt * -xs[t]
        grad_f += lam_v * dt * -vs[t]
        lam_x, lam_v = lam_x - lam_v * dt * k + miss[t], lam_x * dt + lam_v * (1 - dt * f)

    # update
    k -= rate * grad_k
    f -= rate * 0.2 * grad_f
    if trial % 6 == 0:
        print(f"{trial:2d}  J={J:.4f}  k={k:.3f}  f={f:.3f}")
