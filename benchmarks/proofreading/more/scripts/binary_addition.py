import copy, numpy as np
np.random.seed(0)

# compute sigmoid nonlinearity
def sigmoid(x):
    output = 1/(1+np.exp(-x))
    return output

# convert output of sigmoid function to its derivative
def sigmoid_output_to_derivative(output):
    return output*(1-output)

# training dataset generation
int2binary = {}
binary_dim = 5
largest_number = pow(2,binary_dim)
for i in range(largest_number):
    int2binary[i] = np.array([int(c) for c in format(i,'05b')])

# input variables
alpha = 0.4
input_dim = 2
hidden_dim = 6
output_dim = 1

# initialize neural network weights
synapse_0 = 2*np.random.random((input_dim,hidden_dim)) - 1
synapse_1 = 2*np.random.random((hidden_dim,output_dim)) - 1
synapse_h = 2*np.random.random((hidden_dim,hidden_dim)) - 1

synapse_0_update = np.zeros_like(synapse_0)
synapse_1_update = np.zeros_like(synapse_1)
synapse_h_update = np.zeros_like(synapse_h)

# training logic
for j in range(7):
    # generate a simple addition problem (a + b = c)
    a_int = np.random.randint(largest_number//2)
    a = int2binary[a_int]
    b_int = np.random.randint(largest_number//2)
    b = int2binary[b_int]
    c = int2binary[a_int + b_int]

    d = np.zeros_like(c)     # our best guess (binary encoded)
    overallError = 0

    layer_2_deltas = list()
    layer_1_values = list()
    layer_1_values.append(np.zeros(hidden_dim))

    # moving along the positions in the binary encoding
    for position in range(binary_dim):
        X = np.array([[a[binary_dim - position - 1],b[binary_dim - position - 1]]])
        y = np.array([[c[binary_dim - position - 1]]])

        layer_1 = sigmoid(np.dot(X,synapse_0) + np.dot(layer_1_values[-1],synapse_h))
        layer_2 = sigmoid(np.dot(layer_1,synapse_1))

        # did we miss?... if so, by how much?
        layer_2_error = y - layer_2
        layer_2_deltas.append(layer_2_error*sigmoid_output_to_derivative(layer_2))
        overallError += 0.5*layer_2_error[0][0]**2

        d[binary_dim - position - 1] = np.round(layer_2[0][0])
        layer_1_values.append(copy.deepcopy(layer_1))

    # backward
    future_layer_1_delta = np.zeros(hidden_dim)
    for position in range(binary_dim):
        X = np.array([[a[position],b[position]]])  #! X = np.array([[a[binary_dim - position - 1],b[binary_dim - position - 1]]])
        layer_1 = layer_1_values[-position-1]  #! layer_1 = layer_1_values[-position-2]
        prev_layer_1 = layer_1_values[-position-2]  #! prev_layer_1 = layer_1_values[-position-1]

        # error at output layer
        layer_2_delta = layer_2_deltas[-position-1]  #! layer_2_delta = layer_2_deltas[position]  #! layer_2_delta = layer_2_error
        # error at hidden layer
        layer_1_delta = (future_layer_1_delta.dot(synapse_h.T) + layer_2_delta.dot(synapse_1.T)) * sigmoid_output_to_derivative(layer_1)  #! layer_1_delta = (future_layer_1_delta.dot(synapse_h) + layer_2_delta.dot(synapse_1.T)) * sigmoid_output_to_derivative(layer_1)  #! layer_1_delta = layer_2_delta.dot(synapse_1.T) * sigmoid_output_to_derivative(layer_1)  #! layer_1_delta = future_layer_1_delta.dot(synapse_h.T) + layer_2_delta.dot(synapse_1.T) * sigmoid_output_to_derivative(layer_1)

        synapse_1_update += np.atleast_2d(layer_1).T.dot(layer_2_delta)  #! synapse_1_update = np.atleast_2d(layer_1).T.dot(layer_2_delta)
        synapse_h_update += np.atleast_2d(prev_layer_1).T.dot(layer_1_delta)  #! synapse_h_update += np.atleast_2d(layer_1).T.dot(layer_1_delta)
        synapse_0_update += X.T.dot(layer_1_delta)

        future_layer_1_delta = layer_1_delta

    # update
    synapse_0 += synapse_0_update * alpha
    synapse_1 += synapse_1_update * alpha  #! synapse_1 -= synapse_1_update * alpha
    synapse_h += synapse_h_update * alpha

    synapse_0_update *= 0
    synapse_1_update *= 0
    synapse_h_update *= 0
    # end

    # print out progress
    print("Error:" + str(overallError), "Pred:" + str(d), "True:" + str(c))
