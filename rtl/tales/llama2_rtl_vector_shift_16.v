// llama2_rtl_vector_shift_16: generated from the block vector_shift(bits=16, vectors=1, tail=1). Change the block, not this file.
`timescale 1ns/1ps

// `shift` = max(0, msb(OR of ones(u)) - (bits - 2)) of the elements written up to `commit`, 3 cycles
// after it; `shift_high`, its two upper bits, comes a cycle earlier. `u_high` is u[31:bits-1], the only bits that
// decide. The next vector may begin one cycle after `commit`. Of several vectors, whose elements come in any order,
// `shift` is that of the last one to be committed: see `shift_store`. With a `tail` of several elements `u_high` has
// the bits of each side by side.
module llama2_rtl_vector_shift_16 (
    input wire clk,
    input wire rst,
    input wire we,  // an element
    input wire [16:0] u_high,  // its upper bits
    input wire commit,  // it is the vector's last
    output reg [1:0] shift_high,  // the shift's upper bits, a cycle ahead
    output reg [4:0] shift  // the shift
);

reg complete;
reg [15:0] gathered;
reg gathering;
reg [15:0] high;
wire [31:0] marks;
reg [7:0] octet;
reg [2:0] position;

always @(u_high) begin  // magnitude
    if (u_high[16]) begin
        high = (~u_high[16-1:0]);
    end
    else begin
        high = u_high[16-1:0];
    end
end

always @(posedge clk) begin  // gather
    if (rst == 1) begin
        complete <= 0;
        gathered <= 0;
        gathering <= 0;
    end
    else begin
        complete <= commit;
        if (we) begin
            gathering <= (!commit);
            if (gathering) begin
                gathered <= (gathered | high);
            end
            else begin
                gathered <= high;
            end
        end
    end
end

assign marks = {15'h0, gathered, 1'h1};

always @(posedge clk) begin  // choose_octet
    if (rst == 1) begin
        octet <= 0;
        shift_high <= 0;
    end
    else begin
        if (complete) begin
            if ((marks[32-1:24] != 0)) begin
                shift_high <= 3;
                octet <= marks[32-1:24];
            end
            else if ((marks[24-1:16] != 0)) begin
                shift_high <= 2;
                octet <= marks[24-1:16];
            end
            else if ((marks[16-1:8] != 0)) begin
                shift_high <= 1;
                octet <= marks[16-1:8];
            end
            else begin
                shift_high <= 0;
                octet <= marks[8-1:0];
            end
        end
    end
end

always @(octet) begin  // find
    if (octet[7]) begin
        position = 7;
    end
    else if (octet[6]) begin
        position = 6;
    end
    else if (octet[5]) begin
        position = 5;
    end
    else if (octet[4]) begin
        position = 4;
    end
    else if (octet[3]) begin
        position = 3;
    end
    else if (octet[2]) begin
        position = 2;
    end
    else if (octet[1]) begin
        position = 1;
    end
    else begin
        position = 0;
    end
end

always @(posedge clk) begin  // register
    if (rst == 1) begin
        shift <= 0;
    end
    else begin
        shift <= {shift_high, position};
    end
end
endmodule
