package dev.nibble.benchmarks.race;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.benchmarks.contender.Contender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RaceTest {
    private static final Pace SHORT = new Pace(3, Duration.ofNanos(1), 2, Duration.ofNanos(1), Duration.ofNanos(1));

    private final List<String> log = new ArrayList<>();

    /** Writes down who was called with which copy; is wrong from a certain check on. */
    private final class Fake implements Contender {
        private final String name;
        private final int copies;
        private final int wrongFrom;
        private int checks;

        private Fake(String name, int copies, int wrongFrom) {
            this.name = name;
            this.copies = copies;
            this.wrongFrom = wrongFrom;
        }

        @Override
        public String served() {
            return name;
        }

        @Override
        public long weightBytes() {
            return 1;
        }

        @Override
        public int copies() {
            return copies;
        }

        @Override
        public void run(int copy) {
            log.add(name + copy);
        }

        @Override
        public Optional<String> check(int copy) {
            return checks++ < wrongFrom ? Optional.empty() : Optional.of("bad");
        }

        @Override
        public void close() {}
    }

    private Map<String, Result> race(Fake... fakes) {
        Map<String, Contender> contenders = new LinkedHashMap<>();
        for (Fake fake : fakes) {
            contenders.put(fake.name, fake);
        }
        return new Race(SHORT, _ -> {}).run(contenders);
    }

    @Test
    void whoIsRightHasASampleForEachRound() {
        Map<String, Result> results = race(new Fake("a", 1, 99), new Fake("b", 1, 99));
        assertThat(results.keySet()).containsExactly("a", "b");
        assertThat(results.values()).allSatisfy(result -> assertThat(((Result.Timed) result).nanos()).hasSize(3));
    }

    @Test
    void whoIsWrongIsNeverTimed() {
        Map<String, Result> results = race(new Fake("a", 1, 99), new Fake("b", 1, 0));
        assertThat(results.get("b")).isEqualTo(new Result.Wrong("bad"));
        assertThat(log).contains("a0").doesNotContain("b0");
    }

    @Test
    void whoIsWrongAfterTimingHasNoTime() {
        assertThat(race(new Fake("a", 1, 1)).get("a")).isEqualTo(new Result.Wrong("after timing: bad"));
    }

    @Test
    void oneWrongCopyOfManyIsEnough() {
        assertThat(race(new Fake("a", 3, 2)).get("a")).isInstanceOf(Result.Wrong.class);
    }

    @Test
    void copiesAreTakenInTurn() {
        race(new Fake("a", 3, 99));
        assertThat(log.subList(0, 6)).containsExactly("a0", "a1", "a2", "a0", "a1", "a2");
    }

    @Test
    void everybodyFollowsEverybodyElseAtTimes() {
        Pace rounds = SHORT.withRounds(12);
        Map<String, Contender> contenders = new LinkedHashMap<>();
        for (String name : List.of("a", "b", "c")) {
            contenders.put(name, new Fake(name, 1, 99));
        }
        new Race(rounds, _ -> {}).run(contenders);
        Set<String> pairs = new TreeSet<>();
        for (int i = 1; i < log.size(); i++) {
            pairs.add(log.get(i - 1) + log.get(i));
        }
        assertThat(pairs).contains("a0b0", "b0a0", "a0c0", "c0a0", "b0c0", "c0b0");
    }
}
