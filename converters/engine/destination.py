"""The matrices of the engine, by what becomes of their rows."""

from llama2_rtl.converters.hdl import named

MATRICES = QKV, WO, W13, W2, CLASSIFIER = named("QKV WO W13 W2 CLASSIFIER")

BITS = QKV.bits
