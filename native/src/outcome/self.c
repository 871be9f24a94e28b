/* SPDX-License-Identifier: Apache-2.0 */
/* What a child of fork tells of itself. */
#include "self.h"

#include "host/raw.h"
#include "log/log.h"

static struct birth own;
static pid_t
    own_pid; /* 0: nothing is known of the birth. Another one: a child of vfork runs here */
static struct exec_event told;
static bool is_told; /* an exec whose outcome the process has not lived to see */

void self_begins(const struct birth *birth)
{
    own_pid = birth == NULL ? 0 : raw_getpid();
    is_told = false;
    if (birth != NULL)
        own = *birth;
}

void self_executes(const char *program)
{
    if (own_pid == 0 || own_pid != raw_getpid() || !log_is_open())
        return;
    exec_describe(&told, &own, program);
    origin_read(&told.child);
    is_told = true;
    exec_tell(&told);
}

void self_goes_on(int error)
{
    if (!is_told || own_pid != raw_getpid())
        return;
    is_told = false;
    told.error = error;
    exec_tell(&told);
}
