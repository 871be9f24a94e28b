/* SPDX-License-Identifier: Apache-2.0 */
/* Does nothing itself: its library (early_library.c) spawned before main. */
#include <stdio.h>

int main(void)
{
    puts("main");
    return 0;
}
