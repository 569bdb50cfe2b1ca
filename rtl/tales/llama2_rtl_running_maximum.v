// llama2_rtl_running_maximum: generated from the block running_maximum(). Change the block, not this file.
`timescale 1ns/1ps

// One slot's running maximum. On `update` the integer maximum takes in the span's `highest`, rounded up;
// `first_span` starts it anew.
//
// A cycle later the span's scores may come as `scaled`; `distance` = maximum - scaled follows each by one
// cycle. `delta`, the maximum's growth up to 63, is right 2 cycles after `update`.
module llama2_rtl_running_maximum (
    input wire clk,
    input wire rst,
    input wire update,  // a span begins
    input wire first_span,  // it is its item's first
    input wire signed [24:0] highest,  // its largest score
    input wire signed [24:0] scaled,  // a score
    output reg [5:0] delta,  // the maximum's growth
    output reg [25:0] distance  // maximum less score
);

wire signed [16:0] whole;
wire signed [24:0] present;
reg signed [16:0] maximum;
wire [25:0] key;
wire [25:0] present_key;
reg signed [16:0] rounded;
wire signed [17:0] growth;
wire signed [17:0] wide_maximum;
wire signed [17:0] wide_previous;
wire signed [25:0] difference;
wire signed [25:0] minuend;
wire signed [25:0] subtrahend;
reg fresh;
reg signed [16:0] previous;

assign wide_maximum = {{1{maximum[16]}}, maximum};

assign wide_previous = {{1{previous[16]}}, previous};

assign minuend = {{1{present[24]}}, present};

assign subtrahend = {{1{scaled[24]}}, scaled};

assign whole = $signed(highest[25-1:8]);
assign present = (maximum << 8);

assign key = {first_span, (!highest[24]), highest[24-1:0]};
assign present_key = {1'b0, (!present[24]), present[24-1:0]};

always @(highest, whole) begin  // round_up
    if ((highest[8-1:0] != 0)) begin
        rounded = (whole + 1);
    end
    else begin
        rounded = whole;
    end
end

assign growth = (wide_maximum - wide_previous);
assign difference = (minuend - subtrahend);

always @(posedge clk) begin  // advance
    if (rst == 1) begin
        delta <= 0;
        distance <= 0;
        fresh <= 0;
        maximum <= 0;
        previous <= 0;
    end
    else begin
        if (update) begin
            fresh <= first_span;
            previous <= maximum;
            if ((key > present_key)) begin
                maximum <= rounded;
            end
        end
        if (fresh) begin
            delta <= 0;
        end
        else if ((growth[(17 + 1)-1:6] != 0)) begin
            delta <= 63;
        end
        else begin
            delta <= growth[6-1:0];
        end
        distance <= difference[26-1:0];
    end
end
endmodule
