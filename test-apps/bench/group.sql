-- SPDX-License-Identifier: Apache-2.0
-- Spawns by call site, command and mechanism, as `spawnrisk report` has them, with only the columns
-- that this takes.
SELECT
  CASE WHEN jvm.stack IS NOT NULL
    THEN list_filter(jvm.stack, lambda frame: NOT regexp_matches(frame,
      '^(java|javax|jdk|sun|com[.]sun|io[.]github[.]spawnrisk[.](agent|boot|bridge|instrument|shaded))[.]|[$][$]Lambda|[.][$]Proxy'))[1]
    ELSE process.name || ': ' || regexp_replace(native_stack[1], '[+]0x[0-9a-f]+$', '') END AS site,
  coalesce(command, '') AS command,
  mechanism,
  sum(coalesce(repeats, 1))::BIGINT AS spawns,
  sum(CASE WHEN errno IS NULL THEN 0 ELSE coalesce(repeats, 1) END)::BIGINT AS failures,
  max(memory.commit_charge) AS charge,
  sum(coalesce(repeats, 1) * len(list_filter(risk.reasons, lambda reason: reason.code = 'OOM_POSSIBLE')))::BIGINT AS oom,
  sum(coalesce(repeats, 1) * len(list_filter(risk.reasons, lambda reason: reason.code = 'FORK_STALL')))::BIGINT AS stall
FROM read_json('{log}', format = 'newline_delimited', columns = {
  event: 'VARCHAR', command: 'VARCHAR', mechanism: 'VARCHAR', repeats: 'BIGINT', errno: 'BIGINT',
  process: 'STRUCT("name" VARCHAR)', native_stack: 'VARCHAR[]',
  memory: 'STRUCT(commit_charge BIGINT)', jvm: 'STRUCT(stack VARCHAR[])',
  risk: 'STRUCT(reasons STRUCT(code VARCHAR)[])'})
WHERE event = 'spawn'
GROUP BY ALL
