/* SPDX-License-Identifier: Apache-2.0 */
/* The exception is taken off while it is looked at, as JNI wants it, and then thrown again. */
#include "failure.h"

#include <limits.h>
#include <stddef.h>
#include <string.h>

#include "spawn.h"

#define MOST_CHARACTERS 160 /* of a text: the errno stands before what comes of a file's name */

/* Of the boot loader, which unloads none. */
static jclass exception_type;
static jfieldID message_field;

static int number_behind(const char *text, const char *label)
{
    const char *at = strstr(text, label);
    int number = 0;
    for (at = at == NULL ? "" : at + strlen(label); *at >= '0' && *at <= '9'; at++)
        if (number < SHRT_MAX)
            number = number * 10 + (*at - '0');
    return number < SHRT_MAX ? number : SHRT_MAX;
}

int failure_errno(const char *text)
{
    int older = number_behind(text, "error="), newer = number_behind(text, "error: ");
    return older > newer ? older : newer;
}

static jclass find_type(JNIEnv *env, const char *name)
{
    jclass found = (*env)->FindClass(env, name);
    jclass kept = found == NULL ? NULL : (*env)->NewGlobalRef(env, found);
    (*env)->DeleteLocalRef(env, found);
    return kept;
}

bool failure_prepare(JNIEnv *env)
{
    if (exception_type == NULL)
        exception_type = find_type(env, "java/io/IOException");
    if (exception_type != NULL && message_field == NULL)
        message_field =
            (*env)->GetFieldID(env, exception_type, "detailMessage", "Ljava/lang/String;");
    (*env)->ExceptionClear(env);
    return exception_type != NULL && message_field != NULL;
}

static int errno_of(JNIEnv *env, jthrowable thrown)
{
    char text[MOST_CHARACTERS * 3 + 1];
    jstring message = (*env)->GetObjectField(env, thrown, message_field);
    if (message == NULL)
        return 0;
    jsize length = (*env)->GetStringLength(env, message);
    memset(text, 0, sizeof text); /* a NUL behind is not promised (JNI, GetStringUTFRegion) */
    (*env)->GetStringUTFRegion(env, message, 0, length < MOST_CHARACTERS ? length : MOST_CHARACTERS,
                               text);
    (*env)->DeleteLocalRef(env, message);
    return failure_errno(text);
}

/* ProcessBuilder gives its caller an IOException with this one as its cause. */
void failure_tell(JNIEnv *env, uint64_t number)
{
    jthrowable thrown = (*env)->ExceptionOccurred(env);
    if (thrown == NULL)
        return;
    (*env)->ExceptionClear(env);
    if ((*env)->IsInstanceOf(env, thrown, exception_type))
        spawn_tell_unstarted(number, "java.io.IOException", errno_of(env, thrown));
    (void)(*env)->Throw(env, thrown);
    (*env)->DeleteLocalRef(env, thrown);
}
