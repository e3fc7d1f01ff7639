"""The layers of a course on Values have the values and gradients of PyTorch's layers."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
functional = torch.nn.functional

spec = importlib.util.spec_from_file_location("course_layers", Path(__file__).with_name("test_course_layers.py"))
course = importlib.util.module_from_spec(spec)
spec.loader.exec_module(course)


def torch_rnn(x, h0, wx, wh, b):
    zero = torch.zeros_like(b)
    weights = [wx.T, wh.T, b, zero]
    out, _ = torch._VF.rnn_tanh(x, h0[None], weights, True, 1, 0.0, False, False, True)
    return out


def torch_lstm(x, h0, wx, wh, b):
    size = h0.shape[1]
    order = [*range(size), *range(size, 2 * size), *range(3 * size, 4 * size), *range(2 * size, 3 * size)]
    weights = [wx.T[order], wh.T[order], b[order], torch.zeros_like(b)]
    out, _, _ = torch._VF.lstm(x, (h0[None], torch.zeros_like(h0)[None]), weights, True, 1, 0.0, False, False, True)
    return out


TWINS = {
    course.affine: lambda x, w, b: functional.linear(x.flatten(1), w.T, b),
    course.relu: functional.relu,
    course.leaky_relu: lambda x: functional.leaky_relu(x, 0.1),
    course.sigmoid: torch.sigmoid,
    course.softmax_loss: lambda x, y: functional.cross_entropy(x, torch.tensor(y)),
    course.svm_loss: lambda x, y: (
        functional.multi_margin_loss(x, torch.tensor(y), reduction="sum") * x.shape[1] / len(x)
    ),
    course.batch_norm: lambda x, g, b: functional.batch_norm(x, None, None, g, b, training=True),
    course.batch_norm_by_steps: lambda x, g, b: functional.batch_norm(x, None, None, g, b, training=True),
    course.spatial_batch_norm: lambda x, g, b: functional.batch_norm(x, None, None, g, b, training=True),
    course.layer_norm: lambda x, g, b: functional.layer_norm(x, x.shape[1:], g, b),
    course.group_norm: lambda x, g, b, groups: functional.group_norm(x, groups, g.ravel(), b.ravel()),
    course.conv: lambda x, w, b, stride, pad: functional.conv2d(x, w, b, stride, pad),
    course.conv_by_columns: lambda x, w, b, pad: functional.conv2d(x, w, b, padding=pad),
    course.conv_by_indices: functional.conv2d,
    course.max_pool: functional.max_pool2d,
    course.max_pool_by_shape: lambda x: functional.max_pool2d(x, 2),
    course.average_pool: functional.avg_pool2d,
    course.embedding: lambda w, index: functional.embedding(torch.tensor(index), w),
    course.embedding_in_loops: lambda w, index: functional.embedding(torch.tensor(index), w),
    course.rnn: torch_rnn,
    course.lstm: torch_lstm,
    course.attention: lambda x, wq, wk, wv: functional.scaled_dot_product_attention(
        x @ wq, x @ wk, x @ wv, is_causal=True
    ),
}


@pytest.mark.parametrize("layer", TWINS, ids=[layer.__name__ for layer in TWINS])
def test_a_layer_has_the_values_and_gradients_of_pytorch(layer):
    found, gradients = course.run_on_values(layer)
    arrays, others = course.LAYERS[layer]
    tensors = [torch.tensor(x, requires_grad=True) for x in arrays]
    out = TWINS[layer](*tensors, *others)
    np.testing.assert_allclose(found, out.detach().numpy(), rtol=1e-12, atol=1e-13)
    (out * torch.tensor(course.weights_for(found))).sum().backward()
    for ours, tensor in zip(gradients, tensors, strict=True):
        np.testing.assert_allclose(ours, tensor.grad.numpy(), rtol=1e-10, atol=1e-12)
