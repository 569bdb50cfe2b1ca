// llama2_rtl_reciprocals: generated from the block reciprocals(geometry). Change the block, not this file.
`timescale 1ns/1ps

// The reciprocals of an item's denominators, one slot after the other.
//
// `load` takes an item's totals, at least `slots` cycles apart. From 9 cycles later on, one more
// per slot, `factor` and `shift` of a total's reciprocal follow `read_item` (counted from `start`) and
// `read_slot` by one cycle.
module llama2_rtl_reciprocals (
    input wire clk,
    input wire rst,
    input wire start,  // the next item is a layer's first
    input wire load,  // elements come
    input wire [79:0] totals,  // the elements, packed
    input wire [2:0] read_item,  // the item
    input wire [0:0] read_slot,  // its head
    output wire [15:0] factor,  // the reciprocal's mantissa
    output wire [5:0] shift  // its exponent
);

wire busy;
reg [0:0] left;
wire [3:0] new_waddr;
reg [2:0] item;
reg [0:0] slot;
wire [3:0] kept_raddr;
wire [21:0] new_wdata;
wire [5:0] new_shift;
wire [15:0] new_factor;
wire [21:0] kept_rdata;
wire new_we;
wire [39:0] total;

llama2_rtl_serializer_40x2 u_serializer (
    .clk(clk),
    .rst(rst),
    .load(load),
    .elements(totals),
    .element(total)
);

llama2_rtl_reciprocal_40 u_reciprocal (
    .clk(clk),
    .rst(rst),
    .in_valid(busy),
    .x(total),
    .out_valid(new_we),
    .rc(new_factor),
    .k(new_shift)
);

llama2_rtl_ram_22x16 u_ram (
    .clk(clk),
    .we(new_we),
    .waddr(new_waddr),
    .wdata(new_wdata),
    .raddr(kept_raddr),
    .rdata(kept_rdata)
);

assign busy = (load || (left != 0));
assign new_waddr = {item, slot};
assign kept_raddr = {read_item, read_slot};
assign new_wdata = {new_shift, new_factor};
assign factor = kept_rdata[16-1:0];
assign shift = kept_rdata[22-1:16];

always @(posedge clk) begin  // count
    if (rst == 1) begin
        item <= 0;
        left <= 0;
        slot <= 0;
    end
    else begin
        if (load) begin
            left <= 1;
        end
        else if ((left != 0)) begin
            left <= (left - 1);
        end
        if (start) begin
            item <= 0;
        end
        else if ((new_we && (slot == 1))) begin
            item <= (item + 1);
        end
        if ((new_we && (slot == 1))) begin
            slot <= 0;
        end
        else if (new_we) begin
            slot <= (slot + 1);
        end
    end
end
endmodule
