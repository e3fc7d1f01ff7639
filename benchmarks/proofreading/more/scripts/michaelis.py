# Enzyme kinetics, v = Vmax*S/(Km+S). Plain python, no numpy, I only have 8 points anyway.
S = [0.2, 0.5, 1.0, 2.0, 3.0, 5.0, 8.0, 12.0]
v_obs = [0.62, 1.31, 2.05, 2.78, 3.40, 3.71, 4.15, 4.32]

Vmax = 3.0
Km = 2.5
lr = 0.02
n = len(S)

iteration = 0
SSE_old = 1e9
while iteration < 30:
    SSE = 0.0
    v = []
    for i in range(n):
        v.append(Vmax * S[i] / (Km + S[i]))
        SSE = SSE + (v_obs[i] - v[i]) ** 2
    # backward
    dVmax = 0.0
    dKm = 0.0
    for i in range(n):
        r = v_obs[i] - v[i]
        dVmax -= 2 * r * S[i] / (Km + S[i])
        dKm += 2 * r * Vmax * S[i] / (Km + S[i]) ** 2
    # update
    Vmax -= lr * dVmax
    Km -= lr * dKm
    if abs(SSE_old - SSE) < 1e-7:
        print("converged")
        break
    SSE_old = SSE
    iteration += 1
print("Vmax = %.3f  Km = %.3f  SSE = %.4f" % (Vmax, Km, SSE))
