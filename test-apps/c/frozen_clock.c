/* SPDX-License-Identifier: Apache-2.0 */
/* Stands before the C library as libfaketime does: every clock stands still, long ago. */
#include <time.h>

int clock_gettime(clockid_t clock, struct timespec *now)
{
    *now = (struct timespec){.tv_sec = 86400 + (time_t)clock};
    return 0;
}
