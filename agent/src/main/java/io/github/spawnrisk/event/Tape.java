// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import io.github.spawnrisk.event.Form.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of one line: no object is made of what nobody asks for. It is used again for each
 * line.
 */
final class Tape {
  /** What one field's number is at most: of 18 digits each is a long. */
  private static final int MOST_DIGITS = 18;

  private final Shared<String> texts = new Shared<>(4096, 2048);
  private final Shared<List<String>> lists = new Shared<>(1024, 2048);

  /** Of processes a fleet has thousands. */
  private final Shared<Object> objects = new Shared<>(16_384, 256);

  private final Form own = new Form();
  private final Times times = new Times();
  byte[] bytes = {};
  private Form form = own;
  private long[] numbers = new long[256];
  private int[] from = new int[256];
  private int[] to = new int[256];
  private int turn;

  /** Begins anew, in a form that is found by and by. */
  void reset(byte[] line) {
    bytes = line;
    form = own;
    own.clear();
  }

  /** It was a line of this form. */
  void use(Form known) {
    form = known;
    turn = 0;
  }

  /** Of this line alone, where it was not a known one. */
  Form form() {
    return form;
  }

  /** Adds a value without saying yet where it is. */
  int add(@Nullable String name, Kind kind) {
    int place = own.add(name, kind);
    if (place == from.length) {
      numbers = Arrays.copyOf(numbers, 2 * place);
      from = Arrays.copyOf(from, 2 * place);
      to = Arrays.copyOf(to, 2 * place);
    }
    return place;
  }

  /** Where a value is. */
  void value(int place, int start, int end) {
    from[place] = start;
    to[place] = end;
  }

  /** Reads a number. Where it ends; -1 where it is none that is plain. */
  int number(int place, int start, int limit) {
    long number = 0;
    int at = start;
    for (; at < limit; at++) {
      int digit = bytes[at] - '0';
      if (digit < 0 || digit > 9) {
        break;
      }
      number = number * 10 + digit;
    }
    int length = at - start;
    if (length == 0 || length > MOST_DIGITS || (bytes[start] == '0' && length > 1)) {
      return -1;
    }
    from[place] = start;
    to[place] = at;
    numbers[place] = number;
    return at;
  }

  void close(int place) {
    own.close(place);
  }

  Kind kind(int place) {
    return form.kind(place);
  }

  int next(int place) {
    return form.next(place);
  }

  int find(String name, int first, int end) {
    return form == own ? own.find(name, first, end) : form.find(name, first, end, turn++);
  }

  /** What is asked for until {@link #resume} is asked of few lines. */
  int pause() {
    int before = turn;
    turn = Form.MOST_ASKED;
    return before;
  }

  void resume(int before) {
    turn = before;
  }

  long number(int place) {
    return numbers[place];
  }

  int from(int place) {
    return from[place];
  }

  int to(int place) {
    return to[place];
  }

  /** One that no other line has. */
  String uniqueText(int place) {
    return text(from[place], to[place]);
  }

  private String text(int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
  }

  String sharedText(int place) {
    return sharedText(from[place], to[place]);
  }

  private String sharedText(int start, int end) {
    String known = texts.get(bytes, start, end);
    if (known == null) {
      known = text(start, end);
      texts.put(bytes, start, end, known);
    }
    return known;
  }

  /** The same list for the same bytes. */
  List<String> texts(int place) {
    int end = to[place];
    List<String> known = lists.get(bytes, from[place], end);
    if (known == null) {
      List<String> all = new ArrayList<>();
      for (int at = from[place] + 1; at < end; ) {
        int quote = PlainText.end(bytes, at + 1, end);
        all.add(sharedText(at + 1, quote));
        at = quote + 2;
      }
      known = List.copyOf(all);
      lists.put(bytes, from[place], end, known);
    }
    return known;
  }

  /** What was made of an object; null where it has to be made. */
  @Nullable Object known(int object) {
    int begin = begin(object);
    return begin == Form.NONE ? null : objects.get(bytes, begin, end(object));
  }

  void know(int object, Object made) {
    int begin = begin(object);
    if (begin != Form.NONE) {
      objects.put(bytes, begin, end(object), made);
    }
  }

  private int begin(int object) {
    return form == own ? from[object] : form.from(object, this);
  }

  private int end(int object) {
    return form == own ? to[object] : form.to(object, this);
  }

  /** The time in the form in which events have it; null: perhaps in another form. */
  @Nullable Instant time(int place) {
    return times.time(bytes, from[place], to[place]);
  }
}
