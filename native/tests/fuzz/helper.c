/* SPDX-License-Identifier: Apache-2.0 */
/* The bytes of a JDK's helper: it refuses where it is a program that compares versions, and holds
 * not the one that it is given. */
#include <link.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"
#include "memory/helper.h"

extern const ElfW(Ehdr) own_header __asm__("__ehdr_start") __attribute__((visibility("hidden")));

#define COMPLAINT  "Incorrect Java version"
#define LONGEST    127
#define MOST_BYTES 65536

/* The file: the program's start, which is left out now and then, and the input, of which each byte
 * stands for as many as fill windows; 'C' for the complaint and 'V' for the version. */
static size_t fill(char *file, struct input *input, const char *version)
{
    size_t length = 0, of_version = strlen(version) + 1;
    if (input_number(input, 1) % 8 != 0) {
        memcpy(file, &own_header, sizeof own_header);
        length = sizeof own_header;
    }
    while (input->at < input->end && length < MOST_BYTES - 512) {
        char byte = (char)input_number(input, 1);
        const char *text = byte == 'C' ? COMPLAINT : byte == 'V' ? version : NULL;
        size_t size = byte == 'C' ? sizeof COMPLAINT - 1 : byte == 'V' ? of_version : 61;
        if (text != NULL)
            memcpy(file + length, text, size);
        else
            memset(file + length, byte, size);
        length += size;
    }
    return length;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static char file[MOST_BYTES];
    static int fd = -1;
    struct input input = {bytes, bytes + size};
    char *version = input_word(&input);
    if (strlen(version) > LONGEST)
        version[LONGEST] = '\0';
    size_t length = fill(file, &input, version);
    if (fd < 0)
        fd = memfd_create("helper", MFD_CLOEXEC);
    MUST(ftruncate(fd, 0) == 0 && pwrite(fd, file, length, 0) == (ssize_t)length);
    char path[64];
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    bool is_program =
        length >= sizeof own_header && memcmp(file, &own_header, sizeof own_header) == 0;
    bool refuses = memmem(file, length, COMPLAINT, sizeof COMPLAINT - 1) != NULL &&
                   memmem(file, length, version, strlen(version) + 1) == NULL;
    enum helper_state expected = !is_program ? HELPER_NO_PROGRAM
                                 : refuses   ? HELPER_OF_ANOTHER_JDK
                                             : HELPER_AS_IT_SHOULD_BE;
    MUST(helper_of(path, version) == expected);
    free(version);
    return 0;
}
