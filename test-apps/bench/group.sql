-- SPDX-License-Identifier: Apache-2.0
-- Calls that returned, by call site, command, call and mechanism, as `spawnrisk report` has them, with
-- only the columns that this takes.
SELECT
  CASE WHEN jvm.vm_own
    THEN coalesce(process.name, 'process ' || process.pid) || ': the JVM itself: ' || call
  WHEN len(jvm.stack) > 0
    THEN coalesce(list_filter(jvm.stack, lambda frame: NOT regexp_matches(frame,
      '^(java|javax|jdk|sun|com[.]sun|io[.]github[.]spawnrisk[.](agent|boot|bridge|instrument|shaded))[.]|[$][$]Lambda|[.][$]Proxy'))[1],
      jvm.stack[1])
    ELSE coalesce(process.name, 'process ' || process.pid) || ': '
      || coalesce(nullif(regexp_extract(native_stack[1], '^(.+!.*)[+]0x', 1), ''), native_stack[1], call) END AS site,
  coalesce(command, '') AS command,
  call,
  mechanism,
  sum(coalesce(repeats, 1))::BIGINT AS spawns,
  sum(CASE WHEN errno IS NULL THEN 0 ELSE coalesce(repeats, 1) END)::BIGINT AS failures,
  coalesce(max(memory.commit_charge), 0) AS charge,
  sum(coalesce(repeats, 1) * len(list_filter(risk.reasons, lambda reason: reason.code = 'OOM_POSSIBLE')))::BIGINT AS oom,
  sum(coalesce(repeats, 1) * len(list_filter(risk.reasons, lambda reason: reason.code = 'FORK_STALL')))::BIGINT AS stall
FROM read_json('{log}', format = 'newline_delimited', columns = {
  event: 'VARCHAR', command: 'VARCHAR', call: 'VARCHAR', mechanism: 'VARCHAR', repeats: 'BIGINT', errno: 'BIGINT',
  process: 'STRUCT("name" VARCHAR, pid BIGINT)', native_stack: 'VARCHAR[]',
  memory: 'STRUCT(commit_charge BIGINT)', jvm: 'STRUCT(vm_own BOOLEAN, stack VARCHAR[])',
  risk: 'STRUCT(reasons STRUCT(code VARCHAR)[])'})
WHERE event = 'spawn'
GROUP BY ALL
