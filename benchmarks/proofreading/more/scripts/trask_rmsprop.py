import numpy as np

# A Neural Network in 11 (ok, 30) lines of Python -- with leaky ReLU, dropout and RMSprop
X = np.array([[0,0,1],[0,1,1],[1,0,1],[1,1,1],[1,0,0],[0,1,0]])
y = np.array([[0,1,1,0,1,1]]).T

np.random.seed(7)
syn0 = 2*np.random.random((3,8)) - 1
syn1 = 2*np.random.random((8,1)) - 1
bias = np.zeros((1,8)) + 0.1
cache0 = cache1 = cacheb = 0
leak, keep = 0.1, 0.75
alpha, decay = 0.01, 0.9

for j in range(6):
    z1 = X.dot(syn0) + bias
    l1 = np.where(z1 > 0, z1, leak*z1)
    drop = (np.random.rand(*l1.shape) < keep) / keep
    l1d = l1 * drop
    l2 = np.tanh(l1d.dot(syn1))
    loss = np.mean((l2 - y)**2)
    if j % 2 == 0: print("Error:", loss)

    # backward
    l2_error = 2*(l2 - y)/y.shape[0]  #! l2_error = 2*(l2 - y)  #! l2_error = 2*(y - l2)/y.shape[0]  #! l2_error = (l2 - y)/y.shape[0]
    l2_delta = l2_error * (1 - l2**2)  #! l2_delta = l2_error  #! l2_delta = l2_error * l2*(1 - l2)  #! l2_delta = l2_error * (1 - np.tanh(l2)**2)
    g1 = l1d.T.dot(l2_delta)  #! g1 = l1.T.dot(l2_delta)  #! g1 = l1d.T.dot(l2_error)
    l1_error = l2_delta.dot(syn1.T) * drop  #! l1_error = l2_delta.dot(syn1.T)  #! l1_error = l2_delta.dot(syn1.T) * (drop > 0)
    l1_delta = l1_error * np.where(z1 > 0, 1, leak)  #! l1_delta = l1_error * (z1 > 0)  #! l1_delta = l1_error * np.where(z1 > 0, 1, leak*z1)
    g0 = X.T.dot(l1_delta)
    gb = l1_delta.sum(axis=0, keepdims=True)  #! gb = l1_delta.mean(axis=0, keepdims=True)
    # update
    cache0 = decay*cache0 + (1-decay)*g0**2
    cache1 = decay*cache1 + (1-decay)*g1**2
    cacheb = decay*cacheb + (1-decay)*gb**2
    syn0 -= alpha * g0/(np.sqrt(cache0) + 1e-6)
    syn1 -= alpha * g1/(np.sqrt(cache1) + 1e-6)
    bias -= alpha * gb/(np.sqrt(cacheb) + 1e-6)  #! bias += alpha * gb/(np.sqrt(cacheb) + 1e-6)
    # end

print(l2.round(2))
