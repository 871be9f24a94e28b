/* SPDX-License-Identifier: Apache-2.0 */
/* The kernel's log: whom it names stands in it behind the OOM killer's words. */
#include "memory/kernel_log.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct input input = {bytes, bytes + size};
    pid_t pid = (pid_t)(input_number(&input, 3) & INT32_MAX);
    uint64_t since = input_number(&input, 8) & INT64_MAX, others = 77;
    char *text = input_text(&input), phrase[64];
    bool named = kernel_log_tells(text, pid, since, &others);
    (void)snprintf(phrase, sizeof phrase, "%d (", (int)pid);
    MUST(!named || (strstr(text, "Killed process ") != NULL && strstr(text, phrase) != NULL));
    uint64_t most = 0;
    for (const char *at = text; (at = strstr(at, "Killed process ")) != NULL; at++)
        most++;
    MUST(others <= most);
    /* What was killed after a moment was killed after an earlier one too. */
    uint64_t others_ever;
    MUST(!named || kernel_log_tells(text, pid, 0, &others_ever));
    free(text);
    return 0;
}
