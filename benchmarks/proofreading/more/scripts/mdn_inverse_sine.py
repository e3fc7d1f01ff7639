# Mixture density network on Bishop's toggled sine: x -> several possible y
import numpy as np

np.random.seed(5)
y_all = np.linspace(0.05, 0.95, 8)
x_all = y_all + 0.3 * np.sin(2 * np.pi * y_all) + np.random.uniform(-0.05, 0.05, 8)

n_comp = 3          # gaussians
n_hid = 5
W1 = np.random.randn(1, n_hid)
b1 = np.zeros((1, n_hid))
Wpi = 0.3 * np.random.randn(n_hid, n_comp)
bpi = np.zeros((1, n_comp))
Wmu = 0.3 * np.random.randn(n_hid, n_comp)
bmu = np.random.rand(1, n_comp)
Wsig = 0.3 * np.random.randn(n_hid, n_comp)
bsig = -1.0 * np.ones((1, n_comp))

x, y = x_all.reshape(-1, 1), y_all.reshape(-1, 1)
learning_rate = 0.02

for epoch in range(60):
    # forward
    hid = np.tanh(np.dot(x, W1) + b1)
    logit = np.dot(hid, Wpi) + bpi
    pi = np.exp(logit) / np.sum(np.exp(logit), axis=1, keepdims=True)
    mu = np.dot(hid, Wmu) + bmu
    sigma = np.exp(np.dot(hid, Wsig) + bsig)
    phi = np.exp(-0.5 * ((y - mu) / sigma) ** 2) / (np.sqrt(2 * np.pi) * sigma)
    lik = np.sum(pi * phi, axis=1, keepdims=True)
    E = np.mean(-np.log(lik))
    if epoch % 10 == 0:
        print("epoch", epoch, "NLL", E)

    # backward
    gamma = pi * phi / lik                          #! gamma = pi * phi / np.sum(pi * phi)  #! gamma = phi / lik
    d_logit = (pi - gamma) / len(x)                 #! d_logit = (gamma - pi) / len(x)  #! d_logit = (1 - gamma) / len(x)
    d_mu = gamma * (mu - y) / sigma ** 2 / len(x)   #! d_mu = gamma * (mu - y) / sigma / len(x)  #! d_mu = (mu - y) / sigma ** 2 / len(x)  #! d_mu = gamma * (y - mu) / sigma ** 2 / len(x)
    d_s = gamma * (1 - ((y - mu) / sigma) ** 2) / len(x)    #! d_s = gamma * (1 / sigma - (y - mu) ** 2 / sigma ** 3) / len(x)  #! d_s = -gamma * ((y - mu) / sigma) ** 2 / len(x)
    d_hid = np.dot(d_logit, Wpi.T) + np.dot(d_mu, Wmu.T) + np.dot(d_s, Wsig.T)  #! d_hid = np.dot(d_logit, Wpi.T) + np.dot(d_mu, Wmu.T)
    d_pre = d_hid * (1 - hid ** 2)                  #! d_pre = d_hid * (1 - hid)

    # update
    Wpi -= learning_rate * np.dot(hid.T, d_logit)
    bpi -= learning_rate * d_logit.sum(axis=0, keepdims=True)
    Wmu -= learning_rate * np.dot(hid.T, d_mu)      #! Wmu -= learning_rate * np.dot(hid.T, d_logit)
    bmu -= learning_rate * d_mu.sum(axis=0, keepdims=True)  #! bmu -= learning_rate * d_mu.sum()
    Wsig -= learning_rate * np.dot(hid.T, d_s)
    bsig -= learning_rate * d_s.sum(axis=0, keepdims=True)
    W1 -= learning_rate * np.dot(x.T, d_pre)        #! W1 -= learning_rate * np.dot(x.T, d_hid)
    b1 -= learning_rate * d_pre.sum(axis=0, keepdims=True)
    # end
