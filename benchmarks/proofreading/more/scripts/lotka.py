import numpy as np
# Lotka-Volterra, 4 rate constants, explicit Euler, discrete adjoint
dt, nsteps = 0.1, 20

def f(s, p):
    hare, lynx = s
    return np.array([p[0] * hare - p[1] * hare * lynx,
                     -p[2] * lynx + p[3] * hare * lynx])

def dfds(s, p):
    hare, lynx = s
    return np.array([[p[0] - p[1] * lynx, -p[1] * hare],
                     [p[3] * lynx, -p[2] + p[3] * hare]])

def dfdp(s, p):
    hare, lynx = s
    return np.array([[hare, -hare * lynx, 0, 0],
                     [0, 0, -lynx, hare * lynx]])

def solve(p, s0):
    traj = [s0]
    for _ in range(nsteps):
        traj.append(traj[-1] + dt * f(traj[-1], p))
    return np.array(traj)

s0 = np.array([1.0, 0.6])
obs = solve(np.array([1.0, 0.8, 0.9, 0.7]), s0)
obs_idx = [5, 10, 15, 20]          # field counts only every 5 steps
p = np.array([0.8, 0.8, 0.8, 0.8])

for it in range(15):
    traj = solve(p, s0)
    misfit = sum(0.5 * np.sum((traj[i] - obs[i]) ** 2) for i in obs_idx)
    # backward
    lam = np.zeros(2)
    gp = np.zeros(4)
    for i in range(nsteps, 0, -1):
        if i in obs_idx:
            lam = lam + (traj[i] - obs[i])
        gp += dt * dfdp(traj[i - 1], p).T @ lam
        lam = lam + dt * dfds(traj[i - 1], p).T @ lam
    # update
    p = p - 0.08 * gp
    print(it, misfit)
print("rates:", p.round(3))
