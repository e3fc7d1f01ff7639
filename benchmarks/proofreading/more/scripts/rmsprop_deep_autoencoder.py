import numpy as np

np.random.seed(8)
D, H, Z, N = 6, 5, 2, 7
data = np.random.rand(N, D)

model = {}
model['We1'] = np.random.randn(D, H) / np.sqrt(D)
model['We2'] = np.random.randn(H, Z) / np.sqrt(H)
model['Wd1'] = np.random.randn(Z, H) / np.sqrt(Z)
model['Wd2'] = np.random.randn(H, D) / np.sqrt(H)
rmsprop_cache = {k: np.zeros_like(v) for k, v in model.items()}
decay_rate, learning_rate = 0.9, 1e-2

def relu(u):
    return u * (u > 0)

for n_iter in range(3):
    h1 = relu(data @ model['We1'])
    code = np.tanh(h1 @ model['We2'])
    h2 = relu(code @ model['Wd1'])
    recon = h2 @ model['Wd2']
    recon_loss = np.sum((recon - data) ** 2) / N
    # backward
    drecon = 2 * (recon - data) / N  #! drecon = 2 * (data - recon) / N
    grad = {}
    grad['Wd2'] = h2.T @ drecon  #! grad['Wd2'] = h1.T @ drecon
    dh2 = drecon @ model['Wd2'].T
    dh2[h2 <= 0] = 0  #! dh2[h2 > 0] = 0  #! dh2[dh2 <= 0] = 0
    grad['Wd1'] = code.T @ dh2
    dcode = (dh2 @ model['Wd1'].T) * (1 - code * code)  #! dcode = dh2 @ model['Wd1'].T  #! dcode = (dh2 @ model['Wd1'].T) * code * (1 - code)
    grad['We2'] = h1.T @ dcode
    dh1 = dcode @ model['We2'].T  #! dh1 = dcode @ model['Wd1']
    dh1[h1 <= 0] = 0
    grad['We1'] = data.T @ dh1
    # end
    # update
    for k, v in model.items():
        g = grad[k]
        rmsprop_cache[k] = decay_rate * rmsprop_cache[k] + (1 - decay_rate) * g ** 2  #! rmsprop_cache[k] = decay_rate * rmsprop_cache[k] + (1 - decay_rate) * g  #! rmsprop_cache[k] = (1 - decay_rate) * g ** 2
        model[k] -= learning_rate * g / (np.sqrt(rmsprop_cache[k]) + 1e-5)  #! model[k] += learning_rate * g / (np.sqrt(rmsprop_cache[k]) + 1e-5)  #! model[k] -= learning_rate * g / (rmsprop_cache[k] + 1e-5)
    # end
    print(n_iter, recon_loss)
