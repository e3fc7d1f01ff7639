import numpy as np


def correlate_valid(a, k):
    out = np.zeros((a.shape[0] - k.shape[0] + 1, a.shape[1] - k.shape[1] + 1))
    for r in range(out.shape[0]):
        for c in range(out.shape[1]):
            out[r, c] = np.sum(a[r:r + k.shape[0], c:c + k.shape[1]] * k)
    return out


def convolve_full(a, k):
    padded = np.pad(a, [(k.shape[0] - 1,) * 2, (k.shape[1] - 1,) * 2])
    return correlate_valid(padded, k[::-1, ::-1])


def conv_layer(image, kernels, biases):
    # image (depth, H, W), kernels (out, depth, kh, kw), biases as big as the output
    output = np.copy(biases)
    for i in range(kernels.shape[0]):
        for j in range(kernels.shape[1]):
            output[i] += correlate_valid(image[j], kernels[i, j])
    return output


def conv_layer_backward(output_gradient, image, kernels):
    depth = image.shape[0]
    kernels_gradient = np.zeros(kernels.shape)
    input_gradient = np.zeros(image.shape)
    # backward
    for i in range(len(kernels)):
        for j in range(depth):  #! for j in range(1, depth):
            kernels_gradient[i, j] = correlate_valid(image[j], output_gradient[i])  #! kernels_gradient[i, j] = convolve_full(image[j], output_gradient[i])  #! kernels_gradient[i, j] = correlate_valid(image[j], output_gradient[i])[::-1, ::-1]
            input_gradient[j] += convolve_full(output_gradient[i], kernels[i, j])  #! input_gradient[j] = convolve_full(output_gradient[i], kernels[i, j])  #! input_gradient[j] += convolve_full(output_gradient[i], kernels[i, j][::-1, ::-1])  #! input_gradient[j] += convolve_full(output_gradient[i], kernels[i, j].T)
    biases_gradient = output_gradient  #! biases_gradient = output_gradient.sum(axis=(1, 2))
    return input_gradient, kernels_gradient, biases_gradient


rng = np.random.RandomState(28)
FORWARD = conv_layer
BACKWARD = conv_layer_backward
INPUTS = (rng.randn(3, 4, 5), rng.randn(2, 3, 2, 2), rng.randn(2, 3, 4))
