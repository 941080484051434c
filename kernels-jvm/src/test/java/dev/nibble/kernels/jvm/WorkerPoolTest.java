package dev.nibble.kernels.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WorkerPoolTest {
    @AutoClose
    private final WorkerPool pool = new WorkerPool();

    /** 64 is far more than there are cores on machines where tests run. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64})
    void everyPartRunsExactlyOnceInEachCall(int parts) {
        AtomicIntegerArray runs = new AtomicIntegerArray(parts);
        int calls = 2000;
        for (int call = 0; call < calls; call++) {
            pool.run(parts, (part, all) -> {
                assertThat(all).isEqualTo(parts);
                runs.incrementAndGet(part);
            });
        }
        for (int part = 0; part < parts; part++) {
            assertThat(runs.get(part)).isEqualTo(calls);
        }
    }

    @Test
    void callsWithChangingCountsOfPartsDoNotMix() {
        for (int call = 0; call < 5000; call++) {
            int parts = 1 + call * 7 % 13;
            int[] marks = new int[parts];
            pool.run(parts, (part, all) -> marks[part] += all);
            assertThat(marks).containsOnly(parts);
        }
    }

    @Test
    void whatPartsWroteIsSeenByTheCaller() {
        long[] sums = new long[4];
        for (int call = 1; call <= 20_000; call++) {
            long value = call;
            pool.run(4, (part, all) -> sums[part] = value + part);
            assertThat(Arrays.stream(sums).sum()).isEqualTo(4 * value + 6);
        }
    }

    @Test
    void severalThreadsComputeAtTheSameTime() {
        CountDownLatch together = new CountDownLatch(3);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        pool.run(3, (part, all) -> {
            threads.add(Thread.currentThread());
            together.countDown();
            awaitFully(together);
        });
        assertThat(threads).hasSize(3).contains(Thread.currentThread());
    }

    @Test
    void anExceptionReachesTheCallerAfterAllPartsHaveEndedAndThePoolGoesOn() {
        AtomicInteger ended = new AtomicInteger();
        assertThatThrownBy(() -> pool.run(8, (part, all) -> {
            ended.incrementAndGet();
            if (part % 2 == 1) {
                throw new ArithmeticException("part " + part);
            }
        })).isInstanceOf(ArithmeticException.class).hasMessageStartingWith("part ").satisfies(
                e -> assertThat(e.getSuppressed()).hasSize(3));
        assertThat(ended).hasValue(8);
        everyPartRunsExactlyOnceInEachCall(8);
    }

    @Test
    void oneExceptionThrownByAllPartsReachesTheCallerOnce() {
        Error shared = new StackOverflowError("shared");
        assertThatThrownBy(() -> pool.run(5, (part, all) -> {
            throw shared;
        })).isSameAs(shared).hasNoSuppressedExceptions();
        everyPartRunsExactlyOnceInEachCall(5);
    }

    @Test
    void anInterruptedCallerFinishesAndStaysInterrupted() {
        AtomicInteger done = new AtomicInteger();
        CountDownLatch bothRun = new CountDownLatch(2);
        Thread caller = Thread.currentThread();
        pool.run(2, (part, all) -> {
            bothRun.countDown();
            awaitFully(bothRun);
            if (Thread.currentThread() != caller) {
                caller.interrupt();
                awaitState(caller, Thread.State.WAITING);
            }
            done.incrementAndGet();
        });
        assertThat(Thread.interrupted()).isTrue();
        assertThat(done).hasValue(2);
    }

    @Test
    void aCallerThatWasInterruptedBeforeComputesAndStaysInterrupted() {
        Thread.currentThread().interrupt();
        AtomicInteger done = new AtomicInteger();
        pool.run(4, (part, all) -> done.incrementAndGet());
        assertThat(Thread.interrupted()).isTrue();
        assertThat(done).hasValue(4);
    }

    @Test
    void idleThreadsPark() {
        pool.run(4, (part, all) -> { });
        for (Thread thread : pool.threads()) {
            awaitState(thread, Thread.State.WAITING);
        }
    }

    @Test
    void idleThreadsParkEvenIfATaskLeftThemInterrupted() {
        CountDownLatch together = new CountDownLatch(3);
        pool.run(3, (part, all) -> {
            together.countDown();
            awaitFully(together);
            Thread.currentThread().interrupt();
        });
        assertThat(Thread.interrupted()).isTrue();
        for (Thread thread : pool.threads()) {
            awaitState(thread, Thread.State.WAITING);
            assertThat(thread.isInterrupted()).isFalse();
        }
        everyPartRunsExactlyOnceInEachCall(3);
    }

    @Test
    void threadsThatParkedWakeForTheNextCall() {
        for (int call = 0; call < 20; call++) {
            severalThreadsComputeAtTheSameTime();
            idleThreadsPark();
        }
    }

    @Test
    void callersWaitForEachOther() throws InterruptedException {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            WorkerPool.Task task = new WorkerPool.Task() {
                @Override
                public void run(int part, int parts) {
                    assertThat(inside.incrementAndGet()).isLessThanOrEqualTo(parts);
                    done.incrementAndGet();
                    inside.decrementAndGet();
                }
            };
            callers.add(Thread.ofPlatform().start(() -> {
                for (int call = 0; call < 500; call++) {
                    pool.run(3, task);
                }
            }));
        }
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(done).hasValue(4 * 500 * 3);
    }

    @Test
    void aClosedPoolHasNoThreadsAndSaysSo() {
        pool.ensure(5);
        Thread[] threads = pool.threads();
        assertThat(threads).hasSize(4);
        pool.close();
        pool.close();
        assertThat(threads).allMatch(thread -> !thread.isAlive());
        for (int parts : new int[] {1, 2}) {
            assertThatIllegalStateException().isThrownBy(() -> pool.run(parts, (part, all) -> { }))
                    .withMessageContaining("closed").withMessageContaining("Open the device again");
        }
    }

    @Test
    void aTaskCannotUseOrCloseItsOwnPool() {
        assertThatIllegalStateException().isThrownBy(() -> pool.run(2, (part, all) -> pool.run(2, (p, a) -> { })));
        assertThatIllegalStateException().isThrownBy(() -> pool.run(2, (part, all) -> pool.close()));
        everyPartRunsExactlyOnceInEachCall(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, WorkerPool.MAX_PARTS + 1})
    void refusesCountsOfPartsThatCannotBe(int parts) {
        assertThatIllegalArgumentException().isThrownBy(() -> pool.ensure(parts)).withMessageContaining("" + parts);
    }

    /** Spins, so that an interrupt meant for the pool does not end it. */
    private static void awaitFully(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            Thread.onSpinWait();
        }
    }

    private static void awaitState(Thread thread, Thread.State state) {
        // The class has a time limit.
        while (thread.getState() != state) {
            Thread.onSpinWait();
        }
    }
}
