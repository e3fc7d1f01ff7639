# port of my C program: one flat parameter block, offsets instead of structs
import numpy as np
from math import sqrt, tanh, exp, log

NB, NX, NH, NC = 4, 3, 4, 3
OW, OG, OB, OV, OC = 0, NX*NH, NX*NH + NH, NX*NH + 2*NH, NX*NH + 2*NH + NH*NC
NPAR = OC + NC
EPS = 1e-5

np.random.seed(1973)
par = np.random.randn(NPAR) * 0.6
par[OG:OB] = 1.0
par[OB:OV] = 0.0
grd = np.zeros(NPAR)
mom = np.zeros(NPAR)
vel = np.zeros(NPAR)

x = np.random.randn(NB * NX)
lab = [0, 2, 1, 2]
cw = [1.0, 2.0, 0.5]                 # class weights

xh = np.zeros(NB * NH); isd = np.zeros(NB); act = np.zeros(NB * NH); pr = np.zeros(NB * NC)


def net_forward():
    loss = 0.0
    for n in range(NB):
        s = [sum(x[n*NX + i] * par[OW + i*NH + j] for i in range(NX)) for j in range(NH)]
        mu = sum(s) / NH
        isd[n] = 1.0 / sqrt(sum((q - mu)**2 for q in s) / NH + EPS)
        for j in range(NH):
            xh[n*NH + j] = (s[j] - mu) * isd[n]
            act[n*NH + j] = tanh(par[OG + j] * xh[n*NH + j] + par[OB + j])
        o = [par[OC + k] + sum(act[n*NH + j] * par[OV + j*NC + k] for j in range(NH)) for k in range(NC)]
        tot = sum(exp(q) for q in o)
        for k in range(NC):
            pr[n*NC + k] = exp(o[k]) / tot
        loss -= cw[lab[n]] * log(pr[n*NC + lab[n]]) / NB
    return loss


# backward
def net_backward():
    grd.fill(0.0)
    for n in range(NB):
        dact = [0.0] * NH
        for k in range(NC):
            d = cw[lab[n]] * (pr[n*NC + k] - (k == lab[n])) / NB  #! d = (pr[n*NC + k] - (k == lab[n])) / NB  #! d = cw[k] * (pr[n*NC + k] - (k == lab[n])) / NB
            grd[OC + k] += d  #! grd[OC + k] = d
            for j in range(NH):
                grd[OV + j*NC + k] += d * act[n*NH + j]  #! grd[OV + j*NC + k] += d * xh[n*NH + j]
                dact[j] += d * par[OV + j*NC + k]  #! dact[j] += d * par[OV + k*NC + j]
        dxh = [0.0] * NH
        s1 = s2 = 0.0
        for j in range(NH):
            t = dact[j] * (1.0 - act[n*NH + j]**2)  #! t = dact[j]  #! t = dact[j] * (1.0 - xh[n*NH + j]**2)
            grd[OG + j] += t * xh[n*NH + j]
            grd[OB + j] += t  #! grd[OB + j] += dact[j]
            dxh[j] = t * par[OG + j]
            s1 += dxh[j]
            s2 += dxh[j] * xh[n*NH + j]
        for j in range(NH):
            ds = isd[n] * (dxh[j] - s1 / NH - xh[n*NH + j] * s2 / NH)  #! ds = isd[n] * dxh[j]  #! ds = isd[n] * (dxh[j] - s1 - xh[n*NH + j] * s2)
            for i in range(NX):
                grd[OW + i*NH + j] += ds * x[n*NX + i]  #! grd[OW + j*NX + i] += ds * x[n*NX + i]


# update
def adam_step(t, lr=0.02, b1=0.9, b2=0.99):
    mom[:] = b1 * mom + (1 - b1) * grd
    vel[:] = b2 * vel + (1 - b2) * grd * grd  #! vel[:] = b2 * vel + (1 - b2) * mom * mom
    mhat = mom / (1 - b1**t)  #! mhat = mom / (1 - b1)
    vhat = vel / (1 - b2**t)  #! vhat = vel / (1 - b1**t)
    par[:] = par - lr * mhat / (np.sqrt(vhat) + 1e-8)
# end


it = 0
while it < 5:
    it += 1
    loss = net_forward()
    net_backward()
    adam_step(it)
    print("%d %f" % (it, loss))
