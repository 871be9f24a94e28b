/* SPDX-License-Identifier: Apache-2.0 */
/* The doors through which a JVM loads the library. */
#include <dlfcn.h>
#include <jvmti.h>

#include "agent_options.h"
#include "event/secrets.h"
#include "host/errno_name.h"
#include "host/say.h"
#include "interpose/interpose.h"
#include "log/log.h"
#include "natives.h"
#include "observe.h"

/* Two copies would count each spawn twice. */
static bool another_copy_is_preloaded(void)
{
    const void *found = dlsym(RTLD_DEFAULT, "spawnrisk_version");
    return found != NULL && found != spawnrisk_version;
}

static bool open_log(const char *log)
{
    if (log == NULL && !log_is_open()) {
        say("agent not started: no log was named; write -agentpath:...=log=FILE", NULL);
        return false;
    }
    int error = log == NULL ? 0 : log_for(OBSERVER_NATIVE_AGENT, log);
    const char *name = errno_name(error);
    if (error != 0)
        say("agent not started: can't write events to log=", log, " (",
            name == NULL ? "unknown error" : name, ")", NULL);
    return error == 0;
}

/* Whatever goes wrong, the JVM runs on: JNI_ERR would end one that is just starting. */
static jint enter(JavaVM *vm, const char *text)
{
    struct agent_options options;
    if (!agent_options_read(&options, text))
        return JNI_OK;
    if (options.stops)
        observe_end(OBSERVER_NATIVE_AGENT);
    else if (another_copy_is_preloaded())
        say("agent not started: another copy of spawnrisk is preloaded; name that one", NULL);
    else if (!secrets_add(options.redact))
        say("agent not started: no room for redact='", options.redact, "'", NULL);
    else if (open_log(options.log) &&
             observe_begin(OBSERVER_NATIVE_AGENT, vm, options.full_arguments,
                           options.exact_facts) != 0)
        say("agent not started: no memory for the list of imports", NULL);
    return JNI_OK;
}

JNIEXPORT jint JNICALL Agent_OnLoad(JavaVM *vm, char *options, void *reserved)
{
    (void)reserved;
    return enter(vm, options);
}

JNIEXPORT jint JNICALL Agent_OnAttach(JavaVM *vm, char *options, void *reserved)
{
    (void)reserved;
    return enter(vm, options);
}

JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM *vm, void *reserved)
{
    (void)reserved;
    JNIEnv *env;
    if ((*vm)->GetEnv(vm, (void **)&env, JNI_VERSION_1_8) != JNI_OK)
        return JNI_ERR;
    return natives_register(env) ? JNI_VERSION_1_8 : JNI_ERR;
}
