"""Ridge regression, samples in COLUMNS (as in our lecture notes), intercept is not shrunk."""
import numpy


class Ridge:
    def __init__(self, d, alpha=0.3, eta=0.05, mu=0.8):
        self.alpha, self.eta, self.mu = alpha, eta, mu
        self.w = numpy.linspace(-0.5, 0.5, d).reshape(d, 1)
        self.w0 = numpy.full((1, 1), 0.2)
        self.vel_w = numpy.zeros_like(self.w)
        self.vel_0 = numpy.zeros_like(self.w0)

    def predict(self, X):
        return numpy.dot(self.w.T, X) + self.w0          # (1, N)

    def cost(self, X, Y):
        R = self.predict(X) - Y
        return 0.5 * numpy.mean(R ** 2) + 0.5 * self.alpha * numpy.sum(self.w ** 2)

    def step(self, X, Y):
        N = X.shape[1]
        J = self.cost(X, Y)
        R = self.predict(X) - Y
        # backward
        dw = numpy.dot(X, R.T) / N  #! dw = numpy.dot(X, R.T)  #! dw = numpy.dot(X, Y.T) / N  #! dw = numpy.dot(X, R.T) / X.shape[0]
        dw += self.alpha * self.w  #! dw += self.alpha * self.w ** 2  #! dw += 2 * self.alpha * self.w  #! dw = self.alpha * self.w  #! dw -= self.alpha * self.w
        d0 = numpy.sum(R, axis=1, keepdims=True) / N  #! d0 = numpy.sum(R, axis=1, keepdims=True)  #! d0 = numpy.sum(R, axis=1, keepdims=True) / N + self.alpha * self.w0
        # update
        self.vel_w = self.mu * self.vel_w - self.eta * dw  #! self.vel_w = self.mu * self.vel_w + self.eta * dw  #! self.vel_w = self.vel_w - self.eta * dw
        self.vel_0 = self.mu * self.vel_0 - self.eta * d0  #! self.vel_0 = self.mu * self.vel_w[0] - self.eta * d0
        self.w += self.vel_w  #! self.w -= self.vel_w
        self.w0 += self.vel_0  #! self.w0 = self.vel_0
        # end
        return J


# age, rooms, distance  -> price
X = numpy.array([[0.2, -1.1, 0.7, 1.4, -0.6, 0.1],
                 [1.0, 0.3, -0.8, 0.9, -1.2, -0.4],
                 [-0.5, 0.8, 1.3, -0.9, 0.2, -1.0]])
Y = numpy.array([[2.1, 0.9, 0.4, 3.0, -0.3, 1.5]])

model = Ridge(3)
history = []
for epoch in range(10):
    history.append(model.step(X, Y))
print(numpy.round(history, 4))
print(model.w.ravel(), model.w0)
