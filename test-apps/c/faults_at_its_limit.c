/* SPDX-License-Identifier: Apache-2.0 */
/* Forks argv[1] times where a cgroup refuses it once all is copied, and writes to $FAULTS how many
 * page faults that took. */
#include <sys/resource.h>

#include "witness.h"

static long faults(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_minflt;
}

int main(int count, char **values)
{
    char line[32];
    long before = faults();
    int calls = count > 1 ? atoi(values[1]) : 0;
    for (int i = 0; i < calls; i++) {
        pid_t child = fork();
        if (child == 0)
            _exit(0);
        if (child > 0)
            return 2;
    }
    snprintf(line, sizeof line, "%ld\n", faults() - before);
    append_line("FAULTS", line);
    return 0;
}
