/* SPDX-License-Identifier: Apache-2.0 */
/* Spawns with arguments that are too many, too long, no text at all, or not even there. */
#include <spawn.h>

#include "witness.h"

#define MANY 300
#define LONG 700

static void spawn(const char *what, char *const *arguments)
{
    pid_t child;
    int error = posix_spawn(&child, "/bin/true", NULL, NULL, arguments, environ);
    witness("posix_spawn", child, error);
    printf("%s: error %d, status %d\n", what, error, error == 0 ? reap(child) : -1);
}

static void spawn_with_many(void)
{
    static char text[LONG + 1];
    char *many[MANY + 1] = {"true"};
    memset(text, 'x', LONG);
    for (int i = 1; i < MANY; i++)
        many[i] = text;
    spawn("many long arguments", many);
}

/* Two bytes each, so that a cut at an even or odd place would split one. */
static void spawn_with_one_that_is_long(void)
{
    static char text[LONG + 1];
    for (int i = 0; i < LONG; i += 2)
        memcpy(text + i, "\xC3\xA4", 2);
    spawn("one long argument", (char *[]){"true", text, NULL});
}

static void spawn_with_strange_bytes(void)
{
    char controls[33], high[129];
    for (int i = 0; i < 32; i++)
        controls[i] = (char)(i + 1);
    controls[32] = '\0';
    for (int i = 0; i < 128; i++)
        high[i] = (char)(128 + i);
    high[128] = '\0';
    spawn("strange bytes", (char *[]){"true", "\"quoted\" and \\ and /", controls, high, "\xE2\x82",
                                      "\xF4\x90\x80\x80", "\xED\xA0\x80", "\xC0\x80",
                                      "gr\xC3\xBC\xC3\x9F\xF0\x9F\x90\x8E", "", NULL});
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    spawn_with_many();
    spawn_with_one_that_is_long();
    spawn_with_strange_bytes();
    spawn("no arguments", (char *[]){NULL});
    spawn("a secret", (char *[]){"true", "--password=correct-horse", "--card", "4711", NULL});
    return 0;
}
