# objective: dt * sum((th[n] - mesure[n]) ** 2 for n in range(1, N + 1))
# identification d'un pendule amorti: schema d'Euler semi-implicite et equations adjointes
import numpy as np

N = 25
dt = 0.1

def simule(g_l, frott, th0):
    th = np.zeros(N + 1)
    om = np.zeros(N + 1)
    th[0] = th0
    for n in range(N):
        om[n + 1] = om[n] + dt * (-g_l * np.sin(th[n]) - frott * om[n])
        th[n + 1] = th[n] + dt * om[n + 1]
    return th, om

vrai, _ = simule(4.0, 0.3, 0.8)
mesure = vrai + 0.01 * np.cos(np.arange(N + 1) * 5.0)

g_l = 3.3
frott = 0.1
th0 = 0.7
for iteration in range(20):
    th, om = simule(g_l, frott, th0)
    # backward
    p_th = 0.0      # adjoint de th[n+1]
    p_om = 0.0      # adjoint de om[n+1]
    grad_gl = 0.0
    grad_fr = 0.0
    for n in range(N - 1, -1, -1):
        p_th = p_th + 2 * dt * (th[n + 1] - mesure[n + 1])
        p_om = p_om + dt * p_th
        grad_gl -= p_om * dt * np.sin(th[n])
        grad_fr -= p_om * dt * om[n]
        p_th = p_th - p_om * dt * g_l * np.cos(th[n])
        p_om = p_om * (1 - dt * frott)
    grad_th0 = p_th
    # update
    g_l -= 0.5 * grad_gl
    frott -= 0.1 * grad_fr
    th0 -= 0.05 * grad_th0
print("g/l =", g_l, " frottement =", frott, " angle initial =", th0)
