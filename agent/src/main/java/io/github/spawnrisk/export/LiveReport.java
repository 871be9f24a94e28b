// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import io.github.spawnrisk.event.EventReader;
import io.github.spawnrisk.event.Loss;
import io.github.spawnrisk.event.Reading;
import io.github.spawnrisk.event.SpawningProcess;
import io.github.spawnrisk.event.Warning;
import io.github.spawnrisk.report.LivingCopies;
import io.github.spawnrisk.report.Pipeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The report of this process, fed from the native side's sink. Whoever asks for the report empties
 * the sink first, under the lock, so that each spawn that has returned is in it.
 */
public final class LiveReport {
  private static final int LONGEST_LINE = 4096;
  private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

  /** Nobody tells of what native code starts: a burst of it must not fill the sink meanwhile. */
  private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

  private static final long WORK_EVERY = TimeUnit.MILLISECONDS.toNanos(50);
  private static final int MOST_TAKEN = 4 << 20; // bytes
  private static final int MOST_ROWS = 1000; // some 2 MB
  private static final int LINES_OF_SINK = 2048;
  private static final int SPAWNS_TO_WAKE_FOR = LINES_OF_SINK / 64;

  private final Thread thread =
      new Thread(null, this::keepEmptying, "spawnrisk-reporter", 0, false);
  private volatile boolean stopped;
  private volatile Runnable eachTurn = () -> {};
  private volatile Runnable beforeEachEvent = () -> {};
  private final AtomicInteger spawns = new AtomicInteger();
  private final EventSource source;
  private final LivingMeasurer measurer;
  private final Queue<byte[]> taken = new ArrayDeque<>();
  private int takenBytes;
  private final byte[] line = new byte[LONGEST_LINE];
  private @Nullable Pipeline pipeline;
  private @Nullable EventReader reader;
  private @Nullable SpawningProcess process;
  private final List<EventListener> listeners = new CopyOnWriteArrayList<>();
  private final Alerts alerts = new Alerts();
  private Counter counter = new Counter();
  private long missedBefore;
  private long missedContextsBefore;
  private long lines;
  private long missed;
  private long warnings;

  public LiveReport(EventSource source) {
    this(source, LivingMeasurer.INTERVAL);
  }

  /**
   * @param measuring how often, at most, children that live on in their copy are measured
   */
  LiveReport(EventSource source, Duration measuring) {
    this.source = source;
    this.measurer = new LivingMeasurer(measuring);
    listeners.add(alerts);
  }

  /** Starts the thread that keeps the sink from overflowing. */
  public void start() {
    thread.setContextClassLoader(LiveReport.class.getClassLoader());
    thread.setDaemon(true);
    thread.start();
  }

  /** What that thread does besides, ten times a second or more, after what it was told before. */
  public void eachTurn(Runnable work) {
    Runnable before = eachTurn;
    eachTurn =
        () -> {
          before.run();
          work.run();
        };
  }

  /** What is done before an event is told to anybody, in the thread that reads it: a moment's. */
  public void beforeEachEvent(Runnable work) {
    beforeEachEvent = work;
  }

  /** Ends that thread, and the one that measures children; what is known stays known. */
  public void stop() throws InterruptedException {
    stopped = true;
    LockSupport.unpark(thread);
    thread.join();
    measurer.stop();
  }

  /** Tells of a spawn. A burst wakes the thread; a single spawn can wait for its next turn. */
  public void spawned() {
    if (spawns.incrementAndGet() % SPAWNS_TO_WAKE_FOR == 0) {
      LockSupport.unpark(thread);
    }
  }

