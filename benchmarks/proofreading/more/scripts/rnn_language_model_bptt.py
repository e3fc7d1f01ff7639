import numpy as np

class RNNNumpy:

    def __init__(self, word_dim, hidden_dim=4, bptt_truncate=6):
        self.word_dim = word_dim
        self.hidden_dim = hidden_dim
        self.bptt_truncate = bptt_truncate
        np.random.seed(10)
        self.U = np.random.uniform(-np.sqrt(1./word_dim), np.sqrt(1./word_dim), (hidden_dim, word_dim))
        self.V = np.random.uniform(-np.sqrt(1./hidden_dim), np.sqrt(1./hidden_dim), (word_dim, hidden_dim))
        self.W = np.random.uniform(-1, 1, (hidden_dim, hidden_dim))

    def forward_propagation(self, x):
        T = len(x)
        # the extra last row is the initial hidden state: s[-1]
        s = np.zeros((T + 1, self.hidden_dim))
        o = np.zeros((T, self.word_dim))
        for t in np.arange(T):
            s[t] = np.tanh(self.U[:,x[t]] + self.W.dot(s[t-1]))
            z = self.V.dot(s[t])
            o[t] = np.exp(z) / np.sum(np.exp(z))
        return [o, s]

    def calculate_loss(self, x, y):
        o, s = self.forward_propagation(x)
        return -np.sum(np.log(o[np.arange(len(y)), y]))

    def bptt(self, x, y):
        T = len(y)
        o, s = self.forward_propagation(x)
        # backward
        dLdU = np.zeros(self.U.shape)
        dLdV = np.zeros(self.V.shape)
        dLdW = np.zeros(self.W.shape)
        delta_o = o
        delta_o[np.arange(len(y)), y] -= 1.  #! delta_o[np.arange(len(y)), x] -= 1.
        # For each output backwards...
        for t in np.arange(T)[::-1]:  #! for t in np.arange(1, T)[::-1]:
            dLdV += np.outer(delta_o[t], s[t].T)  #! dLdV += np.outer(delta_o[t], s[t-1].T)  #! dLdV = np.outer(delta_o[t], s[t].T)
            # Initial delta calculation
            delta_t = self.V.T.dot(delta_o[t]) * (1 - (s[t] ** 2))  #! delta_t = self.V.T.dot(delta_o[t])  #! delta_t = self.V.T.dot(delta_o[t]) * (1 - (s[t-1] ** 2))
            # Backpropagation through time
            for bptt_step in np.arange(max(0, t-self.bptt_truncate), t+1)[::-1]:  #! for bptt_step in np.arange(max(0, t-self.bptt_truncate), t)[::-1]:
                dLdW += np.outer(delta_t, s[bptt_step-1])  #! dLdW += np.outer(delta_t, s[bptt_step])  #! dLdW += np.outer(s[bptt_step-1], delta_t)
                dLdU[:,x[bptt_step]] += delta_t  #! dLdU[:,x[t]] += delta_t  #! dLdU[:,x[bptt_step]] = delta_t
                # Update delta for next step
                delta_t = self.W.T.dot(delta_t) * (1 - s[bptt_step-1] ** 2)  #! delta_t = self.W.dot(delta_t) * (1 - s[bptt_step-1] ** 2)  #! delta_t = self.W.T.dot(delta_t) * (1 - s[bptt_step] ** 2)
        # end
        return [dLdU, dLdV, dLdW]

    def sgd_step(self, x, y, learning_rate):
        dLdU, dLdV, dLdW = self.bptt(x, y)
        # update
        self.U -= learning_rate * dLdU
        self.V -= learning_rate * dLdV
        self.W -= learning_rate * dLdW  #! self.W -= learning_rate * dLdW.T
        # end


sentence = [0, 3, 1, 4, 3, 2]          # <s> a cat sees a dog
x_train, y_train = sentence[:-1], sentence[1:]
model = RNNNumpy(5)
for epoch in range(6):
    loss = model.calculate_loss(x_train, y_train)
    print("epoch=%d loss=%f" % (epoch, loss))
    model.sgd_step(x_train, y_train, 0.1)
