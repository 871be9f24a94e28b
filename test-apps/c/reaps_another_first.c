/* SPDX-License-Identifier: Apache-2.0 */
/* A child takes argv[1] MiB and is killed; another one, which a third process kills after that, is
 * reaped before it. */
#include "greedy.h"

int main(int count, char **values)
{
    siginfo_t info;
    pid_t bystander = waiting_child(), greedy = fork();
    if (greedy == 0)
        take(count > 1 ? (size_t)atol(values[1]) * MIB : MIB);
    witness("fork", greedy, 0);
    if (waitid(P_PID, (id_t)greedy, &info, WEXITED | WNOWAIT) != 0)
        abort();
    (void)kill_by_another(bystander);
    printf("%d", reap(bystander));
    printf(" %d\n", reap(greedy));
    return 0;
}
