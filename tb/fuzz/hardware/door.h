// What all harnesses share: the numbers of an input, the clock, broken rules, and what is reached of the Verilog.
//
// `model.h` says which Verilog it is: `Model`, the class that Verilator makes of it, `Counts`, where it counts what is
// reached, and the constants of the design.
#pragma once

#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>

#include "heard.h"
#include "model.h"
#include "verilated.h"

// Something that the Verilog may not do: `kind` in a word, `place` the same for what is likely the same fault.
struct Fault {
    std::string kind, place, said;
};

// Throws a Fault unless the condition holds.
inline void expect(bool holds, const char *kind, const char *format, ...) {
    if (holds) return;
    char said[512];
    va_list values;
    va_start(values, format);
    std::vsnprintf(said, sizeof said, format, values);
    va_end(values);
    throw Fault{kind, TOP, said};
}

// The bytes of an input as numbers, one after the other; behind its end all are 0.
class Input {
public:
    Input(const uint8_t *data, size_t size) : data(data), size(size) {}

    bool ended() const { return at >= size; }
    uint32_t byte() { return ended() ? 0 : data[at++]; }
    uint32_t word() {
        uint32_t low = byte();
        return low | byte() << 8;
    }
    uint32_t number() {
        uint32_t low = word();
        return low | word() << 16;
    }

private:
    const uint8_t *data;
    size_t size, at = 0;
};

// The Verilog, and what it has printed.
struct Simulation {
    VerilatedContext context;
    Model top{&context, ""};
    std::string printed;

    static Simulation &only() {
        static auto *simulation = new Simulation;  // never destroyed: its counters are libFuzzer's to the end
        return *simulation;
    }
};

// One input on the Verilog's ports. A harness derives from it, and says in `play` what the numbers mean.
class Door {
public:
    explicit Door(Input input) : top(Simulation::only().top), input(input) {}
    virtual ~Door() = default;
    virtual void play() = 0;

protected:
    Model &top;
    Input input;
    uint64_t cycles = 0;

    // The first half of a cycle, in which outputs follow inputs.
    void settle() {
        top.clk = 0;
        top.eval();
    }

    // The second, from the clock's edge on. Throws the Fault of a rule that the cycle has broken.
    void edge() {
        if (turn()) throw broken(Simulation::only().printed);
    }

    // A second half in which what the input before has left on the ports goes, by whatever rule.
    void edge_between_inputs() {
        turn();
        Simulation::only().printed.clear();
    }

private:
    static constexpr uint64_t PS_PER_CYCLE = 10000;

    // Whether a rule is broken.
    bool turn() {
        auto &context = Simulation::only().context;
        top.clk = 1;
        top.eval();
        context.time(PS_PER_CYCLE * ++cycles);
        bool ended = context.gotFinish();
        context.gotFinish(false);
        return ended;
    }

    // `printed` is "broken rule: PATH at TIME: SENTENCE".
    static Fault broken(const std::string &printed) {
        std::string line = printed.substr(0, printed.find('\n'));
        size_t path = line.find(": ") + 2, time = line.find(" at ", path);
        return {"rule", line.substr(path, time - path), line};
    }
};

int heard(const char *format, ...) {
    char text[1024];
    va_list values;
    va_start(values, format);
    int length = std::vsnprintf(text, sizeof text, format, values);
    va_end(values);
    Simulation::only().printed += text;
    return length;
}

void vl_finish(const char *, int, const char *) { Simulation::only().context.gotFinish(true); }

// How many points of the Verilog are counted.
extern "C" unsigned points() { return sizeof(Counts) / sizeof(uint32_t); }

// Plays an input. `reached` takes how often each point is reached, 255 for more often. Returns a Fault's fields, with a
// tabulator between them, up to the next call; null where there is none.
template <class Harness> const char *played(const uint8_t *data, size_t size, uint8_t *reached) {
    static std::string told;
    auto &simulation = Simulation::only();
    auto &counts = counts_of(simulation.top);
    simulation.printed.clear();
    for (auto &count : counts) count = 0;
    const char *found = nullptr;
    try {
        Harness(Input(data, size)).play();
    } catch (const Fault &fault) {
        told = fault.kind + '\t' + fault.place + '\t' + fault.said;
        found = told.c_str();
    }
    for (unsigned point = 0; point < points(); point++) reached[point] = counts[point] < 255 ? counts[point] : 255;
    return found;
}
