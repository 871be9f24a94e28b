// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.explain;

import java.util.function.Predicate;

/** A sentence, and when it applies. */
record Text(Predicate<Situation> applies, String sentence) {
  /** Ends the explanation of a reason that has no numbers, each of which says when it was read. */
  static final Text WHEN = always("The call that this tells of was made at {when}.");

  static Text always(String sentence) {
    return new Text(situation -> true, sentence);
  }

  static Text when(Predicate<Situation> applies, String sentence) {
    return new Text(applies, sentence);
  }
}
