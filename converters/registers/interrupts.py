"""The interrupt: what has happened and was not acknowledged, and whether the host is told of it."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.axi.faults import CODE_BITS
from llama2_rtl.converters.hdl import In, Out, bit, clocked, module, unsigned
from llama2_rtl.converters.interfaces.registers import RegisterWrite
from llama2_rtl.converters.interfaces.registers_wires import RunStatus
from llama2_rtl.converters.registers.description import REGISTER_BITS
from llama2_rtl.converters.registers.register_map import BY_NAME, REGISTER_INDEX_BITS


def ports(number_bits=REGISTER_INDEX_BITS):
    return clocked(host_write=In(RegisterWrite(number_bits, REGISTER_BITS)),
                   enable=In(unsigned(REGISTER_BITS), "the word of INTERRUPT_ENABLE"), run=In(RunStatus()),
                   status=Out(unsigned(REGISTER_BITS), "the word of INTERRUPT_STATUS"),
                   irq=Out(bit(), "a bit of both words is 1"))


@module(ports)
def interrupts(clk, rst, host_write, enable, run, status, irq, *, number_bits=REGISTER_INDEX_BITS):
    """A bit of `status` rises in the cycle after its event: `busy` falls, `error_code` becomes another code than 0,
    `running` rises. It falls in the cycle after a write of INTERRUPT_STATUS that has a 1 in its place, unless the event
    comes again with the write. `irq` is high from the cycle after a bit of `status` and the same one of `enable`
    are, until the cycle after that ends.
    """
    number = BY_NAME["INTERRUPT_STATUS"].index
    done_bit, error_bit, running_bit = (BY_NAME["INTERRUPT_STATUS"].bit(name) for name in ("DONE", "ERROR", "RUNNING"))
    acknowledged, was_busy, was_running, done, failed, began = (bit() for _ in range(6))
    was_code = unsigned(CODE_BITS)

    @always_comb
    def look():
        acknowledged.next = host_write.write and (host_write.index == number) and host_write.strb[0]

    @always_comb
    def show():
        status.next = 0
        status.next[done_bit] = done
        status.next[error_bit] = failed
        status.next[running_bit] = began

    @always_seq(clk.posedge, reset=rst)
    def keep():
        was_busy.next = run.busy
        was_running.next = run.running
        was_code.next = run.error_code
        if was_busy and not run.busy:
            done.next = 1
        elif acknowledged and host_write.data[done_bit]:
            done.next = 0
        if (run.error_code != 0) and (run.error_code != was_code):
            failed.next = 1
        elif acknowledged and host_write.data[error_bit]:
            failed.next = 0
        if run.running and not was_running:
            began.next = 1
        elif acknowledged and host_write.data[running_bit]:
            began.next = 0

    @always_seq(clk.posedge, reset=rst)
    def tell():
        irq.next = ((done and enable[done_bit]) or (failed and enable[error_bit])
                    or (began and enable[running_bit]))

    return look, show, keep, tell
