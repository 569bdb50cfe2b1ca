"""The vector path: the residual stream with its norm, and the quantiser of the engine's input vectors."""
