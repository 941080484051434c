package dev.nibble.harness.worker;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.nibble.harness.cell.CellResult;
import dev.nibble.harness.cell.CellTask;
import java.util.Map;

/** What host and worker say to each other, one line of JSON each. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Message.Hello.class, name = "hello"),
    @JsonSubTypes.Type(value = Message.Run.class, name = "run"),
    @JsonSubTypes.Type(value = Message.Done.class, name = "done")
})
sealed interface Message {
    /**
     * The worker's first line.
     *
     * @param token what the host gave to this worker and to nobody else
     * @param facts about the worker's JVM and machine
     */
    record Hello(String token, Map<String, String> facts) implements Message {}

    /** The host asks for a cell. */
    record Run(long number, CellTask task) implements Message {}

    /** The worker answers. */
    record Done(long number, CellResult result) implements Message {}
}
