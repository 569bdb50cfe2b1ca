"""The self-test of a device: from the registers to the tokens, up to the first word that is not as it should be."""
