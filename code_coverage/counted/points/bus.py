"""The channels of AXI4 and AXI4-Lite: held, full, stopped, answered late."""

from llama2_rtl.code_coverage.counted.situations import Situation, situations_of


@situations_of("read_channel")
def reads(entry):
    yield Situation("address_held", "m_axi_arvalid && !m_axi_arready", "the memory does not take an address yet")
    yield Situation("full", "full && req_valid != 0 && !stop",
                    "a client asks while as many bursts are open as there may be")
    yield Situation("stopped", "stop && req_valid != 0 && state == SELECT", "a client asks after the run's end")
    yield Situation("several_ask", "(req_valid & (req_valid - 1)) != 0 && begun", "more than one client asks")
    yield Situation("begins_as_one_ends", "begun && ended", "a burst begins in the cycle in which one ends")
    yield Situation("over_given_up", "begun && dropped != 0",
                    "a burst begins while an answer comes to one that was given up")


@situations_of("write_channel")
def writes(entry):
    yield Situation("address_held", "m_axi_awvalid && !m_axi_awready", "the memory does not take an address yet")
    yield Situation("word_held", "m_axi_wvalid && !m_axi_wready", "the memory does not take a word yet")
    yield Situation("stopped", "stop && cut_valid && state == SELECT", "a write waits after the run's end")
    yield Situation("stopped_in_a_burst", "stop && left != 0", "a burst is filled up after the run's end")
    yield Situation("dropped", "dropped", "an answer comes to a write that was given up")


@situations_of("open_bursts")
def open_bursts(entry):
    yield Situation("given_up", "forget && following != 0", "open bursts are given up")
    yield Situation("owns_and_owes", "given_up != 0 && owns", "a new burst is open beside one that was given up")
    yield Situation("begins_as_it_ends", "begun && ended", "a burst begins in the cycle in which one ends")


@situations_of("axil_port")
def registers(entry):
    yield Situation("address_first", "address_held && !data_held", "a write's address comes before its data")
    yield Situation("data_first", "data_held && !address_held", "a write's data comes before its address")
    yield Situation("both_at_once", "s_axil_awvalid && s_axil_awready && s_axil_wvalid && s_axil_wready",
                    "a write's address and data come together")
    yield Situation("write_answer_held", "s_axil_bvalid && !s_axil_bready", "the host does not take the answer yet")
    yield Situation("word_held", "s_axil_rvalid && !s_axil_rready", "the host does not take the word yet")
    yield Situation("read_beside_a_write", "execute && read_held", "a register is read while one is written")
    yield Situation("unknown_write", "execute && !write_known", "a write to an address that is no register's")
    yield Situation("unknown_read", "asked && !read_known", "a read of an address that is no register's")
