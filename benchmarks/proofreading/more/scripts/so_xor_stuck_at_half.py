# "XOR net stuck at 0.5, what am I doing wrong?"  (edit: the gradients were fine, I just had to train longer)
import numpy as np
np.random.seed(7)
inp = np.array([[0,0],[0,1],[1,0],[1,1]], dtype=float)
want = np.array([[0,1],[1,0],[1,0],[0,1]], dtype=float)   # [xor, xnor]
wih = np.random.uniform(-1, 1, (2,2)); bh = np.random.uniform(-1, 1, 2)
who = np.random.uniform(-1, 1, (2,2)); bo = np.random.uniform(-1, 1, 2)
sgm = lambda q: 1/(1+np.exp(-q))
dsgm = lambda s: s*(1-s)      # takes the OUTPUT of sgm!
eta = 0.5
# objective: 0.5*np.sum((outout - want)**2)
for kk in range(50):
    hidin = np.dot(inp, wih) + bh
    hidout = sgm(hidin)
    outin = np.dot(hidout, who) + bo
    outout = sgm(outin)
    # backward
    err = outout - want  #! err = want - outout  #! err = (outout - want)**2
    dout = err * dsgm(outout)  #! dout = err * dsgm(outin)  #! dout = err
    dhid = np.dot(dout, who.T) * dsgm(hidout)  #! dhid = np.dot(dout, who) * dsgm(hidout)  #! dhid = np.dot(err, who.T) * dsgm(hidout)  #! dhid = np.dot(dout, wih.T) * dsgm(hidout)
    g_who = np.dot(hidout.T, dout)  #! g_who = np.dot(hidout.T, err)  #! g_who = np.dot(dout.T, hidout)
    g_wih = np.dot(inp.T, dhid)  #! g_wih = np.dot(dhid.T, inp)
    g_bo = dout.sum(0)
    g_bh = dhid.sum(0)  #! g_bh = dout.sum(0)
    who = who - eta * g_who
    wih = wih - eta * g_wih  #! wih = wih - eta * g_who
    bo = bo - eta * g_bo
    bh = bh - eta * g_bh
    # end
print(np.round(outout, 2))
