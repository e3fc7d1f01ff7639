import numpy as np

# Style transfer in miniature. Weights are fixed, the thing we optimize is the IMAGE.
np.random.seed(123)
C_in, F, H, W = 3, 4, 4, 5
filt = np.random.randn(F, C_in) * 0.5        # 1x1 "conv net"

def extract_features(img):
    pre = np.tensordot(filt, img, axes=(1, 0))      # F x H x W
    return pre, np.maximum(pre, 0)

def gram_matrix(feat, normalize=True):
    f = feat.reshape(F, -1)
    g = f @ f.T
    return g / (F * H * W) if normalize else g

style_gram = gram_matrix(extract_features(np.random.randn(C_in, H, W))[1])
content_target = extract_features(np.random.randn(C_in, H, W))[1]
content_weight, style_weight, tv_weight = 6e-2, 3.0, 2e-2
img = np.random.randn(C_in, H, W) * 0.5

for t in range(12):
    pre, feats = extract_features(img)
    c_loss = content_weight * np.sum((feats - content_target) ** 2)
    gram_diff = gram_matrix(feats) - style_gram
    s_loss = style_weight * np.sum(gram_diff ** 2)
    dh_img = img[:, 1:, :] - img[:, :-1, :]
    dw_img = img[:, :, 1:] - img[:, :, :-1]
    t_loss = tv_weight * (np.sum(dh_img ** 2) + np.sum(dw_img ** 2))
    loss = c_loss + s_loss + t_loss
    if t % 4 == 0:
        print('Iteration {}: content {:.3f} style {:.3f} tv {:.3f}'.format(t, c_loss, s_loss, t_loss))

    # backward
    dfeats = 2 * content_weight * (feats - content_target)
    dgram = 2 * style_weight * gram_diff / (F * H * W)
    dfeats += ((dgram + dgram.T) @ feats.reshape(F, -1)).reshape(feats.shape)
    dpre = dfeats * (pre > 0)
    dimg = np.tensordot(filt.T, dpre, axes=(1, 0))
    dimg[:, 1:, :] += 2 * tv_weight * dh_img
    dimg[:, :-1, :] -= 2 * tv_weight * dh_img
    dimg[:, :, 1:] += 2 * tv_weight * dw_img
    dimg[:, :, :-1] -= 2 * tv_weight * dw_img

    # update
    img -= 0.3 * dimg
    img = np.clip(img, -1.5, 1.7)
