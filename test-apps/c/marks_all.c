/* SPDX-License-Identifier: Apache-2.0 */
/* Opens five files, runs a program, marks them all close-on-exec, and runs the program again. */
#include "witness.h"

#define FILES 5

static void run(void)
{
    printf("status %d\n", system("true"));
    witness_unnamed("system");
}

int main(void)
{
    int files[FILES];
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (int i = 0; i < FILES; i++)
        files[i] = open("/etc/passwd", O_RDONLY);
    run();
    for (int i = 0; i < FILES; i++)
        if (fcntl(files[i], F_SETFD, FD_CLOEXEC) != 0)
            return 2;
    run();
    return 0;
}
