// pipeline_controller: generated from the block pipeline_controller(layers=4). Change the block, not this file.
`timescale 1ns/1ps

module pipeline_controller (
    clk,
    rst,
    token_start,
    stage,
    layer,
    first_layer,
    project_qkv_start,
    project_qkv_done,
    write_kv_start,
    write_kv_done,
    attend_start,
    attend_done,
    feed_forward_start,
    feed_forward_done,
    finish_token_start,
    finish_token_done
);
// `token_start` runs project_qkv, write_kv, attend and feed_forward for each of `layers` layers, then
// finish_token. A stage's start pulses as the one before it is done, and the controller holds in it for as long as its
// done does not come. Keys and values are written while queries are still being projected: write_kv starts together
// with project_qkv, its done is kept, and the controller holds in WRITE_KV only until the cycle after it.
// `first_layer` is valid with the starts. A stage's done comes only while it runs.

input clk;
input rst;
input token_start;
output [2:0] stage;
reg [2:0] stage;
output [1:0] layer;
reg [1:0] layer;
output first_layer;
wire first_layer;
output project_qkv_start;
wire project_qkv_start;
input project_qkv_done;
output write_kv_start;
wire write_kv_start;
input write_kv_done;
output attend_start;
wire attend_start;
input attend_done;
output feed_forward_start;
wire feed_forward_start;
input feed_forward_done;
output finish_token_start;
wire finish_token_start;
input finish_token_done;

wire at_last_layer;
reg written;

assign first_layer = ((layer == 0) && (stage != 4));
assign at_last_layer = (layer == 3);

assign project_qkv_start = (((stage == 0) && token_start) || ((stage == 4) && feed_forward_done && (!at_last_layer)));
assign attend_start = ((stage == 2) && written);
assign feed_forward_start = ((stage == 3) && attend_done);
assign finish_token_start = ((stage == 4) && feed_forward_done && at_last_layer);

assign write_kv_start = project_qkv_start;

always @(posedge clk) begin  // walk
    if (rst == 1) begin
        layer <= 0;
        stage <= 0;
        written <= 0;
    end
    else begin
        if (project_qkv_start) begin
            written <= 0;
        end
        else if (write_kv_done) begin
            written <= 1;
        end
        if (((stage == 0) && token_start)) begin
            stage <= 1;
        end
        else if (((stage == 1) && project_qkv_done)) begin
            stage <= 2;
        end
        else if (attend_start) begin
            stage <= 3;
        end
        else if (feed_forward_start) begin
            stage <= 4;
        end
        else if (((stage == 4) && feed_forward_done)) begin
            if (at_last_layer) begin
                stage <= 5;
            end
            else begin
                stage <= 1;
                layer <= (layer + 1);
            end
        end
        else if (((stage == 5) && finish_token_done)) begin
            stage <= 0;
            layer <= 0;
        end
    end
end
endmodule
