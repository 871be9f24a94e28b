/* SPDX-License-Identifier: Apache-2.0 */
/* Holds so many MiB, touched or untouched, says so, and waits: MIB touched|untouched. */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int main(int count, char **arguments)
{
    char go;
    size_t bytes = count < 3 ? 0 : strtoul(arguments[1], NULL, 10) << 20;
    if (bytes == 0)
        return 64;
    char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return 2;
    if (strcmp(arguments[2], "touched") == 0)
        memset(memory, 1, bytes);
    if (write(1, "ready\n", 6) != 6)
        return 3;
    return read(0, &go, 1) < 0;
}
