// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Reads logs on all processors. They are cut into parts (a small file, a block of a large one),
 * each thread adds up what it reads, and the parts are joined in the order of the logs: so the
 * report is the same with any number of threads. What is in memory is bounded but for call sites
 * and processes. For one thread.
 */
public final class LogReader implements AutoCloseable {
  /** What a part may take beside its block. */
  private static final long MEMORY_OF_A_PART = 8L << 20;

  /** A smaller file is opened, unpacked and read by one thread while others read others. */
  private static final long SMALL = 4L << 20;

  /** A part takes milliseconds, but where memory has all but run out. */
  private static final long MOST_SECONDS_TO_END = 10;

  /** Hears of each part, in order. */
  public interface Listener {
    /** The file could not be read, or not to its end. */
    void failed(String file, IOException failure);

    /**
     * More was read.
     *
     * @param bytes as they lie in the file
     * @param lines how many
     * @param sound whether all of them are events
     * @return whether to go on
     */
    boolean read(long bytes, long lines, boolean sound);
  }

  /** What each thread has of its own, one after the other. */
  private static final class Worker {
    private final LineFeed.Readers readers = new LineFeed.Readers();
    private final Tallies tallies = new Tallies(Integer.MAX_VALUE);
  }

  private record Part(Pipeline pipeline, long lines, @Nullable IOException failure) {}

  private record Pending(Future<Part> part, String file, boolean isFirst, long bytes) {}

  private final Pipeline pipeline = new Pipeline();
  private final Listener listener;
  private final int mostPending;
  private final ExecutorService threads;
  private final Queue<Worker> idle = new ConcurrentLinkedQueue<>();
  private final Queue<byte[]> blocks = new ConcurrentLinkedQueue<>();
  private final Queue<Worker> workers = new ConcurrentLinkedQueue<>();
  private final Deque<Pending> pending = new ArrayDeque<>();
  private long linesBefore;
  private boolean goesOn = true;

  /** Why a thread ended between two parts, as without memory it does: the next has nobody then. */
  private volatile @Nullable Throwable died;

  public LogReader(int processors, Listener listener) {
    this.listener = listener;
    long parts = Math.max(2, Runtime.getRuntime().maxMemory() / 4 / MEMORY_OF_A_PART);
    int count = (int) Math.min(processors, parts / 2);
    this.mostPending = (int) Math.min(2L * count + 1, parts);
    this.threads = Executors.newFixedThreadPool(count, this::daemon);
  }

  private Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "spawnrisk reader");
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((dead, cause) -> died = cause);
    return thread;
  }

  /** Where what is known beside the logs is added, before or after they are read. */
  public Pipeline pipeline() {
    return pipeline;
  }

  /** A file; whoever was at fault hears of it in its turn. */
  public void read(Path file) {
    if (!goesOn) {
      return;
    }
    String name = file.toString();
    try {
      long size = Files.size(file);
      if (size <= SMALL) {
        submit(name, true, size, worker -> readWhole(file, worker));
      } else {
        try (InputStream bytes = Files.newInputStream(file)) {
          read(name, bytes);
        }
      }
    } catch (IOException failure) {
      submit(name, true, 0, worker -> new Part(new Pipeline(worker.tallies), 0, failure));
    }
  }

  private static Part readWhole(Path file, Worker worker) {
    Pipeline part = new Pipeline(worker.tallies);
    LineFeed feed = new LineFeed(part, worker.readers);
    try (InputStream bytes = LogFormat.open(Files.newInputStream(file))) {
      feed.feed(bytes, file.toString());
      return new Part(part, feed.lines(), null);
    } catch (IOException failure) {
      return new Part(part, feed.lines(), failure);
    }
  }

  /** A stream, which this thread unpacks. */
  public void read(String name, InputStream log) throws IOException {
    Counted counted = new Counted(log);
    try (InputStream unpacked = LogFormat.open(counted)) {
      read(name, counted, new Blocks(unpacked));
    }
  }

  private void read(String name, Counted counted, Blocks cut) throws IOException {
    boolean isFirst = true;
    long told = 0;
    byte[] block = block();
    while (goesOn && cut.next(block)) {
      byte[] full = block;
      int length = cut.length();
      submit(name, isFirst, counted.count - told, worker -> readBlock(full, length, name, worker));
      told = counted.count;
      isFirst = false;
      block = block();
    }
    blocks.add(block);
  }

  private byte[] block() {
    byte[] used = blocks.poll();
    return used == null ? new byte[Blocks.SIZE] : used;
  }

  private Part readBlock(byte[] block, int length, String file, Worker worker) {
    Pipeline part = new Pipeline(worker.tallies);
    LineFeed feed = new LineFeed(part, worker.readers);
    feed.feed(block, length, file);
    blocks.add(block);
    return new Part(part, feed.lines(), null);
  }

  private interface Work {
    Part by(Worker worker);
  }

  private void submit(String file, boolean isFirst, long bytes, Work work) {
    Callable<Part> task =
        () -> {
          Worker worker = worker();
          try {
            return work.by(worker);
          } finally {
            idle.add(worker);
          }
        };
    pending.add(new Pending(threads.submit(task), file, isFirst, bytes));
    while (pending.size() >= mostPending) {
      join(pending.remove());
    }
  }

  /** There are never more than threads. */
  private Worker worker() {
    Worker known = idle.poll();
    if (known == null) {
      known = new Worker();
      workers.add(known);
    }
    return known;
  }

  private void join(Pending next) {
    if (!goesOn) {
      return;
    }
    Part part = result(next.part());
    linesBefore = next.isFirst() ? 0 : linesBefore;
    boolean isSound = part.pipeline().firstUnread() == null;
    pipeline.append(part.pipeline(), linesBefore);
    linesBefore += part.lines();
    IOException failure = part.failure();
    if (failure != null) {
      listener.failed(next.file(), failure);
      pipeline.unread(next.file(), linesBefore + 1, UnreadLines.REST);
    }
    goesOn = listener.read(next.bytes(), part.lines(), isSound && failure == null);
  }

  private Part result(Future<Part> part) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return part.get(1, TimeUnit.SECONDS);
        } catch (InterruptedException again) {
          interrupted = true;
        } catch (TimeoutException late) {
          if (died != null) {
            throw failure(died);
          }
        } catch (ExecutionException failed) {
          throw failure(failed.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static IllegalStateException failure(Throwable cause) {
    if (cause instanceof OutOfMemoryError tooMuch) {
      throw tooMuch;
    }
    return new IllegalStateException(cause);
  }

  /** Waits for what is being read. */
  public Report report() {
    finish();
    return pipeline.report(workers.stream().map(worker -> worker.tallies).toList());
  }

  /** Waits until all that was given is read. */
  public void finish() {
    while (!pending.isEmpty()) {
      join(pending.remove());
    }
  }

  /** What was read is gone, also where a thread has failed for want of memory and others go on. */
  @Override
  public void close() {
    threads.shutdownNow();
    pending.clear();
    workers.clear();
    idle.clear();
    blocks.clear();
    try {
      threads.awaitTermination(MOST_SECONDS_TO_END, TimeUnit.SECONDS);
    } catch (InterruptedException again) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Counted extends FilterInputStream {
    private long count;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int next = super.read();
      count += next < 0 ? 0 : 1;
      return next;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      count += Math.max(0, read);
      return read;
    }
  }
}
