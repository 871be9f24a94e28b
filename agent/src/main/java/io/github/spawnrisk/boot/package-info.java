// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors

/** The classes that live in the bootstrap loader. They depend on nothing, and log nothing. */
package io.github.spawnrisk.boot;
