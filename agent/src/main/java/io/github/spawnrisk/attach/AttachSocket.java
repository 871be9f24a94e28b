// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.attach;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * HotSpot's end of the attach protocol, version 1, which every release speaks
 * (attachListener_posix.cpp): a UNIX socket in the JVM's /tmp; one request for each connection, its
 * five strings each ended by NUL; the answer is a number on a line of its own, and text.
 */
final class AttachSocket {
  private static final int LONGEST_ARGUMENT = 1024; // AttachOperation::arg_length_max, with its NUL
  private static final int ARGUMENTS = 3;

  private final Path path;
  private final int pid;
  private final Duration patience;

  AttachSocket(TargetJvm jvm, Duration patience) {
    this.path = jvm.proc("root").resolve("tmp/.java_pid" + jvm.status().pidInside());
    this.pid = jvm.pid();
    this.patience = patience;
  }

  /** What the JVM answered. */
  record Answer(int status, String text) {
    static Answer parse(String answer) throws AttachException {
      int end = answer.indexOf('\n');
      try {
        return new Answer(Integer.parseInt(answer.substring(0, end)), answer.substring(end + 1));
      } catch (RuntimeException foreign) {
        throw new AttachException(
            answer.isEmpty()
                ? "the JVM closed the connection without an answer; it takes orders from root and"
                    + " from its own user and group alone"
                : "the JVM gave an answer that is not known: " + answer.strip());
      }
    }
  }

  /** Whether the JVM listens. A socket that an earlier process of this number left does not. */
  boolean isListening() {
    if (!isSocket()) {
      return false;
    }
    try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      return probe.isConnected();
    } catch (IOException refused) {
      return false;
    }
  }

  private boolean isSocket() {
    // Not through a link: it could lead to a socket of somebody else's.
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS)
        && !Files.isSymbolicLink(path)
        && !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
  }

  Answer ask(String command, String... arguments) throws AttachException {
    byte[] request = request(command, List.of(arguments));
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      CompletableFuture<Void> limit =
          CompletableFuture.runAsync(
              () -> close(channel),
              CompletableFuture.delayedExecutor(patience.toMillis(), TimeUnit.MILLISECONDS));
      try {
        return Answer.parse(exchange(channel, request));
      } finally {
        limit.cancel(false);
      }
    } catch (AsynchronousCloseException late) {
      throw new AttachException(
          "process " + pid + " did not answer in " + patience.toSeconds() + " s");
    } catch (IOException failure) {
      throw new AttachException("the connection to process " + pid + " failed: " + failure);
    }
  }

  private static byte[] request(String command, List<String> arguments) throws AttachException {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    put(request, "1");
    put(request, command);
    for (int i = 0; i < ARGUMENTS; i++) {
      put(request, i < arguments.size() ? arguments.get(i) : "");
    }
    return request.toByteArray();
  }

  private static void put(ByteArrayOutputStream request, String text) throws AttachException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length >= LONGEST_ARGUMENT) {
      throw new AttachException("the options are too long: HotSpot takes 1,023 bytes at an attach");
    }
    request.writeBytes(bytes);
    request.write(0);
  }

  private static String exchange(SocketChannel channel, byte[] request) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(request);
    while (rest.hasRemaining()) {
      channel.write(rest);
    }
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(1 << 12);
    while (channel.read(buffer) >= 0) {
      answer.write(buffer.array(), 0, buffer.position());
      buffer.clear();
    }
    return answer.toString(StandardCharsets.UTF_8);
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException closed) {
      // The reader is woken either way.
    }
  }
}
