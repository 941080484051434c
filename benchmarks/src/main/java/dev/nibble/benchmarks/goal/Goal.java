package dev.nibble.benchmarks.goal;

import dev.nibble.api.op.Activation;
import dev.nibble.benchmarks.contender.Case;
import dev.nibble.benchmarks.contender.NibbleEntrant;
import java.util.List;

/**
 * One thing that Nibble's kernels must reach.
 *
 * @param id short name, for the command line
 * @param text what must be reached, for people
 * @param formats of Nibble that are judged, each on its own
 * @param activation of these
 * @param shapes of the weight, each judged on its own
 * @param m rows of the input
 * @param modes each judged on its own
 * @param measure what is compared with the bound
 * @param bound the least value that passes
 * @param peers entrants compared with, of which the fastest counts; empty if the measure needs none
 */
public record Goal(
        String id,
        String text,
        List<String> formats,
        Activation activation,
        List<String> shapes,
        int m,
        List<Case.Mode> modes,
        Measure measure,
        double bound,
        List<String> peers) {
    /** Threads with which goals are to be reached. */
    public static final int THREADS = 2;

    /** What can be compared with a bound. */
    public enum Measure {
        /** Time of the fastest peer over time of Nibble. */
        SPEED,
        /** Share of the read bandwidth that the weights take, in percent. */
        BANDWIDTH,
        /** Bytes allocated by a call, with a minus, so that 0 is the most there is. */
        ALLOCATION
    }

    public Goal {
        formats = List.copyOf(formats);
        shapes = List.copyOf(shapes);
        modes = List.copyOf(modes);
        peers = List.copyOf(peers);
    }

    /** Whether this goal judges such a case. */
    public boolean concerns(Case of) {
        return of.threads() == THREADS && of.m() == m && shapes.contains(of.shape()) && modes.contains(of.mode());
    }

    /** Names of the entrants that are judged. */
    public List<String> judged() {
        return formats.stream().map(format -> NibbleEntrant.name(format, activation)).toList();
    }
}
