package dev.nibble.harness.serve;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far a run is.
 *
 * @param name of the run
 * @param state {@code queued}, {@code running}, {@code done}, {@code failed}, {@code cancelled}; {@code stored} for a run that
 *     this server did not run
 * @param message why it failed, or what is wrong with its end; otherwise empty
 * @param cells to run; those recorded by an earlier session do not count
 * @param done cells that have run
 * @param running the cell that runs now; empty if none does
 * @param outcomes how the cells ended, by kind
 */
record RunView(
        String name, String state, String message, long cells, long done, String running, Map<String, Long> outcomes) {
    RunView {
        outcomes = Collections.unmodifiableMap(new TreeMap<>(outcomes));
    }

    /** Whether nothing more will come of it by itself. */
    boolean isOver() {
        return !state.equals("queued") && !state.equals("running");
    }

    /** A run of which there is only the folder. */
    static RunView stored(String name) {
        return new RunView(name, "stored", "", 0, 0, "", Map.of());
    }
}
