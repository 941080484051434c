package dev.nibble.kernels.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WarmupTest {
    private static final long MINUTE_NANOS = 60_000_000_000L;

    private final String configured = System.getProperty(Warmup.PROPERTY);
    private final AtomicInteger calls = new AtomicInteger();
    private Object sink;

    @AfterEach
    void restore() {
        if (configured == null) {
            System.clearProperty(Warmup.PROPERTY);
        } else {
            System.setProperty(Warmup.PROPERTY, configured);
        }
    }

    private void allocatingFor(int count) {
        if (calls.incrementAndGet() <= count) {
            sink = new byte[64];
        }
    }

    @Test
    void callsUntilNothingIsAllocatedAnyMore() {
        new Warmup(60_000).run("kind", MINUTE_NANOS, () -> allocatingFor(333));
        assertThat(calls.get()).isBetween(333 + 1, 100_000);
    }

    @Test
    void callsUntilTheyAreFast() {
        Warmup warmup = new Warmup(60_000);
        warmup.run("kind", 1_000_000, () -> {
            if (calls.incrementAndGet() <= 60) {
                pause();
            }
        });
        assertThat(calls.get()).isGreaterThan(60);
    }

    private static void pause() {
        long end = System.nanoTime() + 2_000_000;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    @Test
    void warmsEachKindOnce() {
        Warmup warmup = new Warmup(60_000);
        warmup.run("kind", MINUTE_NANOS, () -> allocatingFor(0));
        int once = calls.get();
        warmup.run("kind", MINUTE_NANOS, () -> allocatingFor(0));
        assertThat(calls.get()).isEqualTo(once).isPositive();
        assertThat(warmup.isDue("kind")).isFalse();
        assertThat(warmup.isDue("another kind")).isTrue();
        warmup.run("another kind", MINUTE_NANOS, () -> allocatingFor(0));
        assertThat(calls.get()).isGreaterThan(once);
    }

    @Test
    void codeThatNeverGetsWarmIsTriedOnce() {
        Warmup warmup = new Warmup(20);
        warmup.run("kind", MINUTE_NANOS, () -> allocatingFor(Integer.MAX_VALUE));
        assertThat(calls.get()).isPositive();
        assertThat(warmup.isDue("kind")).isFalse();
    }

    @Test
    void aLimitOfZeroLeavesTheCodeToItsFirstCalls() {
        System.setProperty(Warmup.PROPERTY, "0");
        Warmup warmup = Warmup.asConfigured();
        assertThat(warmup.isDue("kind")).isFalse();
        warmup.run("kind", MINUTE_NANOS, () -> allocatingFor(0));
        assertThat(calls.get()).isZero();
    }

    @Test
    void warmsUpUnlessToldOtherwise() {
        System.clearProperty(Warmup.PROPERTY);
        assertThat(Warmup.asConfigured().isDue("kind")).isTrue();
    }

    @Test
    void aLimitThatIsNoNumberIsRefused() {
        System.setProperty(Warmup.PROPERTY, "3s");
        assertThatThrownBy(Warmup::asConfigured).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nibble.jvm.warmup-millis").hasMessageContaining("'3s'").hasMessageContaining("3000");
    }
}
