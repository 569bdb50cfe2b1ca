# The files of the core for the scripts of the vendors, wherever this folder lies: `handoff` is the folder, `sources`
# the Verilog in the order of rtl/filelist.f, `memories` the contents of its memories.
set handoff [file dirname [file normalize [info script]]]

set sources {}
set list [open [file join $handoff rtl filelist.f]]
foreach line [split [read $list] \n] {
    if {$line ne "" && ![string match //* $line]} {
        lappend sources [file join $handoff rtl $line]
    }
}
close $list
set memories [lsort [glob [file join $handoff rtl *.mem]]]
