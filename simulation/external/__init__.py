"""The core over AXI4 in a Verilator program of its own, for models and contexts of true size: a memory in C++, tokens
at any position, cycles counted."""
