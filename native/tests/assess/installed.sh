#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A program is built against what 'cmake --install' leaves, by pkg-config, in C and by dlopen: BUILD SOURCE CC.
set -euo pipefail

build=$1 source=$2 cc=$3
prefix=$(mktemp -d)
trap 'rm -rf "$prefix"' EXIT

cmake --install "$build" --prefix "$prefix" >"$prefix/log"
PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name spawnrisk.pc)")
export PKG_CONFIG_PATH
# The prefix is another one than that of the configuration.
flags() {
    pkg-config --define-variable=prefix="$prefix" "$@" spawnrisk
}
read -r -a compile <<<"$(flags --cflags)"
read -r -a link <<<"$(flags --libs)"
"$cc" -Wall -Wextra -Werror "${compile[@]}" -o "$prefix/asks" "$source/test-apps/c/asks_first.c" "${link[@]}" \
    -Wl,-rpath,"$(dirname "$(find "$prefix" -name libspawnrisk.so)")"
"$prefix/asks" 0 fork >"$prefix/said"
grep -q '^exact=1$' "$prefix/said"
grep -qx 'level=0' "$prefix/said"

cat >"$prefix/opens.c" <<'C'
#include <dlfcn.h>
#include <spawnrisk.h>
#include <stddef.h>

int main(int count, char **arguments)
{
    static struct spawnrisk_assessment risk = {.size = sizeof risk};
    void *library = count < 2 ? NULL : dlopen(arguments[1], RTLD_NOW);
    int (*assess)(pid_t, int, unsigned, struct spawnrisk_assessment *);
    if (library == NULL)
        return 2;
    *(void **)&assess = dlsym(library, "spawnrisk_assess");
    return assess == NULL || assess(0, SPAWNRISK_FORK, SPAWNRISK_QUICK, &risk) != 0;
}
C
"$cc" -Wall -Wextra -Werror "${compile[@]}" -o "$prefix/opens" "$prefix/opens.c" -ldl
"$prefix/opens" "$(find "$prefix" -name libspawnrisk.so)"
