import numpy as np

# multiclass SVM (Crammer style, squared hinge) on six iris flowers, "naive" loops as the assignment wants
# sepal len, sepal wid, petal len, petal wid
flowers = np.array([[5.1, 3.5, 1.4, 0.2],
                    [4.9, 3.0, 1.4, 0.2],
                    [7.0, 3.2, 4.7, 1.4],
                    [6.4, 3.2, 4.5, 1.5],
                    [6.3, 3.3, 6.0, 2.5],
                    [5.8, 2.7, 5.1, 1.9]])
species = [0, 0, 1, 1, 2, 2]
flowers = flowers - flowers.mean(0)

num_train, num_feat = flowers.shape
num_classes = 3
reg = 0.1
delta = 1.0
step_size = 0.02
W = np.random.RandomState(42).normal(scale=0.1, size=(num_classes, num_feat))
bias = np.zeros(num_classes)

for iteration in range(10):
    loss = 0.0
    dW = np.zeros(W.shape)
    dbias = np.zeros(num_classes)
    for i in range(num_train):
        scores = [sum(W[k, f] * flowers[i, f] for f in range(num_feat)) + bias[k] for k in range(num_classes)]
        correct = species[i]
        for k in range(num_classes):
            if k == correct:
                continue
            margin = scores[k] - scores[correct] + delta
            if margin > 0:
                loss += margin ** 2
                # backward
                g = 2 * margin  #! g = 1.0  #! g = margin  #! g = 2 * scores[k]
                for f in range(num_feat):
                    dW[k, f] += g * flowers[i, f]  #! dW[k, f] = g * flowers[i, f]  #! dW[k, f] += flowers[i, f]  #! dW[k, f] -= g * flowers[i, f]
                    dW[correct, f] -= g * flowers[i, f]  #! dW[correct, f] += g * flowers[i, f]  #! dW[k, f] -= g * flowers[i, f]
                dbias[k] += g  #! dbias[k] = g
                dbias[correct] -= g
                # end
    loss /= num_train
    # backward
    dW /= num_train  #! dW /= num_classes
    dbias /= num_train
    # end
    loss += reg * np.sum(W * W)
    # backward
    dW += 2 * reg * W  #! dW += reg * W  #! dW += 2 * reg * np.sum(W)
    # update
    for k in range(num_classes):
        for f in range(num_feat):
            W[k, f] -= step_size * dW[k, f]
        bias[k] -= step_size * dbias[k]  #! bias[k] -= step_size * dW[k, 0]
    # end
    print(iteration, loss)
