import numpy as np


def lrelu(x, a=0.2):
    return np.maximum(a * x, x)


def dlrelu(x, a=0.2):
    return np.where(x >= 0, 1.0, a)


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


class GAN:
    """The discriminator stands still here: only the generator step, non-saturating loss."""

    def __init__(self, n_noise, n_hidden, n_data, seed):
        np.random.seed(seed)
        self.W0_g = np.random.randn(n_noise, n_hidden) * np.sqrt(2.0 / n_noise)
        self.b0_g = np.zeros((1, n_hidden))
        self.W1_g = np.random.randn(n_hidden, n_data) * np.sqrt(2.0 / n_hidden)
        self.b1_g = np.zeros((1, n_data))
        self.W0_d = np.random.randn(n_data, 6) * 0.5
        self.b0_d = np.random.randn(1, 6) * 0.1
        self.W1_d = np.random.randn(6, 1) * 0.5
        self.b1_d = np.zeros((1, 1))

    def forward_generator(self, z):
        self.z0_g = z @ self.W0_g + self.b0_g
        self.a0_g = lrelu(self.z0_g, a=0)
        self.z1_g = self.a0_g @ self.W1_g + self.b1_g
        self.a1_g = np.tanh(self.z1_g)
        return self.a1_g

    def forward_discriminator(self, x):
        self.z0_d = x @ self.W0_d + self.b0_d
        self.a0_d = lrelu(self.z0_d)
        self.z1_d = self.a0_d @ self.W1_d + self.b1_d
        self.a1_d = sigmoid(self.z1_d)
        return self.a1_d

    def backward_generator(self, z, lr):
        m = z.shape[0]
        # backward
        # --- through the (frozen) discriminator
        da1_d = -1.0 / self.a1_d
        dz1_d = da1_d * self.a1_d * (1 - self.a1_d)
        da0_d = dz1_d @ self.W1_d.T
        dz0_d = da0_d * dlrelu(self.z0_d)  #! dz0_d = da0_d * dlrelu(self.z0_d, a=0)  #! dz0_d = da0_d * lrelu(self.z0_d)
        dx_d = dz0_d @ self.W0_d.T
        # --- through the generator
        dz1_g = dx_d * (1 - self.a1_g ** 2)  #! dz1_g = dx_d * (1 - self.z1_g ** 2)  #! dz1_g = dx_d * (1 - np.tanh(self.a1_g) ** 2)
        dW1_g = self.a0_g.T @ dz1_g / m  #! dW1_g = self.a0_g.T @ dz1_g  #! dW1_g = self.a0_d.T @ dz1_g / m
        db1_g = np.mean(dz1_g, axis=0, keepdims=True)
        da0_g = dz1_g @ self.W1_g.T
        dz0_g = da0_g * dlrelu(self.z0_g, a=0)  #! dz0_g = da0_g * dlrelu(self.z0_g)  #! dz0_g = da0_g * dlrelu(self.z0_d, a=0)
        dW0_g = z.T @ dz0_g / m
        db0_g = np.mean(dz0_g, axis=0, keepdims=True)  #! db0_g = np.mean(dz1_g, axis=0, keepdims=True)  #! db0_g = np.mean(dz0_g)
        # update
        self.W0_g -= lr * dW0_g
        self.b0_g -= lr * db0_g
        self.W1_g -= lr * dW1_g
        self.b1_g -= lr * db1_g


gan = GAN(n_noise=3, n_hidden=4, n_data=2, seed=10)
for step in range(3):
    noise = np.random.randn(5, 3)
    fake = gan.forward_discriminator(gan.forward_generator(noise))
    J_g = -np.mean(np.log(fake))
    print(f"step {step}  generator loss {J_g:.4f}")
    gan.backward_generator(noise, lr=0.1)
