#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Forty targets at once, with a recursive make and $(shell).
set -euo pipefail
cat >Makefile <<'END'
names := $(shell seq 1 40)
all: $(names:%=out-%) below
	@cat $(names:%=out-%) | sort -n | tail -n 1
out-%:
	@echo $* >$@
below:
	@$(MAKE) --no-print-directory -f Makefile leaf
leaf:
	@echo leaf | tr a-z A-Z
END
make -s -j4 --no-print-directory
