# Every target prepares what it needs first: .venv with the pinned packages, and Icarus Verilog.
#
#   make demo         simulate the decoder and watch its story    MODEL= TOKENIZER= PROMPT= STEPS= LANES= CONTEXT=
#                                                                 SIM= TEMPERATURE= SAMPLE_SEED=
#   make test         all tests                                   SIM= SEED=
#   make sim          the list of tests, or one of them           TEST= SIM= SEED= WAVES=1
#   make netlist-sim  the same on the netlist of synthesis        TEST= SIM= SEED= WAVES=1
#   make verilog      write rtl/<preset> or rtl/model-<name>      PRESET= MODEL= LANES= CONTEXT= MEMORY=chip|axi
#                                                                 PREFIX= CHECKS=1
#   make handoff      write build/handoff/<preset>                PRESET= MODEL= LANES= CONTEXT= MEMORY=chip|axi
#                                                                 TOKENIZER= PROMPT= POSITIONS= PREFIX=
#   make pack         one file for the memory beside the core     MODEL= LANES= CONTEXT= OUT=
#   make accuracy     perplexity and KL of the formats            CHECKPOINT= TOKENS=file.json|file.bin
#   make bench        cycles per token against the bound          SIM=
#   make timeline     a token's cycles as a picture               PRESET= POSITION= LANES= CONTEXT= MEMORY=chip|axi
#   make speed        predicted tokens per second on boards       CLOCK= LANES= POSITION= BANDWIDTH=
#   make shape        a token of true dimensions against golden   PRESET= POSITION= LAYERS= LANES=
#                                                                 LATENCY= OUTSTANDING= GAP_INTERVAL= GAP=
#   make interfaces   ports, connections, bundles, plumbing
#   make synth        Yosys, nextpnr: clock and resources         TARGET= PRESET= MODEL= LANES= CONTEXT= SEEDS=
#   make bitstream    build a board's bitstream                   BOARD= PRESET= MODEL= LANES= CONTEXT= MHZ= SEED=
#   make chat         talk to a board                             PORT= TOKENIZER= PROMPT= STEPS=
#   make docs         build the documentation in build/docs
#   make lint         Verilator on the Verilog, ruff on the Python

READY := .venv/.ready
RUN := .venv/bin/llama2-rtl
DOCS_READY := .venv/.docs-ready

# $(call options,NAMES): `--name "$NAME"` for every variable that is set; the shell reads its value as it was typed.
options = $(foreach name,$(1),$(if $($(name)),--$(shell echo $(name) | tr A-Z_ a-z-) "$$$(name)"))

.PHONY: help demo test sim netlist-sim verilog handoff pack accuracy bench timeline speed shape interfaces synth \
        bitstream chat docs lint

help:
	@sed -n 's/^#   //p' Makefile

demo: $(READY)
	@$(RUN) demo $(call options,MODEL TOKENIZER PROMPT STEPS TEMPERATURE SAMPLE_SEED LANES CONTEXT SIM)

test: $(READY)
	@.venv/bin/python -m pytest -n 2 --dist loadgroup

sim: $(READY)
	@$(RUN) sim $(call options,TEST SIM SEED WAVES)

netlist-sim: $(READY)
	@$(RUN) netlist-sim $(call options,TEST SIM SEED WAVES)

verilog: $(READY)
	@$(RUN) verilog $(call options,PRESET MODEL LANES CONTEXT MEMORY PREFIX CHECKS)

handoff: $(READY)
	@$(RUN) handoff $(call options,PRESET MODEL LANES CONTEXT MEMORY TOKENIZER PROMPT POSITIONS PREFIX)

pack: $(READY)
	@$(RUN) pack $(call options,MODEL LANES CONTEXT OUT)

accuracy: $(READY)
	@$(RUN) accuracy $(call options,CHECKPOINT TOKENS)

bench: $(READY)
	@$(RUN) bench $(call options,SIM)

timeline: $(READY)
	@$(RUN) timeline $(call options,PRESET POSITION LANES CONTEXT MEMORY)

speed: $(READY)
	@$(RUN) speed $(call options,CLOCK LANES POSITION BANDWIDTH)

shape: $(READY)
	@$(RUN) shape $(call options,PRESET POSITION LAYERS LANES LATENCY OUTSTANDING GAP_INTERVAL GAP)

interfaces: $(READY)
	@$(RUN) interfaces

synth: $(READY)
	@$(RUN) synth $(call options,TARGET PRESET MODEL LANES CONTEXT SEEDS KEEP)

bitstream: $(READY)
	@$(RUN) bitstream $(call options,BOARD PRESET MODEL LANES CONTEXT MHZ SEED)

chat: $(READY)
	@$(RUN) chat $(call options,PORT TOKENIZER PROMPT STEPS)

docs: $(DOCS_READY)
	@$(RUN) docs

lint: $(READY)
	@$(RUN) lint

$(READY): setup.cfg pyproject.toml llama2_rtl/set_up.sh
	@llama2_rtl/set_up.sh
	@touch $@

# The builder of the site, which nothing else needs.
$(DOCS_READY): $(READY)
	@llama2_rtl/set_up.sh docs
	@touch $@
