# SPDX-License-Identifier: Apache-2.0
# Calls that returned, by call site, command, call and mechanism, as `spawnrisk report` has them:
# jq -nr -f group.jq LOG
def application:
  test("^(java|javax|jdk|sun|com[.]sun|io[.]github[.]spawnrisk[.](agent|boot|bridge|instrument|shaded))[.]|[$][$]Lambda|[.][$]Proxy") | not;
def process: .process.name // "process \(.process.pid)";
def function: if . == null then null else first(capture("^(?<name>.+!.*)[+]0x").name, .) end;
def site:
  if .jvm.vm_own then process + ": the JVM itself: " + .call
  elif .jvm.stack[0] then first((.jvm.stack[] | select(application)), .jvm.stack[0])
  else process + ": " + ((.native_stack[0] | function) // .call) end;
reduce (inputs | select(.event == "spawn")) as $e ({};
  ($e | [site, .command // "", .call, .mechanism] | join("\t")) as $key
  | ($e.repeats // 1) as $n
  | .[$key] |= (
      .spawns += $n
      | .failures += (if $e.errno then $n else 0 end)
      | .charge = ([.charge, $e.memory.commit_charge] | max)
      | reduce $e.risk.reasons[] as $reason (.; .codes[$reason.code] += $n)))
| to_entries[]
| [.key, .value.spawns, .value.failures, .value.charge // 0,
   .value.codes.OOM_POSSIBLE // 0, .value.codes.FORK_STALL // 0]
| join("\t")
