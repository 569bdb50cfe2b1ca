"""The memory beside the core, over AXI4: weights and KV cache as streams."""
