#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# child_process in its forms, and a cluster.
set -euo pipefail
cat >spawns.js <<'END'
const { execSync, exec, spawnSync, spawn, fork } = require('child_process');
const cluster = require('cluster');
const { promisify } = require('util');

const ended = (child) => new Promise((resolve) => child.on('exit', (code) => resolve(code)));

async function main() {
  console.log(execSync('echo sync').toString());
  console.log((await promisify(exec)('echo async')).stdout);
  console.log(spawnSync('sh', ['-c', 'exit 3']).status);
  console.log(spawnSync('/no/such/program').error.code);
  for (let i = 0; i < 10; i++) console.log(await ended(spawn('true')));
  console.log(await ended(fork(__filename, ['child'])));
  const workers = [0, 1, 2].map(() => cluster.fork());
  console.log(await Promise.all(workers.map((worker) => ended(worker))));
}

if (process.argv[2] === 'child') process.exit(5);
else if (cluster.isPrimary) main();
else process.exit(6);
END
node spawns.js
