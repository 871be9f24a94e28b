# SPDX-License-Identifier: Apache-2.0
# Spawns by call site, command and mechanism, as `spawnrisk report` has them: jq -nr -f group.jq LOG
def application:
  test("^(java|javax|jdk|sun|com[.]sun|io[.]github[.]spawnrisk[.](agent|boot|bridge|instrument|shaded))[.]|[$][$]Lambda|[.][$]Proxy") | not;
def site:
  if .jvm.stack then first(.jvm.stack[] | select(application))
  else .process.name + ": " + (.native_stack[0] | sub("[+]0x[0-9a-f]+$"; "")) end;
reduce (inputs | select(.event == "spawn")) as $e ({};
  ($e | [site, .command // "", .mechanism] | join("\t")) as $key
  | ($e.repeats // 1) as $n
  | .[$key] |= (
      .spawns += $n
      | .failures += (if $e.errno then $n else 0 end)
      | .charge = ([.charge, $e.memory.commit_charge] | max)
      | reduce $e.risk.reasons[] as $reason (.; .codes[$reason.code] += $n)))
| to_entries[]
| [.key, .value.spawns, .value.failures, .value.charge,
   .value.codes.OOM_POSSIBLE // 0, .value.codes.FORK_STALL // 0]
| join("\t")
