/* SPDX-License-Identifier: Apache-2.0 */
/* A line of /proc/swaps: zram is what the device's path ends with, and nothing else is. */
#include "fuzz.h"
#include "memory/room.h"

static bool expected(const char *line)
{
    char path[4096];
    if (sscanf(line, "%4095[^ \t]", path) != 1 || *path != '/')
        return false;
    return strncmp(strrchr(path, '/'), "/zram", 5) == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct input input = {bytes, bytes + (size < 4000 ? size : 4000)};
    char *line = input_word(&input);
    MUST(room_is_zram(line) == expected(line));
    free(line);
    return 0;
}
