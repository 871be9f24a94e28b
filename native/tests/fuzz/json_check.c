/* SPDX-License-Identifier: Apache-2.0 */
/* A strict reader of JSON that keeps nothing. */
#include "json_check.h"

#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct reader {
    const char *at, *end;
};

static bool value(struct reader *reader);

static bool take(struct reader *reader, char c)
{
    if (reader->at == reader->end || *reader->at != c)
        return false;
    reader->at++;
    return true;
}

static bool take_word(struct reader *reader, const char *word)
{
    for (; *word != '\0'; word++)
        if (!take(reader, *word))
            return false;
    return true;
}

static bool escape(struct reader *reader)
{
    if (take(reader, 'u')) {
        for (int i = 0; i < 4; i++, reader->at++)
            if (reader->at == reader->end || !isxdigit((unsigned char)*reader->at))
                return false;
        return true;
    }
    if (reader->at == reader->end || *reader->at == '\0')
        return false;
    char letter = *reader->at++;
    return strchr("\"\\/bfnrt", letter) != NULL;
}

/* The code point is put together, and must need as many bytes as it has. */
static bool character(struct reader *reader)
{
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
    unsigned char first = (unsigned char)*reader->at++;
    unsigned more = first < 0x80             ? 0
                    : (first & 0xE0) == 0xC0 ? 1
                    : (first & 0xF0) == 0xE0 ? 2
                    : (first & 0xF8) == 0xF0 ? 3
                                             : 4;
    if (more == 4 || first < ' ')
        return false;
    uint32_t code = more == 0 ? first : first & (0x3FU >> more);
    for (unsigned i = 0; i < more; i++) {
        if (reader->at == reader->end || ((unsigned char)*reader->at & 0xC0) != 0x80)
            return false;
        code = code << 6 | ((unsigned char)*reader->at++ & 0x3F);
    }
    return code >= least[more] && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
}

static bool string(struct reader *reader)
{
    if (!take(reader, '"'))
        return false;
    while (!take(reader, '"')) {
        if (reader->at == reader->end)
            return false;
        if (take(reader, '\\') ? !escape(reader) : !character(reader))
            return false;
    }
    return true;
}

static bool number(struct reader *reader)
{
    char digits[24] = "";
    size_t length = 0;
    while (reader->at < reader->end &&
           (isdigit((unsigned char)*reader->at) || *reader->at == '-') &&
           length < sizeof digits - 1)
        digits[length++] = *reader->at++;
    const char *first = digits + (digits[0] == '-');
    char *end;
    errno = 0;
    (void)strtoll(digits, &end, 10);
    return length > 0 && *end == '\0' && errno == 0 && isdigit((unsigned char)*first) &&
           (*first != '0' || first[1] == '\0');
}

static bool list(struct reader *reader, char close, bool named)
{
    if (take(reader, close))
        return true;
    do {
        if (named && (!string(reader) || !take(reader, ':')))
            return false;
        if (!value(reader))
            return false;
    } while (take(reader, ','));
    return take(reader, close);
}

static bool value(struct reader *reader)
{
    if (take(reader, '{'))
        return list(reader, '}', true);
    if (take(reader, '['))
        return list(reader, ']', false);
    if (reader->at < reader->end && *reader->at == '"')
        return string(reader);
    if (take(reader, 't'))
        return take_word(reader, "rue");
    if (take(reader, 'f'))
        return take_word(reader, "alse");
    return number(reader);
}

bool json_is_valid(const char *bytes, size_t length)
{
    struct reader reader = {bytes, bytes + length};
    return value(&reader) && reader.at == reader.end;
}
