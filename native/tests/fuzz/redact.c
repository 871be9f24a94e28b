/* SPDX-License-Identifier: Apache-2.0 */
/* What leaves the process of a command is the name behind the last slash before the first blank. */
#include "event/event.h"
#include "fuzz.h"

#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct input input = {bytes, bytes + size};
    char copy[24], *program = input_text(&input);
    memset(copy, '/', sizeof copy);
    bool told = redact_command(copy, sizeof copy, program);
    MUST(memchr(copy, '\0', sizeof copy) != NULL && strchr(copy, '/') == NULL);
    MUST(told || (copy[0] == '\0' && strlen(program) >= 1023));
    char *blank = strpbrk(program, " \t\n");
    if (blank != NULL)
        *blank = '\0';
    const char *slash = strrchr(program, '/');
    char name[1100];
    (void)snprintf(name, sizeof name, "%s%s", slash == NULL ? program : slash + 1,
                   blank == NULL ? "" : "...");
    size_t length = strlen(name);
    if (told)
        MUST(strncmp(copy, name, sizeof copy - 1) == 0 &&
             strlen(copy) == (length < sizeof copy ? length : sizeof copy - 1));
    free(program);
    return 0;
}
