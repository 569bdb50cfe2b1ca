# Every target prepares what it needs first: .venv with the pinned packages, and Icarus Verilog.
#
#   make demo         simulate the decoder and watch its story    MODEL= TOKENIZER= PROMPT= CHAT= STEPS= LANES=
#                                                                 CONTEXT= FORMAT= MEMORY= SIM= TEMPERATURE=
#                                                                 SAMPLE_SEED= TOP_K= TOP_P= MIN_P=
#                                                                 REPEAT_PENALTY= REPEAT_LAST_N= SAMPLER_LIST=
#                                                                 WAYS= BATCH= DRAFTS= PORTS= BURST=
#                                                                 RECORD=file.svg
#   make test         all tests                                   SIM= SEED= CHECKS=0
#   make readme       every command of README and docs            ONLY=words LIMIT=seconds
#   make sim          the list of tests, or one of them           TEST= CASE= SIM= SEED= WAVES=1 CHECKS=0
#   make netlist-sim  the same on the netlist of synthesis        TEST= CASE= SIM= SEED= WAVES=1
#   make verilog      write rtl/<preset> or rtl/model-<name>      PRESET= MODEL= LANES= CONTEXT= MEMORY=chip|axi
#                                                                 FORMAT=layers/head PREFIX= CHECKS=1 SAMPLER_LIST=
#                                                                 WAYS= BATCH= MULTIPLIER=18x18|27x18 PORTS= BURST=
#   make handoff      write build/handoff/<preset>                PRESET= MODEL= LANES= CONTEXT= MEMORY=chip|axi
#                                                                 TOKENIZER= PROMPT= POSITIONS= FORMAT= PREFIX=
#                                                                 SAMPLER_LIST= WAYS= BATCH= MULTIPLIER=18x18|27x18
#                                                                 PORTS= BURST= BOARD=
#   make pack         one file for the memory beside the core     MODEL= LANES= CONTEXT= FORMAT= PORTS= OUT=
#   make accuracy     perplexity and KL of the formats            MODEL= TEXT=path TOKENS=file.json|file.bin
#                                                                 TOKENIZER= FORMAT=layers/head CONTEXT=
#   make bench        cycles per token against the bound          SIM=
#   make timeline     a token's cycles as a picture               PRESET= POSITION= LANES= CONTEXT= FORMAT= MEMORY=
#                                                                 WAYS= BATCH= POSITIONS= SEQUENCES=
#   make report       a page about a core, in one file            PRESET= MODEL= TOKENIZER= PROMPT= POSITION=
#                                                                 LANES= CONTEXT= FORMAT= MEMORY=chip|axi WAYS= BATCH=
#                                                                 SEQUENCES=
#   make report-test  looks at such a page in a browser
#   make speed        predicted tokens per second on boards       PRESET= FORMAT= CLOCK= LANES= POSITION= BANDWIDTH=
#                                                                 PROMPT_TOKENS= ACCEPTED= WAYS= BATCH= SEQUENCES=
#                                                                 PORTS= BURST=
#   make plan         a model on a board, every term of it        PRESET= MODEL= BOARD= FORMAT=layers/head POSITION=
#                                                                 WAYS= SEQUENCES= RESERVE=MiB
#   make shape        a token of true dimensions against golden   PRESET= MODEL= FORMAT= POSITION= LAYERS= LANES=
#                                                                 LATENCY= OUTSTANDING= GAP_INTERVAL= GAP= WAYS= BATCH=
#                                                                 SEQUENCES= PORTS= BURST=
#   make interfaces   ports, connections, bundles, plumbing
#   make synth        Yosys, nextpnr: clock and resources         TARGET= PRESET= MODEL= LANES= CONTEXT= FORMAT=
#                                                                 SEEDS= KEEP=1 SAMPLER_LIST= WAYS= BATCH= MULTIPLIER=
#   make bitstream    build a board's bitstream                   BOARD= PRESET= MODEL= LANES= CONTEXT= FORMAT= MHZ=
#                                                                 SEED= WAYS= BATCH=
#   make doctor       test a core on a device                     DEVICE=file.toml|simulation IMAGE= VECTORS= OUT=
#                                                                 MODEL= LANES= CONTEXT= FORMAT= WAYS= BATCH= PORTS=
#                                                                 BURST= SAMPLER_LIST=
#   make chat         talk to a board, or to a core on a device   PORT= TOKENIZER= PROMPT= STEPS=
#                                                                 DEVICE=file.toml|simulation, what make doctor has
#                                                                 for the core, and TEMPERATURE= SAMPLE_SEED= TOP_K=
#                                                                 TOP_P= MIN_P= REPEAT_PENALTY= REPEAT_LAST_N=
#   make serve        a core on a device, for OpenAI's clients    DEVICE=file.toml|simulation LISTEN=host:port
#                                                                 TOKENIZER= and what make chat has of a device
#   make docs         build the documentation in build/docs
#   make prove        rules and blocks, by induction              PROVE=block PROVE_RTL=folder KEEP=1
#   make mutate       slips in the Verilog that tests must see  MUTANTS=n SEED=
#   make coverage     what tests reach of the Verilog
#   make soak         random cores against golden, until stopped  SEED= COUNT=n CONFIGURATION=
#   make fuzz         damaged files, odd hosts of the hardware    ONLY=target SECONDS=n SEED= INPUT=file
#   make lint         Verilator on the Verilog, ruff on the Python

