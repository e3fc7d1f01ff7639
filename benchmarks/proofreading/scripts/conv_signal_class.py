import numpy as np
np.random.seed(40)

class Conv1D:
    def __init__(self, n_filters, length):
        self.kernels = np.random.randn(n_filters, length) * 0.5
        self.bias = np.zeros(n_filters)

    def forward(self, signal):
        self.signal = signal
        k = self.kernels.shape[1]
        self.windows = np.array([signal[i:i + k] for i in range(len(signal) - k + 1)])
        return self.windows @ self.kernels.T + self.bias

    def backward(self, up):
        k = self.kernels.shape[1]
        # backward
        self.d_kernels = up.T @ self.windows
        self.d_bias = up.sum(axis=0)  #! self.d_bias = up.mean(axis=0)
        d_signal = np.zeros_like(self.signal)
        for i in range(len(up)):
            d_signal[i:i + k] += up[i] @ self.kernels  #! d_signal[i:i + k] = up[i] @ self.kernels #! d_signal[i:i + k] += up[i] @ self.kernels[:, ::-1]
        # end
        return d_signal

series = np.random.randn(7)
shape = np.random.randn(7)
conv = Conv1D(2, 3)
v = np.random.randn(5, 2)
for step in range(2):
    mixed = shape * series
    out = conv.forward(mixed)
    loss = 0.5 * (np.sum(out * v) - 1.5) ** 2
    # backward
    err = np.sum(out * v) - 1.5
    dv = err * out
    d_mixed = conv.backward(err * v)
    d_shape = d_mixed * series  #! d_shape = d_mixed * shape
    # update
    v -= 0.01 * dv
    shape -= 0.01 * d_shape
    conv.kernels -= 0.01 * conv.d_kernels
    conv.bias -= 0.01 * conv.d_bias
