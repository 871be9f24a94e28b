/* SPDX-License-Identifier: Apache-2.0 */
/* The only parser of kernel text. */
#include "text.h"

#include <string.h>

#include "facts.h"
#include "host/number.h"

#define KIB 1024U

static const char *skip_blanks(const char *text)
{
    while (*text == ' ' || *text == '\t')
        text++;
    return text;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

uint64_t text_number(const char *text, const char **end)
{
    text = skip_blanks(text);
    uint64_t value = 0;
    bool valid = is_digit(*text);
    for (; is_digit(*text); text++) {
        uint64_t digit = (uint64_t)(*text - '0');
        if (value > (TEXT_LARGEST - digit) / 10)
            valid = false;
        else
            value = value * 10 + digit;
    }
    if (end != NULL)
        *end = text;
    return valid ? value : UNKNOWN;
}

uint64_t text_whole_number(const char *text)
{
    const char *end;
    uint64_t number = text_number(text, &end);
    return *end == ' ' || *end == '\t' || *end == '\n' ? number : UNKNOWN;
}

const char *text_line(const char *text, const char *key)
{
    size_t length = strlen(key);
    while ((length > 0 && *text != *key) || strncmp(text, key, length) != 0) {
        text = strchr(text, '\n');
        if (text == NULL)
            return NULL;
        text++;
    }
    return skip_blanks(text + length);
}

/* What stands behind the key at the start of a line; NULL: another key stands there. */
static const char *behind(const char *line, const char *key)
{
    while (*key != '\0' && *line == *key) {
        line++;
        key++;
    }
    return *key == '\0' ? line : NULL;
}

/* Finds the key of this line among those that are left, and takes it out. */
static size_t take_line(const char *line, const struct text_key *keys, unsigned char left[],
                        size_t count, const char *values[])
{
    for (size_t i = 0; i < count; i++) {
        const char *value = *line == *keys[left[i]].name ? behind(line, keys[left[i]].name) : NULL;
        if (value == NULL)
            continue;
        values[left[i]] = skip_blanks(value);
        left[i] = left[count - 1];
        return count - 1;
    }
    return count;
}

void text_lines(const char *text, const struct text_key keys[], const char *values[], size_t count)
{
    unsigned char left[TEXT_MOST_KEYS];
    for (size_t i = 0; i < count; i++) {
        values[i] = NULL;
        left[i] = (unsigned char)i;
    }
    while (count > 0) {
        count = take_line(text, keys, left, count, values);
        text = strchr(text, '\n');
        if (text == NULL)
            return;
        text++;
    }
}

uint64_t text_value(const char *text, const char *key)
{
    return text_value_of(text_line(text, key));
}

uint64_t text_value_of(const char *value)
{
    if (value == NULL)
        return UNKNOWN;
    const char *unit;
    uint64_t number = text_number(value, &unit);
    unit = skip_blanks(unit);
    if (*unit == '\n')
        return number;
    /* Where what was read ends before the unit, nobody knows it, nor whether the number is whole.
     */
    bool is_kib = strncmp(unit, "kB", 2) == 0 && (unit[2] == '\n' || unit[2] == '\0');
    return is_kib && number <= TEXT_LARGEST / KIB ? number * KIB : UNKNOWN;
}

uint64_t text_sum(uint64_t a, uint64_t b)
{
    return is_known(a) && is_known(b) && a <= TEXT_LARGEST && b <= TEXT_LARGEST - a ? a + b
                                                                                    : UNKNOWN;
}

static bool is_octal_escape(const char *text)
{
    if (*text != '\\')
        return false;
    for (int i = 1; i <= 3; i++)
        if (text[i] < '0' || text[i] > '7')
            return false;
    return true;
}

bool text_mount_field(const char *field, char *copy, size_t size)
{
    size_t length = 0;
    while (*field != '\0' && *field != ' ' && *field != '\n') {
        if (length == size - 1)
            return false;
        if (is_octal_escape(field)) {
            copy[length++] = (char)((field[1] - '0') * 64 + (field[2] - '0') * 8 + field[3] - '0');
            field += 4;
        } else {
            copy[length++] = *field++;
        }
    }
    copy[length] = '\0';
    return true;
}

const char *text_field(const char *line, unsigned nth)
{
    for (; nth > 0; nth--) {
        line = strchr(line, ' ');
        if (line == NULL)
            return NULL;
        line++;
    }
    return line;
}

uint64_t text_stat_field(const char *stat, unsigned field)
{
    const char *behind_name = strrchr(stat, ')');
    const char *number = behind_name == NULL ? NULL : text_field(behind_name, field - 2);
    return number == NULL ? UNKNOWN : text_whole_number(number);
}

void text_process_path(char path[TEXT_PROCESS_PATH_BYTES], pid_t pid, const char *file)
{
    char *at = stpcpy(path, "/proc/");
    at = pid == TEXT_SELF ? stpcpy(at, "self") : number_put(at, (unsigned)pid);
    *at++ = '/';
    strcpy(at, file);
}

void text_thread_path(char path[TEXT_PROCESS_PATH_BYTES], pid_t pid, const char *file)
{
    if (pid == TEXT_SELF)
        strcpy(stpcpy(path, "/proc/thread-self/"), file);
    else
        text_process_path(path, pid, file);
}
