// Tells `llama2_rtl_axi` the turns of a text and prints each token as it comes.
//
//   text_bench beat_bytes=n base=address kv_base=address kv_pages=n image=file turns=file max_tokens=n
//              inverse_temperature=n seed=n latency=n outstanding=n gap_interval=n gap=n
//              top_k=n top_p=n min_p=n repeat_penalty=n repeat_inverse=n repeat_last_n=n
//
// What stands in the last line is for a core whose sampler has a list. Each line of the file `turns` has a 1 where the
// prompt goes on with the text before it, else a 0, then its tokens. One JSON object is printed per event: `start`, `in`
// with a token of a prompt that is taken, `out` with one that is generated, each with the cycle.
#include <fstream>
#include <sstream>
#include <vector>

#include "host.h"

class Bench : public Host {
public:
    using Host::Host;

    void run() {
        llama2_rtl_run run{};
        run.max_tokens = option("max_tokens");
        run.inverse_temperature = option("inverse_temperature");
        run.seed = option("seed");
#ifdef LLAMA2_RTL_SAMPLER_LIST_OFFSET
        run.top_k = option("top_k");
        run.top_p = option("top_p");
        run.min_p = option("min_p");
        run.repeat_penalty = option("repeat_penalty");
        run.repeat_penalty |= option("repeat_inverse") << LLAMA2_RTL_REPEAT_PENALTY_INVERSE_SHIFT;
        run.repeat_last_n = option("repeat_last_n");
#endif
        start(run);
        tell("start", 0);
        std::ifstream turns(options.at("turns"));
        for (std::string line; std::getline(turns, line);) turn(line);
        end();
    }

private:
    static constexpr uint64_t PATIENCE = 1000000000;  // cycles of a token of any model

    void turn(const std::string &line) {
        std::istringstream words(line);
        uint32_t resume;
        words >> resume;
        write(LLAMA2_RTL_RESUME_OFFSET, resume);
        std::vector<uint32_t> prompt;
        for (uint32_t token; words >> token;) prompt.push_back(token);
        for (size_t index = 0; index < prompt.size(); index++) {
            top.s_axis_tdata = prompt[index];
            top.s_axis_tlast = index + 1 == prompt.size();
            top.s_axis_tvalid = 1;
            until([&] { return top.s_axis_tready; }, "the taking of a prompt's token", PATIENCE);
            tell("in", prompt[index]);
            edge();
        }
        top.s_axis_tvalid = 0;
        for (bool last = false; !last;) {
            until([&] { return top.m_axis_tvalid; }, "the next token", PATIENCE);
            tell("out", top.m_axis_tdata);
            last = top.m_axis_tlast;
            edge();
        }
    }

    void tell(const char *event, unsigned token) {
        std::printf("{\"event\": \"%s\", \"token\": %u, \"cycle\": %llu}\n", event, token,
                    (unsigned long long)memories[0].cycles());
        std::fflush(stdout);
    }
};

int main(int count, char **words) { return run_bench<Bench>(count, words); }
