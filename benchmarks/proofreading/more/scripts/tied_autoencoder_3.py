# Denoising autoencoder, tied weights (decoder = W transposed), data stored as columns
# cross entropy on [0,1] pixels, L2 on W, sparsity penalty on mean activation
import numpy as np
r = np.random.RandomState(8)

nvis, nhid, m = 7, 4, 9
X = (r.rand(nvis, m) > 0.5) * 0.8 + 0.1
W = r.randn(nhid, nvis) * 0.5
b = np.zeros((nhid, 1))
c = np.zeros((nvis, 1))
rho, beta, lmbda = 0.2, 0.3, 0.01
alpha = 0.4


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


costs = []
for k in range(15):
    keep = r.rand(nvis, m) < 0.75
    Xn = X * keep
    A = sigmoid(W.dot(Xn) + b)
    R = sigmoid(W.T.dot(A) + c)
    rho_hat = A.mean(axis=1, keepdims=True)
    J = -np.sum(X * np.log(R) + (1 - X) * np.log(1 - R)) / m
    J += beta * np.sum(rho * np.log(rho / rho_hat) + (1 - rho) * np.log((1 - rho) / (1 - rho_hat)))
    J += lmbda / 2 * np.sum(W ** 2)
    costs.append(J)

    # backward
    delta3 = R - X  #! delta3 = (R - X) * R * (1 - R)  #! delta3 = R - Xn
    sparsity = beta * (-rho / rho_hat + (1 - rho) / (1 - rho_hat))  #! sparsity = beta * (-rho / rho_hat - (1 - rho) / (1 - rho_hat))  #! sparsity = beta * (rho_hat - rho)
    delta2 = (W.dot(delta3) + sparsity) * A * (1 - A)  #! delta2 = W.dot(delta3) * A * (1 - A) + sparsity  #! delta2 = (W.dot(delta3) + sparsity) * R * (1 - R)  #! delta2 = W.dot(delta3) * A * (1 - A)
    grad_enc = delta2.dot(Xn.T) / m  #! grad_enc = delta2.dot(X.T) / m
    grad_dec = A.dot(delta3.T) / m  #! grad_dec = delta3.dot(A.T) / m  #! grad_dec = A.dot(delta3.T)
    gradW = grad_enc + grad_dec + lmbda * W  #! gradW = grad_enc + lmbda * W  #! gradW = grad_enc + grad_dec + lmbda / m * W
    gradb = delta2.mean(axis=1, keepdims=True)  #! gradb = delta2.mean()
    gradc = np.sum(delta3, axis=1, keepdims=True) / m  #! gradc = np.sum(delta3, axis=1, keepdims=True) / nvis

    # update
    W = W - alpha * gradW
    b = b - alpha * gradb  #! b = b - alpha * b
    c = c - alpha * gradc  #! c = c + alpha * gradc
