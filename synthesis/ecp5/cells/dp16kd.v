// DP16KD, the block RAM of the ECP5: 18 Kbit behind two ports of 1, 2, 4, 9 or 18 bits, or one that writes 36 bits and
// one that reads. Pins and parameters of Lattice's TN1264 (ECP5 Memory Usage Guide); what the memory does stands in ebr.v.
//
// A write of 36 bits takes its upper half from port B's inputs, a read of 36 bits leaves its upper half on B's outputs,
// as Yosys wires them. A parameter with any other meaning than the ones below stops the simulation.
module DP16KD (
    input ADA13, ADA12, ADA11, ADA10, ADA9, ADA8, ADA7, ADA6, ADA5, ADA4, ADA3, ADA2, ADA1, ADA0,
    input DIA17, DIA16, DIA15, DIA14, DIA13, DIA12, DIA11, DIA10, DIA9, DIA8, DIA7, DIA6, DIA5, DIA4, DIA3, DIA2,
        DIA1, DIA0,
    input CLKA, CEA, OCEA, WEA, RSTA, CSA2, CSA1, CSA0,
    output DOA17, DOA16, DOA15, DOA14, DOA13, DOA12, DOA11, DOA10, DOA9, DOA8, DOA7, DOA6, DOA5, DOA4, DOA3, DOA2,
        DOA1, DOA0,
    input ADB13, ADB12, ADB11, ADB10, ADB9, ADB8, ADB7, ADB6, ADB5, ADB4, ADB3, ADB2, ADB1, ADB0,
    input DIB17, DIB16, DIB15, DIB14, DIB13, DIB12, DIB11, DIB10, DIB9, DIB8, DIB7, DIB6, DIB5, DIB4, DIB3, DIB2,
        DIB1, DIB0,
    input CLKB, CEB, OCEB, WEB, RSTB, CSB2, CSB1, CSB0,
    output DOB17, DOB16, DOB15, DOB14, DOB13, DOB12, DOB11, DOB10, DOB9, DOB8, DOB7, DOB6, DOB5, DOB4, DOB3, DOB2,
        DOB1, DOB0
);
    parameter DATA_WIDTH_A = 18, DATA_WIDTH_B = 18;
    parameter REGMODE_A = "NOREG", REGMODE_B = "NOREG";
    parameter WRITEMODE_A = "NORMAL", WRITEMODE_B = "NORMAL";
    parameter CSDECODE_A = "0b000", CSDECODE_B = "0b000";
    parameter RESETMODE = "SYNC", ASYNC_RESET_RELEASE = "SYNC";
    parameter CLKAMUX = "CLKA", CEAMUX = "CEA", OCEAMUX = "OCEA", WEAMUX = "WEA", RSTAMUX = "RSTA";
    parameter CLKBMUX = "CLKB", CEBMUX = "CEB", OCEBMUX = "OCEB", WEBMUX = "WEB", RSTBMUX = "RSTB";
    parameter GSR = "ENABLED", INIT_DATA = "STATIC", WID = 0;
    parameter [319:0]
        INITVAL_00 = 0, INITVAL_01 = 0, INITVAL_02 = 0, INITVAL_03 = 0, INITVAL_04 = 0, INITVAL_05 = 0,
        INITVAL_06 = 0, INITVAL_07 = 0, INITVAL_08 = 0, INITVAL_09 = 0, INITVAL_0A = 0, INITVAL_0B = 0,
        INITVAL_0C = 0, INITVAL_0D = 0, INITVAL_0E = 0, INITVAL_0F = 0, INITVAL_10 = 0, INITVAL_11 = 0,
        INITVAL_12 = 0, INITVAL_13 = 0, INITVAL_14 = 0, INITVAL_15 = 0, INITVAL_16 = 0, INITVAL_17 = 0,
        INITVAL_18 = 0, INITVAL_19 = 0, INITVAL_1A = 0, INITVAL_1B = 0, INITVAL_1C = 0, INITVAL_1D = 0,
        INITVAL_1E = 0, INITVAL_1F = 0, INITVAL_20 = 0, INITVAL_21 = 0, INITVAL_22 = 0, INITVAL_23 = 0,
        INITVAL_24 = 0, INITVAL_25 = 0, INITVAL_26 = 0, INITVAL_27 = 0, INITVAL_28 = 0, INITVAL_29 = 0,
        INITVAL_2A = 0, INITVAL_2B = 0, INITVAL_2C = 0, INITVAL_2D = 0, INITVAL_2E = 0, INITVAL_2F = 0,
        INITVAL_30 = 0, INITVAL_31 = 0, INITVAL_32 = 0, INITVAL_33 = 0, INITVAL_34 = 0, INITVAL_35 = 0,
        INITVAL_36 = 0, INITVAL_37 = 0, INITVAL_38 = 0, INITVAL_39 = 0, INITVAL_3A = 0, INITVAL_3B = 0,
        INITVAL_3C = 0, INITVAL_3D = 0, INITVAL_3E = 0, INITVAL_3F = 0;

    wire [13:0] address_a, address_b;
    wire [17:0] in_a, in_b;
    wire [35:0] out_a, out_b;
    assign address_a = {ADA13, ADA12, ADA11, ADA10, ADA9, ADA8, ADA7, ADA6, ADA5, ADA4, ADA3, ADA2, ADA1, ADA0};
    assign address_b = {ADB13, ADB12, ADB11, ADB10, ADB9, ADB8, ADB7, ADB6, ADB5, ADB4, ADB3, ADB2, ADB1, ADB0};
    assign in_a = {DIA17, DIA16, DIA15, DIA14, DIA13, DIA12, DIA11, DIA10, DIA9, DIA8, DIA7, DIA6, DIA5, DIA4, DIA3,
        DIA2, DIA1, DIA0};
    assign in_b = {DIB17, DIB16, DIB15, DIB14, DIB13, DIB12, DIB11, DIB10, DIB9, DIB8, DIB7, DIB6, DIB5, DIB4, DIB3,
        DIB2, DIB1, DIB0};
    assign {DOA17, DOA16, DOA15, DOA14, DOA13, DOA12, DOA11, DOA10, DOA9, DOA8, DOA7, DOA6, DOA5, DOA4, DOA3, DOA2,
        DOA1, DOA0} = DATA_WIDTH_B == 36 ? out_b[17:0] : DATA_WIDTH_A == 36 ? 18'bx : out_a[17:0];
    assign {DOB17, DOB16, DOB15, DOB14, DOB13, DOB12, DOB11, DOB10, DOB9, DOB8, DOB7, DOB6, DOB5, DOB4, DOB3, DOB2,
        DOB1, DOB0} = DATA_WIDTH_B == 36 ? out_b[35:18] : out_b[17:0];

    ecp5_ebr #(
        .WIDTH_A(DATA_WIDTH_A), .WIDTH_B(DATA_WIDTH_B), .REGMODE_A(REGMODE_A), .REGMODE_B(REGMODE_B),
        .WRITEMODE_A(WRITEMODE_A), .WRITEMODE_B(WRITEMODE_B), .RESETMODE(RESETMODE),
        .SELECTED({CSDECODE_B[16], CSDECODE_B[8], CSDECODE_B[0], CSDECODE_A[16], CSDECODE_A[8], CSDECODE_A[0]}),
        .CONTENTS({
            INITVAL_3F, INITVAL_3E, INITVAL_3D, INITVAL_3C, INITVAL_3B, INITVAL_3A,
            INITVAL_39, INITVAL_38, INITVAL_37, INITVAL_36, INITVAL_35, INITVAL_34,
            INITVAL_33, INITVAL_32, INITVAL_31, INITVAL_30, INITVAL_2F, INITVAL_2E,
            INITVAL_2D, INITVAL_2C, INITVAL_2B, INITVAL_2A, INITVAL_29, INITVAL_28,
            INITVAL_27, INITVAL_26, INITVAL_25, INITVAL_24, INITVAL_23, INITVAL_22,
            INITVAL_21, INITVAL_20, INITVAL_1F, INITVAL_1E, INITVAL_1D, INITVAL_1C,
            INITVAL_1B, INITVAL_1A, INITVAL_19, INITVAL_18, INITVAL_17, INITVAL_16,
            INITVAL_15, INITVAL_14, INITVAL_13, INITVAL_12, INITVAL_11, INITVAL_10,
            INITVAL_0F, INITVAL_0E, INITVAL_0D, INITVAL_0C, INITVAL_0B, INITVAL_0A,
            INITVAL_09, INITVAL_08, INITVAL_07, INITVAL_06, INITVAL_05, INITVAL_04,
            INITVAL_03, INITVAL_02, INITVAL_01, INITVAL_00})
    ) u_ebr (
        .clock({CLKBMUX == "INV" ? ~CLKB : CLKB, CLKAMUX == "INV" ? ~CLKA : CLKA}),
        .enable({CEBMUX == "INV" ? ~CEB : CEB, CEAMUX == "INV" ? ~CEA : CEA}),
        .output_enable({OCEBMUX == "INV" ? ~OCEB : OCEB, OCEAMUX == "INV" ? ~OCEA : OCEA}),
        .write({WEBMUX == "INV" ? ~WEB : WEB, WEAMUX == "INV" ? ~WEA : WEA}),
        .reset({RSTBMUX == "INV" ? ~RSTB : RSTB, RSTAMUX == "INV" ? ~RSTA : RSTA}),
        .chip_select({CSB2, CSB1, CSB0, CSA2, CSA1, CSA0}), .address({address_b, address_a}),
        .data_in({18'b0, in_b, DATA_WIDTH_A == 36 ? in_b : 18'b0, in_a}), .data_out({out_b, out_a}));

    function is_mux(input [8 * 8 - 1:0] value, input [8 * 8 - 1:0] pin);
        is_mux = value == pin || value == "INV";
    endfunction

    function is_width(input integer bits);
        is_width = bits == 1 || bits == 2 || bits == 4 || bits == 9 || bits == 18;
    endfunction

    function is_writemode(input [8 * 16 - 1:0] mode);
        is_writemode = mode == "NORMAL" || mode == "WRITETHROUGH" || mode == "READBEFOREWRITE";
    endfunction

    initial begin
        if (!(is_width(DATA_WIDTH_A) && is_width(DATA_WIDTH_B) ||
              DATA_WIDTH_A == 36 && (is_width(DATA_WIDTH_B) || DATA_WIDTH_B == 36)))
            $fatal(1, "DP16KD: DATA_WIDTH_A=%0d with DATA_WIDTH_B=%0d is not modelled", DATA_WIDTH_A, DATA_WIDTH_B);
        if (!is_writemode(WRITEMODE_A) || !is_writemode(WRITEMODE_B))
            $fatal(1, "DP16KD: WRITEMODE_A=%0s, WRITEMODE_B=%0s is not modelled", WRITEMODE_A, WRITEMODE_B);
        if (REGMODE_A != "NOREG" && REGMODE_A != "OUTREG" || REGMODE_B != "NOREG" && REGMODE_B != "OUTREG")
            $fatal(1, "DP16KD: REGMODE_A=%0s, REGMODE_B=%0s is not modelled", REGMODE_A, REGMODE_B);
        if (RESETMODE != "SYNC" && (RESETMODE != "ASYNC" || ASYNC_RESET_RELEASE != "ASYNC"))
            $fatal(1, "DP16KD: RESETMODE=%0s with ASYNC_RESET_RELEASE=%0s is not modelled", RESETMODE,
                   ASYNC_RESET_RELEASE);
        if ((CSDECODE_A | 40'h10101) != "0b111" || (CSDECODE_B | 40'h10101) != "0b111")
            $fatal(1, "DP16KD: CSDECODE_A=%0s, CSDECODE_B=%0s is not modelled", CSDECODE_A, CSDECODE_B);
        if (!(is_mux(CLKAMUX, "CLKA") && is_mux(CEAMUX, "CEA") && is_mux(OCEAMUX, "OCEA") && is_mux(WEAMUX, "WEA") &&
              is_mux(RSTAMUX, "RSTA") && is_mux(CLKBMUX, "CLKB") && is_mux(CEBMUX, "CEB") &&
              is_mux(OCEBMUX, "OCEB") && is_mux(WEBMUX, "WEB") && is_mux(RSTBMUX, "RSTB")))
            $fatal(1, "DP16KD: a control pin's multiplexer is neither the pin nor INV");
        if (INIT_DATA != "STATIC")
            $fatal(1, "DP16KD: INIT_DATA=%0s is not modelled", INIT_DATA);
    end
endmodule
