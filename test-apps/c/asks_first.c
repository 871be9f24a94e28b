/* SPDX-License-Identifier: Apache-2.0 */
/* Links libspawnrisk, and asks what would happen if a process made a child: PID CALL [quick]. */
#include <dlfcn.h>
#include <errno.h>
#include <inttypes.h>
#include <spawnrisk.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int mechanism_of(const char *call)
{
    if (strcmp(call, "fork") == 0)
        return SPAWNRISK_FORK;
    return strcmp(call, "vfork") == 0 ? SPAWNRISK_VFORK : SPAWNRISK_POSIX_SPAWN;
}

static void print_number(const char *name, uint64_t number)
{
    if (number != SPAWNRISK_UNKNOWN)
        printf("%s=%" PRIu64 "\n", name, number);
}

static void print_reason(const char *what, const struct spawnrisk_reason *reason)
{
    printf("%s=%s %" PRIu32 " %" PRIu64 " %" PRIu64 " %s\n", what, reason->code, reason->level,
           reason->need, reason->have, reason->source);
}

static void print(const struct spawnrisk_assessment *risk)
{
    printf("pid=%" PRId32 "\nlevel=%" PRIu32 "\nexact=%" PRIu32 "\n", risk->pid, risk->level,
           risk->exact);
    print_number("commit_charge", risk->commit_charge);
    print_number("largest_area", risk->largest_area);
    print_number("copy_exposure", risk->copy_exposure);
    print_number("rss", risk->rss);
    print_number("threads", risk->threads);
    print_number("headroom", risk->headroom);
    print_number("cgroup_limit", risk->cgroup_limit);
    if (risk->nearest.code != NULL)
        print_reason("nearest", &risk->nearest);
    for (uint32_t i = 0; i < risk->reason_count; i++)
        print_reason("reason", &risk->reasons[i]);
    for (uint32_t i = 0; i < risk->not_assessed_count; i++)
        printf("not_assessed=%s\n", risk->not_assessed[i]);
    for (uint32_t i = 0; i < risk->unread_count; i++)
        printf("unread=%s %s\n", risk->unread[i].source, strerror((int)risk->unread[i].error));
}

int main(int count, char **arguments)
{
    struct spawnrisk_assessment risk = {.size = sizeof risk};
    if (count < 3 || dlsym(RTLD_DEFAULT, "spawnrisk_assess") == NULL)
        return 2;
    unsigned flags = count > 3 ? SPAWNRISK_QUICK : 0;
    int error = spawnrisk_assess(atoi(arguments[1]), mechanism_of(arguments[2]), flags, &risk);
    if (error == 0)
        print(&risk);
    else
        printf("error=%s\n", strerror(error));
    return error == 0 ? 0 : 1;
}
