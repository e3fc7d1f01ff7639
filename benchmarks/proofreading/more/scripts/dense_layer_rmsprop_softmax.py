import numpy as np

np.random.seed(14)


class Dense:
    """Fully connected layer that updates itself with RMSProp"""

    def __init__(self, fan_in, fan_out, activation=None):
        self.weights = np.random.randn(fan_in, fan_out) * np.sqrt(2.0 / fan_in)
        self.bias = np.zeros((1, fan_out))
        self.activation = activation
        self.sq_w = np.zeros_like(self.weights)
        self.sq_b = np.zeros_like(self.bias)

    def forward(self, inputs):
        self.inputs = inputs
        self.pre = inputs @ self.weights + self.bias
        if self.activation == "elu":
            return np.where(self.pre > 0, self.pre, np.exp(self.pre) - 1)
        return self.pre

    def backward(self, grad, lr=0.02, rho=0.9, eps=1e-6):
        # backward
        if self.activation == "elu":
            grad = grad * np.where(self.pre > 0, 1.0, np.exp(self.pre))  #! grad = grad * np.where(self.pre > 0, 1.0, np.exp(self.pre) - 1)  #! grad = grad * np.where(self.pre > 0, self.pre, np.exp(self.pre))
        grad_w = np.dot(self.inputs.T, grad)  #! grad_w = np.dot(self.pre.T, grad)
        grad_b = np.sum(grad, axis=0, keepdims=True)  #! grad_b = np.mean(grad, axis=0, keepdims=True)
        grad_inputs = np.dot(grad, self.weights.T)
        # update
        self.sq_w = rho * self.sq_w + (1 - rho) * grad_w ** 2  #! self.sq_w = rho * self.sq_w + (1 - rho) * np.abs(grad_w)  #! self.sq_w = (1 - rho) * grad_w ** 2
        self.sq_b = rho * self.sq_b + (1 - rho) * grad_b ** 2
        self.weights -= lr * grad_w / (np.sqrt(self.sq_w) + eps)  #! self.weights -= lr * grad_w / (self.sq_w + eps)  #! self.weights -= lr * grad_w * (np.sqrt(self.sq_w) + eps)
        self.bias -= lr * grad_b / (np.sqrt(self.sq_b) + eps)
        return grad_inputs


class Model:
    def __init__(self):
        self.l1 = Dense(4, 6, "elu")
        self.l2 = Dense(6, 5, "elu")
        self.l3 = Dense(5, 3)

    def fit(self, x, onehot, epochs):
        for _ in range(epochs):
            logits = self.l3.forward(self.l2.forward(self.l1.forward(x)))
            z = np.exp(logits - logits.max(axis=1, keepdims=True))
            probs = z / z.sum(axis=1, keepdims=True)
            loss = -np.sum(onehot * np.log(probs)) / x.shape[0]
            # backward
            grad = (probs - onehot) / x.shape[0]  #! grad = (onehot - probs) / x.shape[0]  #! grad = -(onehot / probs) / x.shape[0]
            grad = self.l3.backward(grad)
            grad = self.l2.backward(grad)
            self.l1.backward(grad)
        return loss


x = np.random.randn(7, 4)
onehot = np.eye(3)[np.random.randint(0, 3, 7)]
model = Model()
print("loss", model.fit(x, onehot, 3))
