#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Ports and commands, which erl_child_setup makes for the virtual machine.
set -euo pipefail
export HOME=$PWD
erl -noshell -noinput -eval '
    [io:format("~s", [os:cmd("echo turn " ++ integer_to_list(I))]) || I <- lists:seq(1, 10)],
    Port = open_port({spawn_executable, "/bin/sh"}, [{args, ["-c", "exit 4"]}, exit_status]),
    receive {Port, {exit_status, Status}} -> io:format("status ~p~n", [Status]) end,
    halt(0).'
