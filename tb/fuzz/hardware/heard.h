// Takes what the Verilog prints, which Verilator otherwise writes to the standard output.
#pragma once

int heard(const char *format, ...);
