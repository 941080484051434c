package dev.nibble.harness.cell;

import dev.nibble.api.device.Ceiling;
import dev.nibble.api.device.Device;
import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.plugin.NoSuchPluginException;
import dev.nibble.api.plugin.Registry;
import dev.nibble.harness.file.HarnessCache;
import dev.nibble.harness.trace.Cell;
import dev.nibble.harness.trace.Outcome;
import dev.nibble.runtime.dispatch.Contracts;
import dev.nibble.runtime.dispatch.FileContractStore;
import dev.nibble.runtime.registry.PluginRegistry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a worker keeps from cell to cell: plugins, open devices with their ceilings, contracts, the float model. */
public final class CellSession implements AutoCloseable {
    private final Registry registry;
    private final Contracts contracts;
    private final Map<String, Device> open = new HashMap<>();
    private final Map<String, Ceiling> ceilings = new HashMap<>();
    private final Set<String> compiled = new HashSet<>();
    private final ModelCells models;

    private CellSession(Registry registry, Contracts contracts) {
        this.registry = registry;
        this.contracts = contracts;
        this.models = new ModelCells(registry, contracts);
    }

    /** A session with the plugins on the class path. Devices are opened when first needed. */
    public static CellSession open() {
        Registry registry = PluginRegistry.load(CellSession.class.getClassLoader());
        return new CellSession(registry, new Contracts(registry, new FileContractStore(HarnessCache.contracts())));
    }

    /** Runs one cell. What a plugin throws is thrown. */
    public CellResult run(CellTask task) throws Exception {
        DeviceInfo info;
        try {
            info = Devices.find(registry, task.cell().device()).info();
        } catch (NoSuchPluginException e) {
            return new CellResult(new Outcome.Unsupported(List.of(e.getMessage())), Map.of(), List.of());
        }
        if (!info.usable().supported()) {
            return new CellResult(new Outcome.Unsupported(Cases.reasons(info.usable())), facts(info), List.of());
        }
        Device device = device(info);
        List<String> considered = List.of();
        Outcome outcome;
        switch (task.cell()) {
            case Cell.KernelCell cell -> {
                considered = Cases.considered(registry, Cases.spec(registry, cell), device.info(), cell.threads());
                outcome = new KernelCells(registry, contracts, device, this::ceiling, compiled).run(cell, task);
            }
            case Cell.ModelCell cell -> outcome = models.run(cell, device, task.sentences());
        }
        return new CellResult(outcome, facts(device.info()), considered);
    }

    private Device device(DeviceInfo info) {
        return open.computeIfAbsent(info.id(), id -> Devices.open(Devices.find(registry, id)));
    }

    /** Measured once; the number of threads is part of what is measured. */
    private Ceiling ceiling(Device device, int threads) {
        return ceilings.computeIfAbsent(device.info().id() + "/" + threads, _ -> device.measureCeiling(threads));
    }

    private Map<String, String> facts(DeviceInfo info) {
        Map<String, String> facts = new TreeMap<>();
        facts.put("device.id", info.id());
        facts.put("device.name", info.vendor() + " " + info.name());
        facts.put("device.kind", info.kind().toString());
        facts.put("device.memory.bytes", Long.toString(info.memoryBytes()));
        info.properties().forEach((name, value) -> facts.put("device." + name, value));
        ceilings.forEach((key, ceiling) -> {
            if (key.startsWith(info.id() + "/")) {
                facts.put("ceiling.bytesPerSecond", Double.toString(ceiling.bytesPerSecond()));
                facts.put("ceiling.cachedBytesPerSecond", Double.toString(ceiling.cachedBytesPerSecond()));
                facts.put("ceiling.flopsPerSecond", Double.toString(ceiling.flopsPerSecond()));
                facts.put("ceiling.threads", Integer.toString(ceiling.threads()));
            }
        });
        return facts;
    }

    @Override
    public void close() {
        models.close();
        open.values().forEach(Device::close);
    }
}
