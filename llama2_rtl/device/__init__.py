"""A core that runs somewhere, as the host reaches it: on a board, or in a simulation that behaves as one."""
