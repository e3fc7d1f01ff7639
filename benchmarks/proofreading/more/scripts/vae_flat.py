import numpy as np
rs = np.random.RandomState(123)

# VAE on eight 2x4 "images" of bars.  encoder tanh, decoder relu, bernoulli pixels, beta-ELBO
x = np.array([[1,1,1,1,0,0,0,0],[0,0,0,0,1,1,1,1],[1,0,0,0,1,0,0,0],[0,1,0,0,0,1,0,0],
              [0,0,1,0,0,0,1,0],[0,0,0,1,0,0,0,1],[1,1,0,0,1,1,0,0],[0,0,1,1,0,0,1,1.]])
B, D = x.shape; H = 6; Z = 2
beta = 0.7
lr = 0.05; rho = 0.9

W1 = rs.randn(D, H)*.4; b1 = np.zeros(H)
Wm = rs.randn(H, Z)*.4; bm = np.zeros(Z)     # mu head
Wl = rs.randn(H, Z)*.4; bl = np.zeros(Z)     # log variance head
W2 = rs.randn(Z, H)*.6; b2 = rs.rand(H)*.1
W3 = rs.randn(H, D)*.4; b3 = np.zeros(D)
vel = dict()

for epoch in range(8):
    h1 = np.tanh(x @ W1 + b1)
    mu = h1 @ Wm + bm
    logvar = h1 @ Wl + bl
    eps = rs.randn(B, Z)
    std = np.exp(0.5*logvar)
    z = mu + std*eps
    a2 = z @ W2 + b2
    h2 = np.maximum(a2, 0)
    xr = 1/(1+np.exp(-(h2 @ W3 + b3)))

    rec = -np.sum(x*np.log(xr) + (1-x)*np.log(1-xr))/B
    kl = -0.5*np.sum(1 + logvar - mu**2 - np.exp(logvar))/B
    loss = rec + beta*kl

    # backward
    dlogits = (xr - x)/B                     #! dlogits = (xr - x)  #! dlogits = (xr - x)*xr*(1-xr)/B
    dW3 = h2.T @ dlogits; db3 = dlogits.sum(0)
    dh2 = dlogits @ W3.T
    da2 = dh2*(a2 > 0)                       #! da2 = dh2*(1 - h2**2)
    dW2 = z.T @ da2; db2 = da2.sum(0)        #! dW2 = mu.T @ da2; db2 = da2.sum(0)
    dz = da2 @ W2.T
    dmu = dz + beta*mu/B                     #! dmu = dz  #! dmu = dz + beta*mu
    dlogvar = dz*eps*0.5*std                 #! dlogvar = dz*eps*std  #! dlogvar = dz*eps  #! dlogvar = dz*0.5*std
    dlogvar += beta*0.5*(np.exp(logvar) - 1)/B   #! dlogvar += beta*0.5*(1 - np.exp(logvar))/B
    dWm = h1.T @ dmu; dbm = dmu.sum(0)
    dWl = h1.T @ dlogvar; dbl = dlogvar.sum(0)
    dh1 = dmu @ Wm.T + dlogvar @ Wl.T        #! dh1 = dmu @ Wm.T
    da1 = dh1*(1 - h1**2)                    #! da1 = dh1*h1*(1 - h1)
    dW1 = x.T @ da1; db1 = da1.sum(0)        #! dW1 = x.T @ dh1; db1 = da1.sum(0)

    # update
    for name in 'W1 b1 Wm bm Wl bl W2 b2 W3 b3'.split():
        g = globals()['d' + name]
        vel[name] = rho*vel.get(name, 0) + g
        globals()[name] -= lr*vel[name]
    # end
    print('%d  loss %.4f  rec %.4f  kl %.4f' % (epoch, loss, rec, kl))
