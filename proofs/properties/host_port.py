"""A host's one port: an answer for each access and none without one; a token goes each way where the answer says so."""

from llama2_rtl.converters.hdl import clog2
from llama2_rtl.converters.registers.axil_port import SLVERR
from llama2_rtl.converters.registers.register_map import REGISTER_ADDRESS_BITS
from llama2_rtl.converters.registers.token_words import TEXT_WORDS_BYTES
from llama2_rtl.proofs.claims import Claims, claim, claims_of

_OF_TOKENS = f"address[{REGISTER_ADDRESS_BITS}]"
_READ_OF_TOKENS = f"place[{REGISTER_ADDRESS_BITS}]"


@claims_of("host_port")
def host_port(texts):
    lines = """
reg open$aw = 0, open$w = 0, open$ar = 0, was$offered = 0, was$sent = 0, was$taken = 0, was$room = 0;
always @(posedge clk) begin
    if (s_axil_awvalid && s_axil_awready) open$aw <= 1;
    if (s_axil_wvalid && s_axil_wready) open$w <= 1;
    if (s_axil_arvalid && s_axil_arready) open$ar <= 1;
    if (s_axil_bvalid && s_axil_bready) begin
        open$aw <= 0;
        open$w <= 0;
    end
    if (s_axil_rvalid && s_axil_rready) open$ar <= 0;
    was$offered <= prompt_tvalid;
    was$sent <= prompt_tvalid && prompt_tready;
    was$taken <= takes;
    was$room <= prompt_tready;
    if (rst) begin
        open$aw <= 0;
        open$w <= 0;
        open$ar <= 0;
        was$offered <= 0;
        was$sent <= 0;
        was$taken <= 0;
        was$room <= 0;
    end
end
"""
    low = TEXT_WORDS_BYTES.bit_length() - 1
    of_text = (claim("of_text", f"!prompt_tvalid || prompt_tid == address[{low + clog2(texts) - 1}:{low}]",
                     "a token is offered to the text whose word was written"),) if texts > 1 else ()
    return Claims("s_axil", lines, (
        *of_text,
        claim("write_answered", "!s_axil_bvalid || open$aw && open$w", "a response answers an address and data"),
        claim("read_answered", "!s_axil_rvalid || open$ar", "a word answers an address"),
        claim("writes", "!(s_axil_awready && open$aw) && !(s_axil_wready && open$w)", "one write is at work at a time"),
        claim("reads", "!(s_axil_arready && open$ar)", "one read is at work at a time"),
        claim("offer", "!(prompt_tvalid && was$offered)", "a token is offered for one cycle"),
        claim("room", "!prompt_tvalid || was$room", "a token is offered where there was room the cycle before"),
        claim("sent", f"!was$offered || s_axil_bvalid && s_axil_bresp == (was$sent ? 0 : {SLVERR})",
              "the answer says whether the token was taken"),
        claim("taken", "answer_tready == was$taken && (!was$taken || s_axil_rvalid && s_axil_rresp == 0)",
              "a token is taken where the answer has it, and no other"),
        claim("there", "!answer_tready || answer_tvalid", "a token is taken where one waits"),
        claim("inv_open", "open$aw == address_held && open$w == data_held && open$ar == read_held",
              "what is open is held until its answer is taken"),
        claim("inv_begun", "!begun || address_held && data_held", "a write begins when it is there"),
        claim("inv_answer", "!s_axil_bvalid || begun", "a write has begun before its answer comes"),
        claim("inv_away", f"!writing || begun && !s_axil_bvalid && !{_OF_TOKENS}",
              "while a register is written there is no answer yet"),
        claim("inv_awvalid", "!(registers_awvalid || registers_wvalid) || writing && !registers_bready",
              "an address and a word go to the registers before their answer is taken"),
        claim("inv_offer", f"!prompt_tvalid || begun && !s_axil_bvalid && {_OF_TOKENS}",
              "while a token is on offer there is no answer yet"),
        claim("inv_asked", "!asked || read_held && !s_axil_rvalid && !reading",
              "an address is asked for once"),
        claim("inv_reading", f"!reading || read_held && !s_axil_rvalid && !{_READ_OF_TOKENS}",
              "while a register is read there is no word yet"),
        claim("inv_ready", "!(registers_bready && !writing) && !(registers_rready && !reading)",
              "an answer of the registers is taken while one is awaited"),
        claim("inv_arvalid", "!registers_arvalid || reading && !registers_rready",
              "an address goes to the registers before their word is taken"),
        claim("inv_word", "!s_axil_rvalid || read_held", "a word is there until it is taken"),
    ))