  /**
   * Takes lines patiently: the work on the first ones loads classes, and a JVM ends itself where
   * there is no memory for one. The pause doubles while nothing comes. Waiting in the native side
   * instead would hold an event in this thread, taken and not yet counted, at the very moment in
   * which another one asks.
   */
  private void keepEmptying() {
    long pause = SHORTEST_PAUSE;
    long worked = System.nanoTime();
    eachTurn.run(); // before the first event is read
    while (!stopped) {
      boolean any = emptyUntil(worked + WORK_EVERY);
      pause = any ? SHORTEST_PAUSE : Math.min(2 * pause, LONGEST_PAUSE);
      if (System.nanoTime() - worked >= WORK_EVERY) {
        worked = System.nanoTime();
        measureLiving();
        eachTurn.run();
      }
      LockSupport.parkNanos(this, pause);
    }
  }

  private synchronized void measureLiving() {
    Pipeline living = pipeline;
    if (living != null && measurer.isDue() && living.hasLivingCopies()) {
      measurer.begin(goesOn -> LivingCopies.measure(living, goesOn, living::accept));
    }
  }

  /** What is known by now. */
  public synchronized Snapshot snapshot() {
    emptyOfWhatIsThere();
    noteMissed();
    return new Snapshot(
        pipeline().report(),
        counter.counts(),
        warnings,
        missed - missedBefore,
        source.missedContexts() - missedContextsBefore);
  }

  /**
   * While the JVM is cold a line may take longer to read than the next one to come, for seconds:
   * what is left when the time is up waits for the next turn, and at least one line is read.
   */
  private synchronized boolean emptyUntil(long time) {
    takeAll(true);
    boolean any = !taken.isEmpty();
    while (!taken.isEmpty()) {
      acceptNext(true);
      if (System.nanoTime() - time >= 0) {
        break;
      }
    }
    return any;
  }

  /** And not of what comes meanwhile. */
  private void emptyOfWhatIsThere() {
    boolean all = takeAll(false);
    for (int left = taken.size() + (all ? 0 : LINES_OF_SINK);
        left > 0 && !taken.isEmpty();
        left--) {
      acceptNext(false);
    }
  }

  /**
   * Reading a line takes a millisecond while the JVM is cold, more than a burst leaves. Taking it
   * takes a few microseconds: so after each line that was read all that has come since is taken.
   */
  private void acceptNext(boolean patiently) {
    byte[] next = taken.remove();
    takenBytes -= next.length;
    accept(next);
    takeAll(patiently);
  }

  /** False: there may be more than there is room for. */
  private boolean takeAll(boolean patiently) {
    while (takenBytes < MOST_TAKEN) {
      int length = source.take(line, patiently);
      if (length <= 0) {
        return true;
      }
      taken.add(Arrays.copyOf(line, length));
      takenBytes += length;
    }
    return false;
  }

  /** A report that leaves events out says so. */
  private void noteMissed() {
    long more = source.missedEvents() - missed;
    if (more > 0 && process != null) {
      pipeline()
          .accept(new Loss(Instant.now(), process, more, "they came faster than they were read"));
      missed += more;
    }
  }

  private void accept(byte[] one) {
    beforeEachEvent.run();
    if (reader == null) { // its classes are loaded when there is something to read
      reader = new EventReader();
    }
    Reading reading = reader.read(one);
    if (reading instanceof Reading.Read read) {
      process = read.event().process();
      counter.add(read.event());
      warnings += read.event() instanceof Warning ? 1 : 0;
      listeners.forEach(listener -> listener.heard(read.event(), one));
    }
    pipeline().accept(reading, "this process", ++lines);
  }

  /** Begins anew: what is known so far is forgotten, children that live among it. */
  public synchronized void reset() {
    emptyOfWhatIsThere();
    noteMissed();
    pipeline = null;
    counter = new Counter();
    warnings = 0;
    missedBefore = missed;
    missedContextsBefore = source.missedContexts();
  }

  /** Has it hear of each event from now on. */
  public void hear(EventListener listener) {
    listeners.add(listener);
  }

  /** And no more. */
  public void forget(EventListener listener) {
    listeners.remove(listener);
  }

  Alerts alerts() {
    return alerts;
  }

  private Pipeline pipeline() {
    if (pipeline == null) {
      pipeline = new Pipeline(MOST_ROWS);
    }
    return pipeline;
  }
}
