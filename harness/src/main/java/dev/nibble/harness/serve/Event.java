package dev.nibble.harness.serve;

import dev.nibble.harness.trace.Json;

/**
 * Something that followers are told.
 *
 * @param type {@code plugin}, {@code run} or {@code trace}
 * @param run the run that it is about; empty for plugins
 * @param latest whether a later one of this type and run says it all, so that this one may be left out
 * @param last whether nothing follows for this run
 * @param data of the event, one line of JSON
 */
record Event(String type, String run, boolean latest, boolean last, String data) {
    /** What a cell came to, in short; the whole trace is to be fetched. */
    record TraceView(String run, String id, String cell, String outcome, double seconds) {}

    static Event plugin(Object event) {
        return new Event("plugin", "", false, false, Json.line(event));
    }

    static Event run(RunView run) {
        return new Event("run", run.name(), true, run.isOver(), Json.line(run));
    }

    static Event trace(TraceView trace) {
        return new Event("trace", trace.run(), false, false, Json.line(trace));
    }

    /** In the format of server-sent events. */
    String text() {
        return "event: " + type + "\ndata: " + data + "\n\n";
    }
}
