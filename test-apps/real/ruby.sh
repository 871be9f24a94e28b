#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# system, backticks, fork, spawn, pipes and a daemon's double fork.
set -euo pipefail
# shellcheck disable=SC2016  # backticks of Ruby
exec ruby -e '
  $stdout.sync = true
  puts `echo backticks`
  p system("exit 3"), $?.exitstatus, system("/no/such/program")
  5.times { |i| p Process.wait2(fork { exit! i })[1].exitstatus }
  p Process.wait2(spawn("true"))[1].exitstatus
  p IO.popen(%w[seq 3]).readlines
  p IO.popen("-") { |io| io ? io.read : print("from the child") }
  r, w = IO.pipe
  Process.wait(fork { r.close; Process.daemon(true, true); w.write("daemon"); exit! })
  w.close
  p r.read'
