import numpy as np

alphas = [0.5, 1, 3]

# compute sigmoid nonlinearity
def sigmoid(x):
    output = 1/(1+np.exp(-x))
    return output

# convert output of sigmoid function to its derivative
def sigmoid_output_to_derivative(output):
    return output*(1-output)

X = np.array([[0,0,1],
              [0,1,1],
              [1,0,1],
              [1,1,1]])

y = np.array([[0],
              [1],
              [1],
              [0]])

for alpha in alphas:
    print("\nTraining With Alpha:" + str(alpha))
    np.random.seed(1)

    # randomly initialize our weights with mean 0
    synapse_0 = 2*np.random.random((3,4)) - 1
    synapse_1 = 2*np.random.random((4,4)) - 1
    synapse_2 = 2*np.random.random((4,1)) - 1

    for j in range(6):

        # Feed forward through layers 0, 1, 2 and 3
        # objective: 0.5*np.sum((layer_3 - y)**2)
        layer_0 = X
        layer_1 = sigmoid(np.dot(layer_0,synapse_0))
        layer_2 = sigmoid(np.dot(layer_1,synapse_1))
        layer_3 = sigmoid(np.dot(layer_2,synapse_2))

        # backward
        # how much did we miss the target value?
        layer_3_error = layer_3 - y  #! layer_3_error = y - layer_3

        if (j% 2) == 0:
            print("Error after "+str(j)+" iterations:" + str(np.mean(np.abs(layer_3_error))))

        # in what direction is the target value?
        layer_3_delta = layer_3_error*sigmoid_output_to_derivative(layer_3)  #! layer_3_delta = layer_3_error  #! layer_3_delta = layer_3_error*sigmoid_output_to_derivative(layer_3_error)

        # how much did each value contribute to the error (according to the weights)?
        layer_2_error = layer_3_delta.dot(synapse_2.T)  #! layer_2_error = layer_3_error.dot(synapse_2.T)
        layer_2_delta = layer_2_error*sigmoid_output_to_derivative(layer_2)  #! layer_2_delta = layer_2_error*sigmoid_output_to_derivative(layer_1)  #! layer_2_delta = layer_2_error*sigmoid(layer_2)

        layer_1_error = layer_2_delta.dot(synapse_1.T)  #! layer_1_error = layer_2_delta.dot(synapse_1)  #! layer_1_error = layer_2_error.dot(synapse_1.T)
        layer_1_delta = layer_1_error * sigmoid_output_to_derivative(layer_1)  #! layer_1_delta = layer_2_error * sigmoid_output_to_derivative(layer_1)

        synapse_2 -= alpha * (layer_2.T.dot(layer_3_delta))  #! synapse_2 -= alpha * (layer_2.dot(layer_3_delta))  #! synapse_2 -= alpha * (layer_2.T.dot(layer_3_error))
        synapse_1 -= alpha * (layer_1.T.dot(layer_2_delta))  #! synapse_1 -= alpha * (layer_1 * layer_2_delta)
        synapse_0 -= alpha * (layer_0.T.dot(layer_1_delta))  #! synapse_0 -= alpha * (layer_0.T.dot(layer_1_error))  #! synapse_0 += alpha * (layer_0.T.dot(layer_1_delta))
        # end
