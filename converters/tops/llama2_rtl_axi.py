"""The machine with its weights and its KV cache in a memory beside the chip, over AXI4."""

from myhdl import always, always_comb, always_seq

from converters.attention.formats import SHIFT_BITS, shift_addr_bits, word_addr_bits
from converters.axi.bus import (
    ADDRESS_BITS,
    BURST_BITS,
    CACHE_BITS,
    CLIENTS,
    COUNT_BITS,
    GIVEN_UP_BITS,
    INCR,
    NORMAL,
    PROT_BITS,
    SIZE_BITS,
    TIMEOUT_BITS,
)
from converters.axi.external_memory import bus_ports, external_memory
from converters.axi.faults import CODE_BITS
from converters.axi.header_check import HEADER_MEM, WORD_BITS, header_contents
from converters.axi.run_commands import run_commands
from converters.axi.run_control import run_control
from converters.control.answer_register import answer_register
from converters.control.pipeline_controller import STATE_BITS
from converters.control.token_loop import TDATA_BITS, token_loop
from converters.hdl import Open, Part, bit, clock, instance, module, reset, tie, unsigned
from converters.memory.embedding import SCALE_BITS
from converters.registers import axil_port
from converters.registers.axil_registers import axil_registers
from converters.tops.decoder import decoder
from golden import tables
from golden.config import WEIGHT_BITS
from golden.sampling_formats import INVERSE_BITS, SEED_BITS


def ports(geometry):
    return dict(aclk=clock(), aresetn=bit(),
                s_axis_tvalid=bit(), s_axis_tready=bit(), s_axis_tdata=unsigned(TDATA_BITS), s_axis_tlast=bit(),
                m_axis_tvalid=bit(), m_axis_tready=bit(), m_axis_tdata=unsigned(TDATA_BITS), m_axis_tlast=bit(),
                **axil_port.bus_ports(), **bus_ports(geometry.lanes),
                m_axi_awsize=unsigned(SIZE_BITS), m_axi_awburst=unsigned(BURST_BITS),
                m_axi_awcache=unsigned(CACHE_BITS), m_axi_awprot=unsigned(PROT_BITS),
                m_axi_arsize=unsigned(SIZE_BITS), m_axi_arburst=unsigned(BURST_BITS),
                m_axi_arcache=unsigned(CACHE_BITS), m_axi_arprot=unsigned(PROT_BITS))


