# Tuning a PI controller on a first order plant by simulating the loop and
# back-propagating through the time steps.  (I come from Simulink, be kind)
Ts = 0.1
tau = 0.8
gain = 2.0
Nsim = 25
ref = 1.0
rho = 0.05                 # weight on control effort

Kp = 0.5
Ki = 0.2

for tuning in range(20):
    # ---------- simulate ----------
    y = [0.0] * (Nsim + 1)
    I = [0.0] * (Nsim + 1)
    u = [0.0] * Nsim
    err = [0.0] * Nsim
    cost = 0.0
    for k in range(Nsim):
        err[k] = ref - y[k]
        I[k + 1] = I[k] + Ts * err[k]
        u[k] = Kp * err[k] + Ki * I[k + 1]
        y[k + 1] = y[k] + Ts / tau * (gain * u[k] - y[k])
        cost += Ts * (err[k] ** 2 + rho * u[k] ** 2)

    # backward
    lam_y, lam_I = 0.0, 0.0
    dKp, dKi = 0.0, 0.0
    for k in range(Nsim - 1, -1, -1):
        du = 2 * Ts * rho * u[k] + lam_y * Ts / tau * gain
        dKp += du * err[k]
        dKi += du * I[k + 1]
        dI = lam_I + du * Ki
        de = 2 * Ts * err[k] + du * Kp + dI * Ts
        lam_y = lam_y * (1 - Ts / tau) - de
        lam_I = dI

    # update
    Kp = Kp - 0.8 * dKp
    Ki = Ki - 0.8 * dKi
    print("J=%.5f  Kp=%.3f  Ki=%.3f" % (cost, Kp, Ki))
