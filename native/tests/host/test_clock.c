/* SPDX-License-Identifier: Apache-2.0 */
/* Time is the kernel's, also where the C library's function tells another one. */
#include "host/clock.h"

#include <errno.h>

#include "host/raw.h"

#include "../test.h"

/* Found before the C library's. */
int clock_gettime(clockid_t clock, struct timespec *now)
{
    *now = (struct timespec){.tv_sec = (time_t)clock};
    return 0;
}

static uint64_t of_the_kernel(clockid_t clock)
{
    struct timespec now = {0};
    assert_int_equal(raw_syscall(SYS_clock_gettime, clock, (long)&now, 0, 0, 0, 0), 0);
    return (uint64_t)now.tv_sec * NANOSECONDS + (uint64_t)now.tv_nsec;
}

TEST(each_clock_is_the_kernels)
{
    const clockid_t clocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_BOOTTIME};
    for (unsigned i = 0; i < sizeof clocks / sizeof *clocks; i++) {
        uint64_t before = of_the_kernel(clocks[i]);
        uint64_t told = clock_nanoseconds(clocks[i]);
        uint64_t after = of_the_kernel(clocks[i]);
        assert_in_range(told, before, after);
    }
}

TEST(errno_is_kept)
{
    errno = EPROTO;
    (void)clock_nanoseconds(CLOCK_MONOTONIC);
    assert_int_equal(errno, EPROTO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errno_is_kept),
        cmocka_unit_test(each_clock_is_the_kernels),
    };
    return RUN(tests);
}
