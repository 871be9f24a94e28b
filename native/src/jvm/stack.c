/* SPDX-License-Identifier: Apache-2.0 */
/* By JVMTI: the same frames as the Java agent's StackWalker tells. */
#include "stack.h"

#include <stdio.h>
#include <string.h>

#include "machine.h"
#include "names.h"

#define MOST_FRAMES  32
#define FRAMES_ASKED 96 /* hidden ones among them */

/* IsVirtualThread is a part of JNI since 21, behind what older headers know (jni.h). */
#define JNI_VERSION_WITH_VIRTUAL_THREADS 0x00150000
#define IS_VIRTUAL_THREAD                234

struct telling {
    char *frames;
    size_t used;
    int told;
    bool is_in_the_jdk; /* among the JDK's own frames above the call that started the process */
};

static int line_of(const jvmtiFrameInfo *frame)
{
    jvmtiEnv *tools = machine_tools();
    jvmtiLineNumberEntry *lines;
    jint count, found = -1;
    if (frame->location < 0 ||
        (*tools)->GetLineNumberTable(tools, frame->method, &count, &lines) != JVMTI_ERROR_NONE)
        return -1;
    jlocation nearest = -1;
    for (jint i = 0; i < count; i++) {
        jlocation start = lines[i].start_location;
        if (start > frame->location || start < nearest)
            continue;
        nearest = start;
        found = lines[i].line_number;
    }
    (*tools)->Deallocate(tools, (unsigned char *)lines);
    return found;
}

static bool starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

/* The frames from forkAndExec to the private start, which the advice leaves out too: it is woven
 * into that. */
static bool is_of_the_launch(struct telling *telling, const char *name)
{
    if (telling->told == 0 && starts_with(name, "java.lang.ProcessImpl."))
        telling->is_in_the_jdk = true;
    bool was = telling->is_in_the_jdk;
    if (was && starts_with(name, "java.lang.ProcessBuilder."))
        telling->is_in_the_jdk = false;
    return was;
}

/* False: no more fits. */
static bool tell(struct telling *telling, const char *name, int line)
{
    char text[METHOD_NAME_BYTES + 16];
    int length = line < 0 ? snprintf(text, sizeof text, "%s", name)
                          : snprintf(text, sizeof text, "%s:%d", name, line);
    if (telling->used + (size_t)length + 2 > STACK_TEXT_BYTES || telling->told == MOST_FRAMES)
        return false;
    if (telling->told++ > 0)
        telling->frames[telling->used++] = '\n';
    memcpy(telling->frames + telling->used, text, (size_t)length + 1);
    telling->used += (size_t)length;
    return true;
}

bool stack_read(JNIEnv *env, char frames[STACK_TEXT_BYTES])
{
    jvmtiEnv *tools = machine_tools();
    jvmtiFrameInfo found[FRAMES_ASKED];
    jint count = 0;
    struct telling telling = {.frames = frames};
    frames[0] = '\0';
    if ((*tools)->GetStackTrace(tools, NULL, 0, FRAMES_ASKED, found, &count) != JVMTI_ERROR_NONE)
        return false;
    for (jint i = 0; i < count; i++) {
        char name[METHOD_NAME_BYTES];
        if (!name_of_method(env, found[i].method, name))
            continue;
        if (*name == '\0' || is_of_the_launch(&telling, name))
            continue;
        if (!tell(&telling, name, line_of(&found[i])))
            break;
    }
    return true;
}

static bool is_virtual_thread(JNIEnv *env, jthread thread)
{
    typedef jboolean JNICALL is_virtual_function(JNIEnv *, jobject);
    if ((*env)->GetVersion(env) < JNI_VERSION_WITH_VIRTUAL_THREADS)
        return false;
    void *const *functions = (void *const *)*env;
    return ((is_virtual_function *)functions[IS_VIRTUAL_THREAD])(env, thread) == JNI_TRUE;
}

static bool is_half(const unsigned char *at, unsigned char least)
{
    return at[0] == 0xED && (at[1] & 0xF0) == least && (at[2] & 0xC0) == 0x80;
}

static bool is_nul(const unsigned char *at)
{
    return at[0] == 0xC0 && at[1] == 0x80;
}

/* JVMTI writes what lies beyond 16 bits as two surrogates of three bytes each, and a NUL as two
 * bytes (JNI, "Modified UTF-8 Strings"); others write four bytes. Both halves are in six bytes that
 * the text has. A half without the other is a question mark, as String.getBytes has it, and so is a
 * NUL (SpawnContext). */
static void make_standard(char *text)
{
    unsigned char *to = (unsigned char *)text;
    for (const unsigned char *at = to; *at != '\0';) {
        bool is_pair = is_half(at, 0xA0) && is_half(at + 3, 0xB0);
        bool is_lone = !is_pair && (is_half(at, 0xA0) || is_half(at, 0xB0));
        if (is_lone || is_nul(at)) {
            *to++ = '?';
            at += is_lone ? 3 : 2;
            continue;
        }
        if (!is_pair) {
            *to++ = *at++;
            continue;
        }
        unsigned character = 0x10000U + ((at[1] & 0xFU) << 16 | (at[2] & 0x3FU) << 10 |
                                         (at[4] & 0xFU) << 6 | (at[5] & 0x3FU));
        *to++ = (unsigned char)(0xF0 | character >> 18);
        *to++ = (unsigned char)(0x80 | (character >> 12 & 0x3F));
        *to++ = (unsigned char)(0x80 | (character >> 6 & 0x3F));
        *to++ = (unsigned char)(0x80 | (character & 0x3F));
        at += 6;
    }
    *to = '\0';
}

bool stack_read_thread(JNIEnv *env, char name[THREAD_NAME_BYTES], bool *is_virtual)
{
    jvmtiEnv *tools = machine_tools();
    jvmtiThreadInfo info = {0};
    jthread thread;
    if ((*tools)->GetCurrentThread(tools, &thread) != JVMTI_ERROR_NONE)
        return false;
    bool known = (*tools)->GetThreadInfo(tools, thread, &info) == JVMTI_ERROR_NONE;
    if (known) {
        if (info.name != NULL)
            make_standard(info.name);
        (void)snprintf(name, THREAD_NAME_BYTES, "%s", info.name == NULL ? "" : info.name);
        *is_virtual = is_virtual_thread(env, thread);
        (*tools)->Deallocate(tools, (unsigned char *)info.name);
        (*env)->DeleteLocalRef(env, info.thread_group);
        (*env)->DeleteLocalRef(env, info.context_class_loader);
    }
    (*env)->DeleteLocalRef(env, thread);
    return known;
}
