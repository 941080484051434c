package dev.nibble.kernels.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SharesTest {
    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "7, 1", "1, 3", "7, 3", "64, 2"})
    void aPartTakesItsOwnRunFirstAndThenAllOthers(long units, int parts) {
        Shares shares = new Shares(parts);
        for (int part = 0; part < parts; part++) {
            shares.split(units, parts);
            List<Long> taken = all(shares, part, parts);
            List<Long> own = LongStream.range(units * part / parts, units * (part + 1) / parts).boxed().toList();
            assertThat(taken).containsExactlyInAnyOrderElementsOf(LongStream.range(0, units).boxed().toList());
            assertThat(taken.subList(0, own.size())).isEqualTo(own);
        }
    }

    @Test
    void nothingIsTakenTwiceByThreads() throws InterruptedException {
        int parts = 4;
        int units = 10_000;
        Shares shares = new Shares(parts);
        for (int call = 0; call < 20; call++) {
            AtomicIntegerArray taken = new AtomicIntegerArray(units);
            shares.split(units, parts);
            List<Thread> threads = IntStream.range(0, parts)
                    .mapToObj(part -> Thread.ofPlatform().start(
                            () -> all(shares, part, parts).forEach(unit -> taken.incrementAndGet(unit.intValue()))))
                    .toList();
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(IntStream.range(0, units).map(taken::get)).containsOnly(1);
        }
    }

    private static List<Long> all(Shares shares, int part, int parts) {
        List<Long> taken = new ArrayList<>();
        for (long unit = shares.claim(part, parts); unit >= 0; unit = shares.claim(part, parts)) {
            taken.add(unit);
        }
        return taken;
    }
}