READY := .venv/.ready
RUN := .venv/bin/llama2-rtl
DOCS_READY := .venv/.docs-ready
FUZZ_READY := .venv/.fuzzing-ready

# What each command knows: the variables that it is given as options, or, `test`, finds in its environment.
KNOWS_demo := MODEL TOKENIZER PROMPT CHAT STEPS TEMPERATURE SAMPLE_SEED TOP_K TOP_P MIN_P REPEAT_PENALTY REPEAT_LAST_N SAMPLER_LIST DRAFTS LANES CONTEXT FORMAT MEMORY SIM RECORD WAYS BATCH PORTS BURST
KNOWS_test := SIM SEED CHECKS
KNOWS_sim := TEST CASE SIM SEED WAVES CHECKS
KNOWS_netlist-sim := TEST CASE SIM SEED WAVES
KNOWS_verilog := PRESET MODEL LANES CONTEXT FORMAT MEMORY PREFIX CHECKS SAMPLER_LIST WAYS BATCH SEQUENCES MULTIPLIER PORTS BURST
KNOWS_handoff := PRESET MODEL LANES CONTEXT FORMAT MEMORY TOKENIZER PROMPT POSITIONS PREFIX SAMPLER_LIST WAYS BATCH SEQUENCES MULTIPLIER PORTS BURST BOARD
KNOWS_pack := MODEL LANES CONTEXT FORMAT OUT PORTS
KNOWS_accuracy := MODEL CHECKPOINT TEXT TOKENS TOKENIZER FORMAT CONTEXT
KNOWS_bench := SIM
KNOWS_timeline := PRESET POSITION POSITIONS LANES CONTEXT FORMAT MEMORY WAYS BATCH SEQUENCES
KNOWS_report := PRESET MODEL TOKENIZER PROMPT LANES CONTEXT FORMAT MEMORY POSITION WAYS BATCH SEQUENCES
KNOWS_report-test :=
KNOWS_speed := PRESET CLOCK LANES FORMAT POSITION BANDWIDTH PROMPT_TOKENS ACCEPTED WAYS BATCH SEQUENCES PORTS BURST
KNOWS_plan := PRESET MODEL BOARD FORMAT POSITION WAYS SEQUENCES RESERVE
KNOWS_shape := PRESET MODEL POSITION POSITIONS LAYERS LANES FORMAT LATENCY OUTSTANDING GAP_INTERVAL GAP WAYS BATCH SEQUENCES PORTS BURST
KNOWS_interfaces :=
KNOWS_synth := TARGET PRESET MODEL LANES CONTEXT FORMAT SEEDS KEEP SAMPLER_LIST WAYS BATCH SEQUENCES MULTIPLIER
KNOWS_bitstream := BOARD PRESET MODEL LANES CONTEXT FORMAT MHZ SEED WAYS BATCH
OF_DEVICE := DEVICE MODEL LANES CONTEXT FORMAT WAYS BATCH SEQUENCES PORTS BURST SAMPLER_LIST IMAGE VECTORS
OF_CHANCE := TEMPERATURE SAMPLE_SEED TOP_K TOP_P MIN_P REPEAT_PENALTY REPEAT_LAST_N
KNOWS_doctor := $(OF_DEVICE) OUT
KNOWS_chat := PORT TOKENIZER PROMPT STEPS DRAFT_MODEL $(OF_DEVICE) $(OF_CHANCE)
KNOWS_serve := LISTEN TOKENIZER DRAFT_MODEL $(OF_DEVICE) $(OF_CHANCE)
KNOWS_prove := PROVE PROVE_RTL KEEP
KNOWS_mutate := MUTANTS SEED
KNOWS_coverage :=
KNOWS_soak := SEED COUNT CONFIGURATION
KNOWS_fuzz := ONLY SECONDS SEED INPUT
KNOWS_docs :=
KNOWS_lint :=
KNOWS_readme := ONLY LIMIT
KNOWS_help :=

