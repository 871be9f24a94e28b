/* SPDX-License-Identifier: Apache-2.0 */
/* Door 1: the exported symbols, found before the C library's because the library is preloaded. */
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <string.h>

#include "event/secrets.h"
#include "exit.h"
#include "export.h"
#include "host/errno_name.h"
#include "host/mark.h"
#include "host/options.h"
#include "host/parent.h"
#include "host/raw.h"
#include "host/say.h"
#include "interpose.h"
#include "log/log.h"
#include "log/summary.h"
#include "memory/facts.h"
#include "outcome/self.h"
#include "real.h"
#include "spawn.h"
#include "thread_end.h"

EXPORT const char spawnrisk_version[] = SPAWNRISK_VERSION;

/* The program's own scope holds this marker only where the library came by LD_PRELOAD. */
bool interpose_is_preloaded(void)
{
    void *program = dlopen(NULL, RTLD_LAZY);
    if (program == NULL)
        return false;
    bool found = dlsym(program, "spawnrisk_version") == spawnrisk_version;
    dlclose(program);
    return found;
}

/* Each program that the process runs would take it from its own folder, and write to another file
 * or to none; the environment is not ours to change. */
static bool is_strewn(const struct options *options)
{
    return options->follow && *options->log != '/';
}

static void open_log(const struct options *options)
{
    const char *path = options->log;
    if (is_strewn(options)) {
        say("SPAWNRISK_LOG='", path,
            "' is relative, and each program that is run would take it from its own folder; no "
            "events are kept; give the full path, or SPAWNRISK_FOLLOW=0 for this process alone",
            NULL);
        return;
    }
    int error = log_to(path);
    if (error == 0)
        return;
    const char *name = errno_name(error);
    say("can't write events to SPAWNRISK_LOG='", path, "' (", name == NULL ? "unknown error" : name,
        "); none are kept there; name a file or folder that this user owns and may write", NULL);
}

/* Without a mark in the environment, which children would see: the first process is the one whose
 * parent lacks the library. A program that it execs has the same parent. */
static bool is_left_out(const struct options *options)
{
    if (options->follow)
        return false;
    log_only_in(raw_getpid());
    return parent_look() == PARENT_HAS_US;
}

/* Loaded into a running JVM the agent's options count, not the environment's. */
static void read_environment(void)
{
    struct options options;
    say_remember();
    options_from_environment(&options);
    if (options.full_arguments && secrets_add(options.redact))
        spawn_log_arguments(true);
    else if (options.full_arguments)
        say("SPAWNRISK_REDACT is longer than 1023 bytes; all arguments stay redacted", NULL);
    if (options.exact_facts)
        facts_read_exactly(true);
    if (is_left_out(&options))
        return;
    if (options.copy_timer)
        self_measures_by_timer();
    if (options.summary)
        summary_want();
    if (options.follow)
        trail_begin(environ);
    if (options.log != NULL)
        open_log(&options);
}

void interpose_start(void)
{
    static atomic_bool started;
    if (atomic_load_explicit(&started, memory_order_relaxed) || atomic_exchange(&started, true))
        return;
    int before = errno;
    real_resolve();
    self_begins(NULL);
    mark_begin();
    if (interpose_is_preloaded())
        read_environment();
    if (log_is_open())
        thread_end_ask();
    errno = before;
}

__attribute__((constructor)) static void start(void)
{
    interpose_start();
}

__attribute__((destructor)) static void end(void)
{
    exit_tells();
}
