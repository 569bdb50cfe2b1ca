// llama2_rtl_pipeline_controller: generated from the block pipeline_controller(layers=4). Change the block, not this file.
`timescale 1ns/1ps

// `token_start` runs project_qkv, write_kv, attend and feed_forward for each of `layers` layers, then
// finish_token. A stage's start pulses as the one before it is done, and the controller holds in it for as long as its
// done does not come. Keys and values are written while queries are still being projected: write_kv starts together
// with project_qkv, its done is kept, and the controller holds in WRITE_KV only until the cycle after it.
// `first_layer` is valid with the starts. A stage's done comes only while it runs.
module llama2_rtl_pipeline_controller (
    input wire clk,
    input wire rst,
    input wire token_start,  // run a token
    output reg [2:0] stage,  // the stage at work
    output reg [1:0] layer,  // its layer
    output wire first_layer,  // with a start: it is the first
    output wire project_qkv_start,  // begin
    input wire project_qkv_done,  // all of it is done
    output wire write_kv_start,  // begin
    input wire write_kv_done,  // all of it is done
    output wire attend_start,  // begin
    input wire attend_done,  // all of it is done
    output wire feed_forward_start,  // begin
    input wire feed_forward_done,  // all of it is done
    output wire finish_token_start,  // begin
    input wire finish_token_done  // all of it is done
);

localparam [2:0] IDLE = 3'd0;
localparam [2:0] PROJECT_QKV = 3'd1;
localparam [2:0] WRITE_KV = 3'd2;
localparam [2:0] ATTEND = 3'd3;
localparam [2:0] FEED_FORWARD = 3'd4;
localparam [2:0] FINISH_TOKEN = 3'd5;

wire at_last_layer;
reg written;

assign first_layer = ((layer == 0) && (stage != FEED_FORWARD));
assign at_last_layer = (layer == 3);

assign project_qkv_start = (((stage == IDLE) && token_start) || ((stage == FEED_FORWARD) && feed_forward_done && (!at_last_layer)));
assign attend_start = ((stage == WRITE_KV) && written);
assign feed_forward_start = ((stage == ATTEND) && attend_done);
assign finish_token_start = ((stage == FEED_FORWARD) && feed_forward_done && at_last_layer);

assign write_kv_start = project_qkv_start;

always @(posedge clk) begin  // walk
    if (rst == 1) begin
        layer <= 0;
        stage <= IDLE;
        written <= 0;
    end
    else begin
        if (project_qkv_start) begin
            written <= 0;
        end
        else if (write_kv_done) begin
            written <= 1;
        end
        if (((stage == IDLE) && token_start)) begin
            stage <= PROJECT_QKV;
        end
        else if (((stage == PROJECT_QKV) && project_qkv_done)) begin
            stage <= WRITE_KV;
        end
        else if (attend_start) begin
            stage <= ATTEND;
        end
        else if (feed_forward_start) begin
            stage <= FEED_FORWARD;
        end
        else if (((stage == FEED_FORWARD) && feed_forward_done)) begin
            if (at_last_layer) begin
                stage <= FINISH_TOKEN;
            end
            else begin
                stage <= PROJECT_QKV;
                layer <= (layer + 1);
            end
        end
        else if (((stage == FINISH_TOKEN) && finish_token_done)) begin
            stage <= IDLE;
            layer <= 0;
        end
    end
end
endmodule
