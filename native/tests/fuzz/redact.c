/* SPDX-License-Identifier: Apache-2.0 */
/* What leaves the process of a command is the name behind the last slash, and nothing else. */
#include "event/event.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct input input = {bytes, bytes + size};
    char copy[24], *program = input_text(&input);
    memset(copy, '/', sizeof copy);
    bool told = redact_command(copy, sizeof copy, program);
    MUST(memchr(copy, '\0', sizeof copy) != NULL && strchr(copy, '/') == NULL);
    const char *slash = strrchr(program, '/');
    const char *name = slash == NULL ? program : slash + 1;
    size_t length = strlen(name);
    MUST(told || (copy[0] == '\0' && strlen(program) >= 1023));
    if (told)
        MUST(strncmp(copy, name, sizeof copy - 1) == 0 &&
             strlen(copy) == (length < sizeof copy ? length : sizeof copy - 1));
    free(program);
    return 0;
}
