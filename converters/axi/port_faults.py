"""What several memory ports report, as one reports it, and which of them the first fault came from."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import (
    In,
    Out,
    all_of,
    any_of,
    bit,
    clocked,
    clog2,
    first_of,
    instance,
    module,
    pick,
    reset,
    unsigned,
)
from llama2_rtl.converters.interfaces.axi import ChannelReport
from llama2_rtl.converters.interfaces.axi_wires import HeaderVerdict


def _report_ports(count):
    return dict(reports=In(ChannelReport(count)), report=Out(ChannelReport()),
                port=Out(unsigned(clog2(count)), "the first that has failed, else the first that something awaits"))


@module(_report_ports, suffix="{count}")
def port_reports(reports, report, port, *, count):
    """Something is `pending`, or moves, or has `failed`, where it does at one port at least; of several that fail in
    one cycle the first is reported. No latency."""
    failing, awaited = unsigned(clog2(count)), unsigned(clog2(count))
    summed = [any_of(reports.wires[name], report.wires[name]) for name in ("pending", "progress", "failed")]
    found = (first_of(reports.failed, failing), first_of(reports.pending, awaited),
             pick(reports.decode_error, failing, report.decode_error))

    @always_comb
    def choose():
        port.next = failing if report.failed else awaited

    return summed, found, choose


def ports(count):
    return clocked(run_rst=In(reset()), reads=In(ChannelReport(count)), writes=In(ChannelReport(count)),
                   verdicts=In(HeaderVerdict(count)), read_expired=In(bit(), "the reads were silent for too long"),
                   write_expired=In(bit(), "the writes were"), read=Out(ChannelReport()), write=Out(ChannelReport()),
                   header=Out(HeaderVerdict()),
                   fault_port=Out(unsigned(clog2(count)), "where the first fault came from"))


@module(ports, suffix="{count}")
def port_faults(clk, rst, run_rst, reads, writes, verdicts, read_expired, write_expired, read, write, header,
                fault_port, *, count):
    """`read` and `write` are those of `port_reports`; the header is `checked` when those of all ports are, and `wrong`
    when one is, with the `code` of the first such port: no latency. `fault_port`, from the cycle after the fault on, is
    the port of the first one after a `run_rst`, of several in one cycle of the one that `run_control` names; a silence
    is that of the first port that something is awaited from."""
    number_bits = clog2(count)
    read_port, write_port, header_port, port = (unsigned(number_bits) for _ in range(4))
    found, awaited = bit(), bit()
    sides = [instance(f"u_{name}_reports", port_reports, dict(reports=reports, report=report, port=number), count=count)
             for name, reports, report, number in (("read", reads, read, read_port),
                                                   ("write", writes, write, write_port))]
    verdict = (all_of(verdicts.checked, header.checked), any_of(verdicts.wrong, header.wrong),
               first_of(verdicts.wrong, header_port), pick(verdicts.code, header_port, header.code))

    @always_comb
    def name_port():
        found.next = read.failed or write.failed or read_expired or write_expired or header.wrong
        port.next = header_port
        if read.failed:
            port.next = read_port
        elif write.failed:
            port.next = write_port
        elif read_expired:
            port.next = read_port
        elif write_expired:
            port.next = write_port

    @always_seq(clk.posedge, reset=rst)
    def keep():
        awaited.next = run_rst or (awaited and not found)
        if awaited and found and not run_rst:
            fault_port.next = port

    return sides, verdict, name_port, keep
