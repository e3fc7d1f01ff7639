# Autoencoder, tied weights, with a learned gaussian noise level per pixel
# (so the loss is the negative log likelihood, not the plain MSE), trained with Adam
import numpy as np

imgs = np.array([[1, 0, 0, 1, 1, 0, 0, 1],
                 [0, 1, 1, 0, 0, 1, 1, 0],
                 [1, 1, 0, 0, 1, 1, 0, 0],
                 [0, 0, 1, 1, 0, 0, 1, 1],
                 [1, 0, 1, 0, 1, 0, 1, 0]]) * 0.8 + 0.1
m, nPix = imgs.shape
nCode = 3
rs = np.random.RandomState(4)
W = rs.normal(0, .4, (nPix, nCode))
bEnc, bDec = np.zeros((1, nCode)), np.zeros((1, nPix))
logvar = np.full((1, nPix), -1.0)
rho, sparsity = 0.2, 0.05

P = [W, bEnc, bDec, logvar]
M1 = [np.zeros_like(p) for p in P]
M2 = [np.zeros_like(p) for p in P]
b1, b2, eps, lr = .9, .999, 1e-8, .02

for it in range(1, 9):
    code = 1 / (1 + np.exp(-(imgs @ W + bEnc)))
    recon = code @ W.T + bDec
    resid = recon - imgs
    nll = .5 * (np.sum(logvar) * m + np.sum(resid ** 2 * np.exp(-logvar))) / m
    rhoHat = code.mean(axis=0, keepdims=True)
    kl = np.sum(rho * np.log(rho / rhoHat) + (1 - rho) * np.log((1 - rho) / (1 - rhoHat)))
    loss = nll + sparsity * kl
    print("%d %.4f" % (it, loss))

    # backward
    dRecon = resid * np.exp(-logvar) / m  #! dRecon = resid / m  #! dRecon = 2 * resid * np.exp(-logvar) / m  #! dRecon = resid * np.exp(logvar) / m
    dLogvar = .5 * (1 - (resid ** 2).mean(axis=0, keepdims=True) * np.exp(-logvar))  #! dLogvar = .5 * (1 - (resid ** 2).sum(axis=0, keepdims=True) * np.exp(-logvar))  #! dLogvar = -.5 * (resid ** 2).mean(axis=0, keepdims=True) * np.exp(-logvar)
    dbDec = dRecon.sum(axis=0, keepdims=True)  #! dbDec = dRecon.sum(keepdims=True)
    dCode = dRecon @ W
    dCode += sparsity / m * (-rho / rhoHat + (1 - rho) / (1 - rhoHat))  #! dCode += sparsity * (-rho / rhoHat + (1 - rho) / (1 - rhoHat))  #! dCode += sparsity / m * (rho / rhoHat - (1 - rho) / (1 - rhoHat))  #!
    dPre = dCode * code * (1 - code)  #! dPre = dCode
    dbEnc = dPre.sum(axis=0, keepdims=True)
    dW = imgs.T @ dPre + dRecon.T @ code  #! dW = imgs.T @ dPre  #! dW = dRecon.T @ code  #! dW = recon.T @ dPre + dRecon.T @ code
    # update
    for p, g, s, r in zip(P, [dW, dbEnc, dbDec, dLogvar], M1, M2):
        s *= b1
        s += (1 - b1) * g
        r *= b2
        r += (1 - b2) * g * g
        p -= lr * (s / (1 - b1 ** it)) / (np.sqrt(r / (1 - b2 ** it)) + eps)  #! p -= lr * (s / (1 - b1 ** it)) / (np.sqrt(r) + eps)
    # end
