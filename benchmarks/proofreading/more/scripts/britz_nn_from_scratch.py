# Implementing a 3-layer network from scratch (WildML post); two moons typed in, two classes
import numpy as np

np.random.seed(0)
X = np.array([[0.74, 0.46], [1.45, -0.41], [-0.76, 0.58], [0.23, 0.11],
              [1.92, 0.25], [0.05, 1.04], [0.61, -0.35]])
y = np.array([0, 1, 0, 1, 1, 0, 1])

num_examples = len(X)
nn_input_dim = 2  # two coordinates
nn_output_dim = 2  # two classes

epsilon = 0.01  # step size
reg_lambda = 0.01  # L2


def forward(model, x):
    W1, b1, W2, b2 = model['W1'], model['b1'], model['W2'], model['b2']
    z1 = x.dot(W1) + b1
    a1 = np.tanh(z1)
    z2 = a1.dot(W2) + b2
    exp_scores = np.exp(z2)
    probs = exp_scores / np.sum(exp_scores, axis=1, keepdims=True)
    return a1, probs


# mean loss over all points, with the penalty
def calculate_loss(model):
    a1, probs = forward(model, X)
    correct_logprobs = -np.log(probs[range(num_examples), y])
    data_loss = np.sum(correct_logprobs)
    data_loss += reg_lambda / 2 * (np.sum(np.square(model['W1'])) + np.sum(np.square(model['W2'])))
    return 1. / num_examples * data_loss


# class 0 or 1 for each row
def predict(model, x):
    a1, probs = forward(model, x)
    return np.argmax(probs, axis=1)


# trains with full-batch gradient descent; nn_hdim hidden units, num_passes steps
def build_model(nn_hdim, num_passes=20, print_loss=False):
    W1 = np.random.randn(nn_input_dim, nn_hdim) / np.sqrt(nn_input_dim)
    b1 = np.zeros((1, nn_hdim))
    W2 = np.random.randn(nn_hdim, nn_output_dim) / np.sqrt(nn_hdim)
    b2 = np.zeros((1, nn_output_dim))

    model = {}

    # (summed over the examples here, the 1/N is in the learning rate)
    # objective: -np.sum(np.log(probs[range(num_examples), y])) + reg_lambda / 2 * (np.sum(W1 ** 2) + np.sum(W2 ** 2))
    for i in range(0, num_passes):

        # Forward propagation
        z1 = X.dot(W1) + b1
        a1 = np.tanh(z1)
        z2 = a1.dot(W2) + b2
        exp_scores = np.exp(z2)
        probs = exp_scores / np.sum(exp_scores, axis=1, keepdims=True)

        # Backpropagation
        # backward
        delta3 = probs.copy()
        delta3[range(num_examples), y] -= 1  #! delta3[range(num_examples)] -= 1
        dW2 = (a1.T).dot(delta3)  #! dW2 = (z1.T).dot(delta3)
        db2 = np.sum(delta3, axis=0, keepdims=True)
        delta2 = delta3.dot(W2.T) * (1 - np.power(a1, 2))  #! delta2 = delta3.dot(W2.T) * (1 - np.power(z1, 2))
        dW1 = np.dot(X.T, delta2)
        db1 = np.sum(delta2, axis=0)  #! db1 = np.sum(delta2)

        # the penalty (weights only)
        dW2 += reg_lambda * W2  #! dW2 += reg_lambda * W2 ** 2
        dW1 += reg_lambda * W1

        # update
        W1 += -epsilon * dW1
        b1 += -epsilon * db1
        W2 += -epsilon * dW2
        b2 += -epsilon * db2  #! b2 += epsilon * db2
        # end

        model = {'W1': W1, 'b1': b1, 'W2': W2, 'b2': b2}

        if print_loss and i % 10 == 0:
            print("Loss after iteration %i: %f" % (i, calculate_loss(model)))

    return model


model = build_model(3, print_loss=True)
print(predict(model, X))
