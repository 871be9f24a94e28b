/* SPDX-License-Identifier: Apache-2.0 */
/* From a pidfd to its process. */
#include "pidfd.h"

#include "host/file.h"
#include "host/number.h"
#include "host/policy.h"
#include "host/stretch.h"
#include "memory/facts.h"
#include "memory/text.h"

#define FDINFO "/proc/thread-self/fdinfo/"

struct question {
    int pidfd;
    pid_t process;
};

/* "Pid:" of proc_pid_fdinfo(5). */
static void ask(void *data)
{
    struct question *question = data;
    char path[sizeof FDINFO + 10] = FDINFO, text[512];
    *number_put(path + sizeof FDINFO - 1, (unsigned)question->pidfd) = '\0';
    const char *pid = file_read(path, text, sizeof text) < 0 ? NULL : text_line(text, "Pid:");
    uint64_t number = pid == NULL ? UNKNOWN : text_whole_number(pid);
    question->process = is_known(number) ? (pid_t)number : 0;
}

pid_t pidfd_process(int pidfd)
{
    struct question question = {.pidfd = pidfd};
    if (pidfd >= 0 && !policy_is_untried())
        stretch_run(ask, &question);
    return question.process;
}
