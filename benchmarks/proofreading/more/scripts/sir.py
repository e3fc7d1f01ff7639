import numpy as np

# SIR flu in a boarding school, normalized. log-parameters in a dict so they stay positive
infected = np.array([.01, .02, .045, .09, .16, .24, .30, .31])
par = {'beta': np.log(1.2), 'gamma': np.log(0.4)}
adagrad = {'beta': 0.0, 'gamma': 0.0}
days = len(infected)

for run in range(30):
    B, Gm = np.exp(par['beta']), np.exp(par['gamma'])
    S, I = [0.99], [0.01]
    for t in range(days - 1):
        new_inf = B * S[t] * I[t]
        rec = Gm * I[t]
        S.append(S[t] - new_inf)
        I.append(I[t] + new_inf - rec)
    resid = np.array(I) - infected
    sse = 100 * np.sum(resid ** 2)

    # backward
    dB = dG = 0.0
    aS, aI = 0.0, 200 * resid[-1]
    for t in reversed(range(days - 1)):
        a_new = aI - aS
        a_rec = -aI
        dB += a_new * S[t] * I[t]
        dG += a_rec * I[t]
        aS, aI = aS + a_new * B * I[t], aI + a_new * B * S[t] + a_rec * Gm + 200 * resid[t]
    grads = {'beta': dB * B, 'gamma': dG * Gm}

    # update
    for key, gr in grads.items():
        adagrad[key] += gr ** 2
        par[key] -= 0.1 * gr / (np.sqrt(adagrad[key]) + 1e-8)

    if run % 10 == 0:
        print(f"run {run}: sse={sse:.4f}  R0={B / Gm:.2f}")