@module(ports)
def llama2_rtl_axi(aclk, aresetn, s_axis_tvalid, s_axis_tready, s_axis_tdata, s_axis_tlast, m_axis_tvalid,
                   m_axis_tready, m_axis_tdata, m_axis_tlast, s_axil_awaddr, s_axil_awvalid, s_axil_awready,
                   s_axil_wdata, s_axil_wstrb, s_axil_wvalid, s_axil_wready, s_axil_bresp, s_axil_bvalid,
                   s_axil_bready, s_axil_araddr, s_axil_arvalid, s_axil_arready, s_axil_rdata, s_axil_rresp,
                   s_axil_rvalid, s_axil_rready, m_axi_awid, m_axi_awaddr, m_axi_awlen, m_axi_awvalid, m_axi_awready,
                   m_axi_wdata, m_axi_wstrb, m_axi_wlast, m_axi_wvalid, m_axi_wready, m_axi_bid, m_axi_bresp,
                   m_axi_bvalid, m_axi_bready, m_axi_arid, m_axi_araddr, m_axi_arlen, m_axi_arvalid, m_axi_arready,
                   m_axi_rid, m_axi_rdata, m_axi_rresp, m_axi_rlast, m_axi_rvalid, m_axi_rready, m_axi_awsize,
                   m_axi_awburst, m_axi_awcache, m_axi_awprot, m_axi_arsize, m_axi_arburst, m_axi_arcache,
                   m_axi_arprot, *, geometry):
    """Tokens in and out as `llama2_rtl`, commanded by the registers of `register_map`: from START on, when the header
    of the packed model at IMAGE_BASE has been found right (`running`), until ABORT or a fault. Then the bus is drained
    and everything emptied; with `busy` low the next START may come. A prompt's token outside the vocabulary is a
    fault, and a full context is reported. SOFT_RESET, the bus drained before, resets all but the registers and what the
    core has on its buses: what is offered on `m_axi` or `m_axis` stays until it is taken. Only `aresetn` withdraws it:
    every valid falls at the first edge that finds it low.
    """
    g, n = geometry, geometry.numerics
    bus_rst, valid_rst, rst, run_rst = reset(), reset(), reset(), reset()
    start, stop_run, soft_reset, run_start, run_abort, run_busy, reset_core, busy, running = (bit() for _ in range(9))
    error = unsigned(CODE_BITS)
    image_base, kv_base = unsigned(ADDRESS_BITS), unsigned(ADDRESS_BITS)
    max_tokens, timeout = unsigned(g.position_bits + 1), unsigned(TIMEOUT_BITS)
    inverse_temperature, seed = unsigned(INVERSE_BITS), unsigned(SEED_BITS)
    position, stage = unsigned(g.position_bits), unsigned(STATE_BITS)
    weight_beat, parameter_beat, attention_beat, stall = (bit() for _ in range(4))
    clear, stop, forget, checked, wrong, bad_token, context_full = (bit() for _ in range(7))
    wrong_code, given_up = unsigned(CODE_BITS), unsigned(GIVEN_UP_BITS)
    read_pending, read_failed, read_decode_error, read_expired = (bit() for _ in range(4))
    write_pending, write_failed, write_decode_error, write_expired = (bit() for _ in range(4))

    @always(aclk.posedge)
    def synchronise():
        bus_rst.next = not aresetn
        rst.next = reset_core or not aresetn
        run_rst.next = clear or rst or not aresetn

    @always_comb
    def fall_at_once():
        valid_rst.next = bus_rst or not aresetn

    registers = instance("u_axil_registers", axil_registers, dict(
        clk=aclk, rst=bus_rst, valid_rst=valid_rst, s_axil_awaddr=s_axil_awaddr, s_axil_awvalid=s_axil_awvalid,
        s_axil_awready=s_axil_awready, s_axil_wdata=s_axil_wdata, s_axil_wstrb=s_axil_wstrb,
        s_axil_wvalid=s_axil_wvalid, s_axil_wready=s_axil_wready, s_axil_bresp=s_axil_bresp,
        s_axil_bvalid=s_axil_bvalid, s_axil_bready=s_axil_bready, s_axil_araddr=s_axil_araddr,
        s_axil_arvalid=s_axil_arvalid, s_axil_arready=s_axil_arready, s_axil_rdata=s_axil_rdata,
        s_axil_rresp=s_axil_rresp, s_axil_rvalid=s_axil_rvalid, s_axil_rready=s_axil_rready, start=start,
        stop=stop_run, soft_reset=soft_reset, image_base=image_base, kv_base=kv_base, max_tokens=max_tokens,
        timeout=timeout, inverse_temperature=inverse_temperature, seed=seed, busy=busy, running=running,
        error_code=error, position=position, given_up=given_up, stage=stage, weight_beat=weight_beat,
        parameter_beat=parameter_beat, attention_beat=attention_beat, stall=stall), geometry=g)

    commands = instance("u_run_commands", run_commands, dict(
        clk=aclk, rst=bus_rst, start=start, stop=stop_run, soft_reset=soft_reset, run_busy=run_busy, core_rst=rst,
        run_start=run_start, run_abort=run_abort, reset_core=reset_core, busy=busy))
    control = instance("u_run_control", run_control, dict(
        clk=aclk, rst=rst, run_start=run_start, run_abort=run_abort, checked=checked, wrong=wrong,
        wrong_code=wrong_code, read_pending=read_pending, read_failed=read_failed, read_decode_error=read_decode_error,
        read_expired=read_expired, write_pending=write_pending, write_failed=write_failed,
        write_decode_error=write_decode_error, write_expired=write_expired, bad_token=bad_token,
        context_full=context_full, clear=clear, stop=stop, forget=forget, running=running, busy=run_busy,
        error=error))

    vocab_size, last_position = g.model.vocab_size, g.context - 1
    prompt_valid, prompt_ready, answer_valid, answer_ready, answer_last = (bit() for _ in range(5))
    answer_data = unsigned(TDATA_BITS)
    text_start, token_start, token_done = bit(), bit(), bit()
    token, next_token = unsigned(g.token_bits), unsigned(g.token_bits)
    loop = instance("u_token_loop", token_loop, dict(
        clk=aclk, rst=run_rst, s_axis_tvalid=prompt_valid, s_axis_tready=prompt_ready, s_axis_tdata=s_axis_tdata,
        s_axis_tlast=s_axis_tlast, m_axis_tvalid=answer_valid, m_axis_tready=answer_ready, m_axis_tdata=answer_data,
        m_axis_tlast=answer_last, max_tokens=max_tokens, text_start=text_start, token_start=token_start, token=token,
        position=position, token_done=token_done, next_token=next_token), geometry=g)
    answer = instance("u_answer_register", answer_register, dict(
        clk=aclk, rst=bus_rst, valid_rst=valid_rst, passing=running, s_axis_tvalid=answer_valid,
        s_axis_tready=answer_ready, s_axis_tdata=answer_data, s_axis_tlast=answer_last, m_axis_tvalid=m_axis_tvalid,
        m_axis_tready=m_axis_tready, m_axis_tdata=m_axis_tdata, m_axis_tlast=m_axis_tlast))

    @always_comb
    def admit():
        prompt_valid.next = s_axis_tvalid and running
        s_axis_tready.next = prompt_ready and running

    @always_seq(aclk.posedge, reset=run_rst)
    def judge():
        bad_token.next = s_axis_tvalid and s_axis_tready and (s_axis_tdata >= vocab_size)
        context_full.next = token_done and (position == last_position)

    weights_valid, weights_ready, row_valid, row_ready = (bit() for _ in range(4))
    weights_data, row_data = unsigned(g.lanes * WEIGHT_BITS), unsigned(g.lanes * WEIGHT_BITS)
    row_scale = unsigned(SCALE_BITS)
    k_we, v_we, k_shift_we, v_shift_we, kv_written = (bit() for _ in range(5))
    k_wdata, keys = unsigned(g.kv_width * n.k_bits), unsigned(g.kv_width * n.k_bits)
    v_wdata, values = unsigned(g.kv_width * n.v_bits), unsigned(g.kv_width * n.v_bits)
    shift_wdata, key_shifts, value_shifts = (unsigned(g.kv_per_word * SHIFT_BITS) for _ in range(3))
    key_there, value_there, key_issue, value_issue = (bit() for _ in range(4))
    reads_bits = len(CLIENTS) * COUNT_BITS
    memory = instance("u_external_memory", external_memory, dict(
        clk=aclk, rst=bus_rst, valid_rst=valid_rst, run_rst=run_rst, stop=stop, forget=forget,
        reads_given_up=Part(given_up, reads_bits, 0), writes_given_up=Part(given_up, GIVEN_UP_BITS, reads_bits),
        image_base=image_base, kv_base=kv_base, timeout=timeout, checked=checked, wrong=wrong,
        wrong_code=wrong_code, read_pending=read_pending, read_failed=read_failed,
        read_decode_error=read_decode_error, read_expired=read_expired, write_pending=write_pending,
        write_failed=write_failed, write_decode_error=write_decode_error, write_expired=write_expired,
        token_start=token_start, token=token,
        position=position, weights_valid=weights_valid, weights_ready=weights_ready, weights_data=weights_data,
        row_valid=row_valid, row_ready=row_ready, row_data=row_data, row_scale=row_scale, k_we=k_we, v_we=v_we,
        k_wdata=k_wdata, v_wdata=v_wdata, k_shift_we=k_shift_we, v_shift_we=v_shift_we, shift_wdata=shift_wdata,
        kv_written=kv_written, key_there=key_there, value_there=value_there, key_issue=key_issue,
        value_issue=value_issue, keys=keys, values=values, key_shifts=key_shifts, value_shifts=value_shifts,
        m_axi_awid=m_axi_awid, m_axi_awaddr=m_axi_awaddr, m_axi_awlen=m_axi_awlen, m_axi_awvalid=m_axi_awvalid,
        m_axi_awready=m_axi_awready, m_axi_wdata=m_axi_wdata, m_axi_wstrb=m_axi_wstrb, m_axi_wlast=m_axi_wlast,
        m_axi_wvalid=m_axi_wvalid, m_axi_wready=m_axi_wready, m_axi_bid=m_axi_bid, m_axi_bresp=m_axi_bresp,
        m_axi_bvalid=m_axi_bvalid, m_axi_bready=m_axi_bready, m_axi_arid=m_axi_arid, m_axi_araddr=m_axi_araddr,
        m_axi_arlen=m_axi_arlen, m_axi_arvalid=m_axi_arvalid, m_axi_arready=m_axi_arready, m_axi_rid=m_axi_rid,
        m_axi_rdata=m_axi_rdata, m_axi_rresp=m_axi_rresp, m_axi_rlast=m_axi_rlast, m_axi_rvalid=m_axi_rvalid,
        m_axi_rready=m_axi_rready), geometry=g)
    core = instance("u_decoder", decoder, dict(
        clk=aclk, rst=run_rst, s_axis_weights_tvalid=weights_valid, s_axis_weights_tready=weights_ready,
        s_axis_weights_tdata=weights_data, s_axis_row_tvalid=row_valid, s_axis_row_tready=row_ready,
        s_axis_row_tdata=row_data, row_scale=row_scale, k_we=k_we, v_we=v_we, waddr=Open(word_addr_bits(g)),
        k_wdata=k_wdata, v_wdata=v_wdata, k_shift_we=k_shift_we, v_shift_we=v_shift_we,
        shift_waddr=Open(shift_addr_bits(g)), shift_wdata=shift_wdata, kv_written=kv_written, key_there=key_there,
        value_there=value_there, key_issue=key_issue, value_issue=value_issue, kv_addr=Open(word_addr_bits(g)),
        kv_shift_addr=Open(shift_addr_bits(g)), keys=keys, values=values, key_shifts=key_shifts,
        value_shifts=value_shifts, seed_load=text_start, seed=seed, inverse_temperature=inverse_temperature,
        token_start=token_start, position=position, token_done=token_done, next_token=next_token,
        stage=stage, weight_beat=weight_beat, parameter_beat=parameter_beat, attention_beat=attention_beat,
        stall=stall), geometry=g)

    size = (g.lanes - 1).bit_length()
    constants = [tie(signal, value) for signal, value in (
        (m_axi_awsize, size), (m_axi_awburst, INCR), (m_axi_awcache, NORMAL), (m_axi_awprot, 0),
        (m_axi_arsize, size), (m_axi_arburst, INCR), (m_axi_arcache, NORMAL), (m_axi_arprot, 0))]
    return synchronise, fall_at_once, registers, commands, control, loop, answer, admit, judge, memory, core, constants


def memories(geometry):
    """File name -> (bits per word, words): tables and the header that an image must have. They hold no weights."""
    return tables.memories(geometry.model) | {HEADER_MEM: (WORD_BITS, header_contents(geometry))}


def build_axi(geometry):
    """`(module, params, memories)` of the machine for a Geometry, whatever the weights."""
    return llama2_rtl_axi, dict(geometry=geometry), memories(geometry)
