package dev.nibble.harness.sweep;

import dev.nibble.harness.cell.Devices;
import dev.nibble.harness.plugin.DroppedIn;
import dev.nibble.harness.plugin.PluginSnapshot;
import dev.nibble.harness.plugin.WorkerPath;
import dev.nibble.harness.trace.Cell;
import java.util.ArrayList;
import java.util.List;

/**
 * Which dropped-in jars the worker of a cell gets: those that have a part in the cell, and no other. Kernels of all jars
 * are welcome in a model cell, since the dispatcher may choose any.
 */
public final class WorkerPaths {
    private final PluginSnapshot snapshot;
    private final CellIdentity identity;

    public WorkerPaths(PluginSnapshot snapshot, Devices devices) {
        this.snapshot = snapshot;
        this.identity = new CellIdentity(snapshot.registry(), devices);
    }

    /** The jars for a cell. */
    public WorkerPath of(Cell cell) {
        if (snapshot.jars().isEmpty()) {
            return WorkerPath.of(List.of(), List.of());
        }
        List<DroppedIn> needed = new ArrayList<>();
        List<DroppedIn> welcome = new ArrayList<>();
        identity.plugins(cell).forEach((plugin, digests) ->
                (cell instanceof Cell.ModelCell && plugin.startsWith("kernel ") ? welcome : needed).addAll(jars(digests)));
        if (cell instanceof Cell.ModelCell model && model.format().isEmpty()) {
            // Which formats the model's file has is not known here.
            welcome.addAll(snapshot.jars());
        }
        return WorkerPath.of(needed.stream().distinct().toList(), welcome);
    }

    /** The jars with these digests; of a pipeline there are several. */
    private List<DroppedIn> jars(String digests) {
        List<String> each = List.of(digests.split(" \\| "));
        return snapshot.jars().stream().filter(jar -> each.contains(jar.sha256())).toList();
    }
}
