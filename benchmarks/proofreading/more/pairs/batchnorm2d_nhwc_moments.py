import numpy as np

AX = (0, 1, 2)


def spatial_bn(maps, scale, offset):
    # var computed as E[x^2] - E[x]^2, channels last
    m1 = maps.mean(AX)
    m2 = (maps * maps).mean(AX)
    var = m2 - m1 * m1
    inv_std = (var + 1e-5) ** -0.5
    return (maps - m1) * inv_std * scale + offset


def spatial_bn_grad(g, maps, scale, offset):
    # backward
    count = maps.size // maps.shape[-1]
    m1 = maps.mean(AX)
    var = (maps * maps).mean(AX) - m1 * m1
    inv_std = (var + 1e-5) ** -0.5
    centered = maps - m1
    g_offset = g.sum(AX)
    g_scale = (g * centered * inv_std).sum(AX)  #! g_scale = (g * centered).sum(AX)
    g_inv = (g * centered * scale).sum(AX)
    g_var = -0.5 * (var + 1e-5) ** -1.5 * g_inv  #! g_var = -0.5 * (var + 1e-5) ** -0.5 * g_inv
    # var = m2 - m1^2
    g_m2 = g_var
    g_m1 = -(g * inv_std * scale).sum(AX) - 2 * m1 * g_var  #! g_m1 = -(g * inv_std * scale).sum(AX)  #! g_m1 = -(g * inv_std * scale).sum(AX) + 2 * m1 * g_var
    g_maps = g * inv_std * scale + g_m1 / count + 2 * maps * g_m2 / count  #! g_maps = g * inv_std * scale + g_m1 / count + 2 * centered * g_m2 / count
    return g_maps, g_scale, g_offset


state = np.random.RandomState(88)
FORWARD = spatial_bn
BACKWARD = spatial_bn_grad
INPUTS = (state.randn(2, 3, 4, 5) + 0.7, state.rand(5) + 0.5, state.randn(5))
