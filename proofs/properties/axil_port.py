"""The AXI4-Lite subordinate: an answer for each access, and none without one."""

from llama2_rtl.proofs.claims import Claims, claim, claims_of


@claims_of("axil_port")
def axil_port(geometry):
    lines = """
reg [2:0] open$aw = 0, open$w = 0, open$ar = 0;
wire open$b = s_axil_bvalid && s_axil_bready, open$r = s_axil_rvalid && s_axil_rready;
always @(posedge clk) begin
    open$aw <= open$aw + (s_axil_awvalid && s_axil_awready) - open$b;
    open$w <= open$w + (s_axil_wvalid && s_axil_wready) - open$b;
    open$ar <= open$ar + (s_axil_arvalid && s_axil_arready) - open$r;
    if (rst) begin
        open$aw <= 0;
        open$w <= 0;
        open$ar <= 0;
    end
end
"""
    return Claims("s_axil", lines, (
        claim("write_answered", "!s_axil_bvalid || open$aw != 0 && open$w != 0",
              "a response answers an address and data"),
        claim("read_answered", "!s_axil_rvalid || open$ar == 1", "a word answers an address"),
        claim("writes", "open$aw <= 2 && open$w <= 2", "a write waits behind the one that is answered at most"),
        claim("reads", "open$ar <= 1 && (open$ar == 0 || !s_axil_arready)", "one read is at work at a time"),
        claim("inv_writes", "open$aw == address_held + s_axil_bvalid && open$w == data_held + s_axil_bvalid",
              "an address or data is held, or answered"),
        claim("inv_reads", "open$ar == read_held", "an address is held until its word is taken"),
        claim("inv_held", "!(s_axil_awready && address_held) && !(s_axil_wready && data_held)",
              "nothing is taken over what is held"),
        claim("inv_ready", "!(s_axil_arready && read_held)", "no address is taken over the one that is held"),
        claim("inv_asked", "!asked || read_held && !s_axil_rvalid && !read$one$open", "an address is asked for once"),
        claim("inv_word", "!s_axil_rvalid || read_held && !read$one$open", "a word is there once it was asked for"),
        claim("inv_open", "read$one$open == read$asked$open && (!read$one$open || read_held)",
              "a question is that of the address that is held"),
    ))
