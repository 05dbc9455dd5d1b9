"""Transposed convolutions whose gradient JAX computes with cuDNN's kernels for gradients."""

from typing import Any

import keras
from keras import layers, ops


class Conv2DTranspose(layers.Conv2DTranspose):
    """Keras's layer, with another way to the same gradient on JAX.

    A transposed convolution is the gradient of a convolution by its input. JAX derives its own
    gradient by the kernel from that as a convolution with kernels as large as images, which takes
    three quarters of a training step on a GPU. It is also the gradient by the kernel of the
    convolution, for which cuDNN has kernels of its own.
    """

    def call(self, inputs: Any) -> Any:
        """Images (n, height, width, channels) to (n, stride * height, stride * width, filters)."""
        if keras.backend.backend() != "jax" or self.data_format != "channels_last":
            return super().call(inputs)
        outputs = _transposed(inputs, ops.convert_to_tensor(self.kernel), self.strides)
        return self.activation(outputs + self.bias)


def _transposed(inputs: Any, kernel: Any, strides: tuple[int, int]) -> Any:
    """Transposed convolution of (n, h, w, c), padding "same", kernel (kh, kw, filters, c)."""
    import jax

    def convolved(images: Any, kernel: Any) -> Any:
        return ops.conv(images, kernel, strides, "same", "channels_last")

    @jax.custom_vjp
    def transposed(inputs: Any, kernel: Any) -> Any:
        return ops.conv_transpose(inputs, kernel, strides, "same", data_format="channels_last")

    def forward(inputs: Any, kernel: Any) -> tuple[Any, tuple[Any, Any]]:
        return transposed(inputs, kernel), (inputs, kernel)

    def backward(saved: tuple[Any, Any], gradient: Any) -> tuple[Any, Any]:
        # The sum of gradient * transposed(inputs, kernel) is that of convolved(gradient, kernel) *
        # inputs, so its derivatives are those of the latter.
        inputs, kernel = saved
        by_inputs, pullback = jax.vjp(lambda kernel: convolved(gradient, kernel), kernel)
        return by_inputs, *pullback(inputs)

    transposed.defvjp(forward, backward)
    return transposed(inputs, kernel)
