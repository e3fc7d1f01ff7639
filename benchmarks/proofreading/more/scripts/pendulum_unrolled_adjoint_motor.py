"""
System identification by unrolling: pendulum with friction and a motor.
    v[k+1]  = v[k]  + dt * (-a sin(th[k]) - b v[k] + c u[k])
    th[k+1] = th[k] + dt * v[k+1]            (semi-implicit Euler)
We know the start angles, and see noisy angles afterwards. Unknown: a, b, c and the
start velocities. The gradient comes from the adjoint (costate) recursion, run backwards.
"""
import numpy as np

dt, K = 0.2, 6
truth = (4.0, 0.3, 1.5)
u = np.array([[0.0, 1.0, 1.0, 0.0, -1.0, 0.0],
              [1.0, 1.0, 0.0, 0.0, 0.0, 1.0],
              [0.0, 0.0, -1.0, -1.0, 0.0, 0.0]])
theta0 = np.array([0.6, -0.3, 1.1])
n = len(theta0)

# make the measurements
rnd = np.random.RandomState(4)
obs = np.zeros((n, K + 1))
for i in range(n):
    q, s = theta0[i], [0.0, 0.5, -0.4][i]
    for k in range(K):
        s += dt * (-truth[0] * np.sin(q) - truth[1] * s + truth[2] * u[i, k])
        q += dt * s
        obs[i, k + 1] = q + 0.01 * rnd.randn()

a, b, c = 3.0, 0.6, 1.0
v0 = np.zeros(n)
rate = 0.3
th = np.zeros((n, K + 1))
v = np.zeros((n, K + 1))

for sweep in range(15):
    th[:, 0] = theta0
    v[:, 0] = v0
    for k in range(K):
        v[:, k + 1] = v[:, k] + dt * (-a * np.sin(th[:, k]) - b * v[:, k] + c * u[:, k])
        th[:, k + 1] = th[:, k] + dt * v[:, k + 1]
    J = np.sum((th[:, 1:] - obs[:, 1:]) ** 2) / n

    # backward
    lam_th = np.zeros(n)
    lam_v = np.zeros(n)
    ga = gb = gc = 0.0
    for k in range(K - 1, -1, -1):
        lam_th = lam_th + 2 * (th[:, k + 1] - obs[:, k + 1]) / n  #! lam_th = 2 * (th[:, k + 1] - obs[:, k + 1]) / n  #! lam_th = lam_th + 2 * (th[:, k] - obs[:, k]) / n  #! lam_th = lam_th + 2 * (th[:, k + 1] - obs[:, k + 1])
        lam_v = lam_v + dt * lam_th  #! lam_v = dt * lam_th  #! lam_v = lam_v + lam_th
        ga -= dt * np.sum(lam_v * np.sin(th[:, k]))  #! ga -= dt * np.sum(lam_v * np.sin(th[:, k + 1]))  #! ga += dt * np.sum(lam_v * np.sin(th[:, k]))
        gb -= dt * np.sum(lam_v * v[:, k])  #! gb -= dt * np.sum(lam_v * v[:, k + 1])  #! gb = -dt * np.sum(lam_v * v[:, k])
        gc += dt * np.sum(lam_v * u[:, k])
        lam_th = lam_th - dt * a * np.cos(th[:, k]) * lam_v  #! lam_th = lam_th - dt * a * np.sin(th[:, k]) * lam_v  #! lam_th = lam_th - dt * np.cos(th[:, k]) * lam_v  #! lam_th = -dt * a * np.cos(th[:, k]) * lam_v
        lam_v = lam_v * (1 - dt * b)  #! lam_v = lam_v * (1 + dt * b)
    gv0 = lam_v

    # update
    a -= 5 * rate * ga
    b -= rate * gb
    c -= rate * gc
    v0 = v0 - rate * gv0  #! v0 = v0 - rate * lam_th
    # end
    if sweep % 5 == 0:
        print('sweep %2d   J %.5f   a %.3f  b %.3f  c %.3f' % (sweep, J, a, b, c))
