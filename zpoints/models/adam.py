"""Adam in one pass over the weights, where Keras's own takes ten."""

from typing import Any

import keras


class Adam(keras.optimizers.Adam):
    """Keras's Adam; on TensorFlow its update is one operation for each variable.

    Keras writes the update in operations of its own, each of which reads and writes all weights;
    JAX fuses them, TensorFlow does not. Not for several replicas.
    """

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Update one variable, its momentum and its velocity."""
        if keras.backend.backend() != "tensorflow":
            super().update_step(gradient, variable, learning_rate)
            return
        import tensorflow as tf

        index = self._get_variable_index(variable)
        steps = tf.cast(self.iterations + 1, tf.float32)
        tf.raw_ops.ResourceApplyAdam(
            var=variable.handle,
            m=self._momentums[index].handle,
            v=self._velocities[index].handle,
            beta1_power=self.beta_1**steps,
            beta2_power=self.beta_2**steps,
            lr=tf.cast(learning_rate, tf.float32),
            beta1=self.beta_1,
            beta2=self.beta_2,
            epsilon=self.epsilon,
            grad=tf.cast(gradient, tf.float32),
        )
