package dev.nibble.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nibble.api.op.Activation;
import dev.nibble.benchmarks.contender.Case;
import dev.nibble.benchmarks.contender.Contender;
import dev.nibble.benchmarks.contender.Entrant;
import dev.nibble.benchmarks.contender.Layer;
import dev.nibble.benchmarks.contender.NibbleEntrant;
import dev.nibble.benchmarks.contender.OrtOperator;
import dev.nibble.benchmarks.contender.OrtOperators;
import dev.nibble.benchmarks.goal.Goal;
import dev.nibble.benchmarks.goal.Goals;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class PlanTest {
    private record Named(String name) implements Entrant {
        @Override
        public Contender prepare(Layer layer, Case of, long coldBytes) {
            throw new AssertionError("a plan prepares nothing");
        }
    }

    private static final List<Entrant> ENTRANTS = List.of(new Named("ort nbits b64 acc4"), new Named("ort matmul f32"));

    private static Plan plan(String... args) {
        Choice choice = new Choice();
        CommandSpec command = CommandSpec.create().addMixin("choice", CommandSpec.forAnnotatedObject(choice));
        new CommandLine(command).parseArgs(args);
        return choice.plan(ENTRANTS);
    }

    @Test
    void aGridIsEveryCombination() {
        assertThat(plan("--shapes", "8x16,4x4", "--m", "1,16", "--threads", "1,2").races().keySet()).hasSize(16);
        assertThat(plan("--shapes", "all", "--hot").races().keySet())
                .hasSize(6)
                .contains(new Case(11008, 4096, 1, 2, Case.Mode.HOT));
    }

    @Test
    void aGoalAsksForItsCasesAndPeersOnly() {
        Plan plan = plan("--cases", "small-hot");
        assertThat(plan.races().keySet()).extracting(Case::toString)
                .containsExactly("384x1536 m=1 hot threads=2", "1536x384 m=1 hot threads=2");
        assertThat(plan.races().values()).allSatisfy(
                entrants -> assertThat(entrants).extracting(Entrant::name).containsExactly("ort nbits b64 acc4"));
    }

    @Test
    void casesOfGoalsCanBeNarrowed() {
        assertThat(plan("--cases", "int8act-cold", "--shapes", "11008x4096").races().keySet()).extracting(Case::toString)
                .containsExactly("11008x4096 m=1 cold threads=2");
    }

    @Test
    void peersAreChosenByPartsOfTheirNames() {
        assertThat(plan("--shapes", "8x8", "--hot", "--peers", "matmul").races().values()).singleElement()
                .satisfies(entrants -> assertThat(entrants).extracting(Entrant::name).containsExactly("ort matmul f32"));
    }

    @Test
    void whatCannotBeIsToldWithWhatCan() {
        assertThatThrownBy(() -> plan("--cases", "nonsense"))
                .hasMessageContaining("'nonsense'").hasMessageContaining("small-hot");
        assertThatThrownBy(() -> plan("--shapes", "8by8")).hasMessageContaining("4096x1024").hasMessageContaining("8by8");
        assertThatThrownBy(() -> plan("--shapes", "8x8", "--peers", "none")).hasMessageContaining("nothing to measure");
    }

    /** A goal with a misspelt peer would be a miss for ever, or judged against fewer. */
    @Test
    void everyPeerOfAGoalExists() {
        Set<String> known = new TreeSet<>(Set.of("jlama q4 x f32", "jlama q4 x i8"));
        OrtOperators.all().stream().map(OrtOperator::name).forEach(known::add);
        for (Goal goal : Goals.all()) {
            known.addAll(goal.judged());
        }
        known.add(NibbleEntrant.name("affine:bits=4,group=64,axis=1,zero=none", Activation.F32));
        assertThat(Goals.all()).allSatisfy(goal -> assertThat(known).containsAll(goal.peers()));
    }
}
