/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets among arguments. */
#include "secrets.h"

#include <stdatomic.h>
#include <string.h>

#define SEPARATOR ';'

/* docs/options.md has them too. */
static const char usual[] = "*passw*;*passphrase*;*storepass*;*keypass*;*requirepass*;*secret*;"
                            "*token*;*credential*;*api*key*;*access*key*;*private*key*;"
                            "*authorization*;*bearer *;*cookie*;*_pwd*;*signature=*;*://*:*@*";

/* Only ever added to, so that who reads meanwhile sees whole patterns; a separator ends each list.
 * What an agent asked for stays after it has left: the calls under way are its own. */
static char added[4 * SECRETS_BYTES];
static _Atomic size_t added_bytes;

static bool is_there(const char *list, size_t length, size_t used)
{
    for (size_t at = 0; at + length < used; at++)
        if ((at == 0 || added[at - 1] == SEPARATOR) && added[at + length] == SEPARATOR &&
            memcmp(added + at, list, length) == 0)
            return true;
    return false;
}

bool secrets_add(const char *patterns)
{
    size_t length = patterns == NULL ? 0 : strlen(patterns);
    size_t used = atomic_load_explicit(&added_bytes, memory_order_relaxed);
    if (length == 0 || is_there(patterns, length, used))
        return true;
    if (length >= SECRETS_BYTES || length + 1 > sizeof added - used)
        return false;
    memcpy(added + used, patterns, length);
    added[used + length] = SEPARATOR;
    atomic_store_explicit(&added_bytes, used + length + 1, memory_order_release);
    return true;
}

/* The C library's depends on the host's locale, which a program may be changing. */
static char lower(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
}

/* Only the latest star is ever gone back to: whatever an earlier one took would do as well. */
static bool matches(const char *pattern, const char *pattern_end, const char *text,
                    const char *text_end)
{
    const char *star = NULL, *taken = text;
    while (text < text_end) {
        if (pattern < pattern_end && *pattern == '*') {
            star = pattern++;
            taken = text;
        } else if (pattern < pattern_end && lower(*pattern) == lower(*text)) {
            pattern++;
            text++;
        } else if (star != NULL) {
            pattern = star + 1;
            text = ++taken;
        } else {
            return false;
        }
    }
    while (pattern < pattern_end && *pattern == '*')
        pattern++;
    return pattern == pattern_end;
}

static bool is_told_by(const char *list, size_t bytes, const char *text, const char *text_end)
{
    const char *end = list + bytes;
    while (list < end) {
        const char *next = memchr(list, SEPARATOR, (size_t)(end - list));
        if (next == NULL)
            next = end;
        if (next > list && matches(list, next, text, text_end))
            return true;
        list = next + 1;
    }
    return false;
}

static bool is_told(const char *text)
{
    const char *end = text + strlen(text);
    return is_told_by(usual, sizeof usual - 1, text, end) ||
           is_told_by(added, atomic_load_explicit(&added_bytes, memory_order_acquire), text, end);
}

/* --name or NAME: behind a single dash a value may follow at once (-psecret). */
static bool is_plain_name(const char *text, size_t length)
{
    if (length > 2 && text[0] == '-' && text[1] == '-') {
        text += 2;
        length -= 2;
    } else if (length == 0 || *text == '-') {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        char letter = lower(text[i]);
        if ((letter < 'a' || letter > 'z') && (letter < '0' || letter > '9') &&
            strchr("-_.", letter) == NULL)
            return false;
    }
    return true;
}

bool secrets_hide(char *argument, bool is_value)
{
    bool told = is_told(argument);
    size_t name = strcspn(argument, "=");
    bool has_value = argument[name] == '=';
    bool is_named = is_plain_name(argument, name) && (has_value || *argument == '-');
    if (is_value || (told && !is_named))
        strcpy(argument, SECRETS_HIDDEN);
    else if (told && has_value)
        strcpy(argument + name + 1, SECRETS_HIDDEN);
    return told && !has_value;
}
