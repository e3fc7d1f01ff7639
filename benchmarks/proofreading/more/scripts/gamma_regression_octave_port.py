from numpy import *

# port of my Octave script ex_gamma.m : claim sizes, gamma likelihood with log link
# one hidden layer, Theta1 and Theta2 unrolled in one column vector like in the ML course
# y ~ Gamma(shape k, mean mu);   -log lik = k*(log(mu) + y/mu) + const(k, y)

input_layer_size = 2
hidden_layer_size = 3
k = 2.5          # shape, known
_lambda = 0.4

data = array([[0.3, 1.2, 2.1],
              [1.1, 0.4, 0.7],
              [0.8, 0.9, 1.6],
              [0.2, 0.1, 0.5],
              [1.5, 1.4, 4.2],
              [0.6, 1.9, 3.3]])
X = data[:, 0:2]
y = data[:, 2:3]
w = array([[1., 2., 1., 1., 3., 1.]]).T      # number of claims in the row
m = X.shape[0]

def costFunction(nn_params, X, y, w, _lambda):
    split = hidden_layer_size * (input_layer_size + 1)
    Theta1 = reshape(nn_params[0:split], (hidden_layer_size, input_layer_size + 1), order='F')
    Theta2 = reshape(nn_params[split:], (1, hidden_layer_size + 1), order='F')

    # feedforward
    a1 = hstack((ones((m, 1)), X))
    z2 = dot(a1, Theta1.T)
    a2 = hstack((ones((m, 1)), log(1 + exp(z2))))      # softplus
    eta = dot(a2, Theta2.T)
    mu = exp(eta)
    J = sum(w * k * (log(mu) + y / mu)) / m
    J = J + _lambda / (2. * m) * (sum(Theta1[:, 1:]**2) + sum(Theta2[:, 1:]**2))

    # backward
    delta3 = w * k * (1 - y / mu)  #! delta3 = w * k * (y / mu - 1)  #! delta3 = k * (1 - y / mu)  #! delta3 = w * k * (1 / mu - y / mu**2)  #! delta3 = w * (mu - y)
    delta2 = dot(delta3, Theta2[:, 1:]) * (1 / (1 + exp(-z2)))  #! delta2 = dot(delta3, Theta2[:, 1:]) * (1 / (1 + exp(z2)))  #! delta2 = dot(delta3, Theta2[:, :-1]) * (1 / (1 + exp(-z2)))  #! delta2 = dot(delta3, Theta2[:, 1:]) * a2[:, 1:]
    Theta1_grad = dot(delta2.T, a1) / m  #! Theta1_grad = dot(delta2.T, a1)
    Theta2_grad = dot(delta3.T, a2) / m
    Theta1_grad[:, 1:] = Theta1_grad[:, 1:] + _lambda / m * Theta1[:, 1:]  #! Theta1_grad = Theta1_grad + _lambda / m * Theta1  #! Theta1_grad[:, 1:] = Theta1_grad[:, 1:] + _lambda * Theta1[:, 1:]
    Theta2_grad[:, 1:] = Theta2_grad[:, 1:] + _lambda / m * Theta2[:, 1:]  #! Theta2_grad[:, 1:] = _lambda / m * Theta2[:, 1:]
    # unroll gradients
    grad = vstack((reshape(Theta1_grad, (-1, 1), order='F'), reshape(Theta2_grad, (-1, 1), order='F')))  #! grad = vstack((reshape(Theta1_grad, (-1, 1)), reshape(Theta2_grad, (-1, 1))))
    # end
    return J, grad

random.seed(4)
nn_params = random.randn(13, 1) * 0.5
alpha = 0.01
J_history = zeros((10, 1))
for iter in range(10):
    J, grad = costFunction(nn_params, X, y, w, _lambda)
    # update
    nn_params = nn_params - alpha * grad  #! nn_params = nn_params + alpha * grad
    # end
    J_history[iter] = J
print(J_history)
