# My PyTorch LeNet-ish net, rewritten in plain numpy to see what .backward() does.
#   self.conv1 = nn.Conv2d(1, 2, 3); self.fc = nn.Linear(2*3*3, 3)
#   x = F.max_pool2d(F.relu(self.conv1(x)), 2); logits = self.fc(x.flatten(1))
import numpy as np

np.random.seed(0)

class Parameter:
    def __init__(self, data):
        self.data = data
        self.grad = np.zeros_like(data)

class Net:
    def __init__(self):
        self.weight = Parameter(np.random.uniform(-1/3, 1/3, (2, 1, 3, 3)))
        self.bias = Parameter(np.random.uniform(-1/3, 1/3, 2))
        k = 1 / np.sqrt(18)
        self.fc_weight = Parameter(np.random.uniform(-k, k, (3, 18)))
        self.fc_bias = Parameter(np.random.uniform(-k, k, 3))

    def parameters(self):
        return [self.weight, self.bias, self.fc_weight, self.fc_bias]

    def zero_grad(self):
        for p in self.parameters():
            p.grad[...] = 0

    def forward(self, x):                      # x: [N, 1, 8, 8]
        N = x.shape[0]
        self.x = x
        conv = np.zeros((N, 2, 6, 6))
        for i in range(6):
            for j in range(6):
                patch = x[:, None, :, i:i+3, j:j+3]
                conv[:, :, i, j] = (patch * self.weight.data).sum((2, 3, 4)) + self.bias.data
        self.relu = np.maximum(conv, 0)
        self.pool = np.zeros((N, 2, 3, 3))
        for i in range(3):
            for j in range(3):
                self.pool[:, :, i, j] = self.relu[:, :, 2*i:2*i+2, 2*j:2*j+2].max((2, 3))
        self.flat = self.pool.reshape(N, -1)
        return self.flat @ self.fc_weight.data.T + self.fc_bias.data

    # backward
    def backward(self, grad_out):
        self.fc_weight.grad += grad_out.T @ self.flat  #! self.fc_weight.grad += grad_out.T @ self.flat / len(grad_out)
        self.fc_bias.grad += grad_out.sum(0)  #! self.fc_bias.grad += grad_out.mean(0)  #! self.fc_bias.grad += grad_out.sum()
        g = (grad_out @ self.fc_weight.data).reshape(self.pool.shape)
        grad_relu = np.zeros_like(self.relu)
        for i in range(3):
            for j in range(3):
                win = self.relu[:, :, 2*i:2*i+2, 2*j:2*j+2]
                is_max = win == win.max((2, 3), keepdims=True)  #! is_max = win == win.max()  #! is_max = win > 0
                grad_relu[:, :, 2*i:2*i+2, 2*j:2*j+2] = is_max * g[:, :, i, j][:, :, None, None]  #! grad_relu[:, :, 2*i:2*i+2, 2*j:2*j+2] = g[:, :, i, j][:, :, None, None] / 4  #! grad_relu[:, :, i:i+2, j:j+2] = is_max * g[:, :, i, j][:, :, None, None]
        grad_conv = grad_relu * (self.relu > 0)  #! grad_conv = grad_relu * self.relu
        for i in range(6):
            for j in range(6):
                patch = self.x[:, None, :, i:i+3, j:j+3]
                self.weight.grad += (grad_conv[:, :, i, j][:, :, None, None, None] * patch).sum(0)  #! self.weight.grad += (grad_conv[:, :, i, j][:, :, None, None, None] * patch).mean(0)  #! self.weight.grad = (grad_conv[:, :, i, j][:, :, None, None, None] * patch).sum(0)  #! self.weight.grad += (grad_conv[:, :, i, j][:, :, None, None, None] * patch[..., ::-1, ::-1]).sum(0)
        self.bias.grad += grad_conv.sum((0, 2, 3))  #! self.bias.grad += grad_conv.sum(0).mean((1, 2))
    # end

def cross_entropy(logits, target):
    z = logits - logits.max(1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(1, keepdims=True))
    grad = np.exp(logp)
    grad[np.arange(len(target)), target] -= 1
    return -logp[np.arange(len(target)), target].mean(), grad / len(target)

net = Net()
x = np.random.randn(4, 1, 8, 8)
target = np.array([0, 2, 1, 2])
for step in range(5):
    net.zero_grad()
    logits = net.forward(x)
    loss, grad = cross_entropy(logits, target)
    net.backward(grad)
    for p in net.parameters():
        p.data -= 0.1 * p.grad
    print(step, loss)