COMMANDS := demo sim netlist-sim verilog handoff pack accuracy bench timeline report speed plan shape interfaces synth \
            bitstream doctor chat serve lint prove mutate coverage

GIVEN := $(foreach name,$(.VARIABLES),$(if $(filter command,$(firstword $(origin $(name)))),$(name)))

# $(call check,GOAL): ends where the goal does not know what is given.
check = $(foreach unknown,$(firstword $(filter-out $(KNOWS_$(1)),$(GIVEN))),$(error \
    make $(1) does not know $(unknown)=; it knows $(or $(KNOWS_$(1):%=%=),no variables)))
$(foreach goal,$(filter help test report-test readme soak fuzz docs $(COMMANDS),$(or $(MAKECMDGOALS),help)),$(call check,$(goal)))

# Values arrive as they were typed: a $ in them is no reference to a variable.
$(foreach name,$(sort $(foreach goal,$(MAKECMDGOALS),$(KNOWS_$(goal)))),\
    $(if $(value $(name)),$(eval override export $(name) := $$(value $(name)))))

# `--name="$NAME"` for every variable that is set; the shell reads its value from the environment.
OPTIONS = $(foreach name,$(KNOWS_$@),$(if $($(name)),--$(shell echo $(name) | tr A-Z_ a-z-)="$$$(name)"))

.PHONY: help test report-test readme soak fuzz docs $(COMMANDS)

help:
	@sed -n 's/^#   //p' Makefile

test: $(READY)
	@.venv/bin/python -m pytest -n 2 --dist loadgroup

report-test: $(READY)
	@.venv/bin/python -m pytest tb/report

readme: $(READY)
	@.venv/bin/python -m tb.docs.run_commands $(OPTIONS)

soak: $(READY)
	@.venv/bin/python -m tb.soak.run $(OPTIONS)

fuzz: $(FUZZ_READY)
	@.venv/bin/python -m tb.fuzz.run $(OPTIONS)

$(COMMANDS): $(READY)
	@$(RUN) $@ $(OPTIONS)

docs: $(DOCS_READY)
	@$(RUN) docs

# The programs in .venv name the folder in which they were made: in a checkout that has moved it is made anew.
ifneq ($(shell cat .venv/.place 2>/dev/null),$(shell cd .venv 2>/dev/null && pwd -P))
.PHONY: $(READY)
endif

$(READY): setup.cfg setup.py pyproject.toml lock.txt llama2_rtl/set_up.sh
	@llama2_rtl/set_up.sh

# The builder of the site, and the fuzzer, which nothing else needs.
$(DOCS_READY): $(READY)
	@llama2_rtl/set_up.sh docs

$(FUZZ_READY): $(READY)
	@llama2_rtl/set_up.sh fuzzing
