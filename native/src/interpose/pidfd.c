/* SPDX-License-Identifier: Apache-2.0 */
/* From a pidfd to its process. */
#include "pidfd.h"

#include "host/file.h"
#include "memory/facts.h"
#include "memory/text.h"

#define FDINFO "/proc/self/fdinfo/"

/* "Pid:" of proc_pid_fdinfo(5). 0: not told. */
pid_t pidfd_process(int pidfd)
{
    char path[sizeof FDINFO + 10] = FDINFO, text[512];
    char *digits = path + sizeof FDINFO - 1;
    int count = 1;
    for (int rest = pidfd; rest >= 10; rest /= 10)
        count++;
    for (int rest = pidfd, i = count - 1; i >= 0; i--, rest /= 10)
        digits[i] = (char)('0' + rest % 10);
    digits[count] = '\0';
    const char *pid = file_read(path, text, sizeof text) < 0 ? NULL : text_line(text, "Pid:");
    uint64_t number = pid == NULL ? UNKNOWN : text_number(pid, NULL);
    return is_known(number) ? (pid_t)number : 0;
}
