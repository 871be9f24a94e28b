#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Commits, a clone through upload-pack, a merge and a gc.
set -euo pipefail
export HOME=$PWD GIT_AUTHOR_DATE='2026-01-01T00:00:00Z' GIT_COMMITTER_DATE='2026-01-01T00:00:00Z'
git config --global user.name tester
git config --global user.email tester@example.org
git config --global init.defaultBranch main
git config --global gc.autoDetach false
git init -q first
cd first
for i in 1 2 3 4 5; do
    echo "$i" >"file-$i"
    git add "file-$i"
    git commit -qm "Commit $i"
done
git checkout -qb side HEAD~2
echo side >side
git add side
git commit -qm Side
git merge -q main -m Merge
git gc -q
git log --format='%H %s' | cat
cd ..
git clone -q "file://$PWD/first" second
git -C second fsck
git -C second status --short --branch
