package dev.nibble.harness.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.device.DeviceKind;
import dev.nibble.api.device.DeviceProvider;
import dev.nibble.api.plugin.Registry;
import dev.nibble.api.plugin.Support;
import dev.nibble.harness.cell.Devices;
import dev.nibble.harness.trace.Cell;
import dev.nibble.runtime.registry.PluginRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PairingsTest {
    private final Registry registry = PluginRegistry.load(getClass().getClassLoader());
    private final Pairings pairings = new Pairings(registry, devices());

    /** The JVM, and a device of a runtime that no kernel is for. */
    private Devices devices() {
        DeviceProvider jvm = registry.deviceProviders().stream().filter(it -> it.name().equals("jvm")).findFirst().orElseThrow();
        DeviceInfo other = new DeviceInfo("other:0", "other", DeviceKind.GPU, "v", "n", 1L << 30, Set.of(), Support.yes(), Map.of());
        return new Devices(List.of(new Devices.Found(jvm, jvm.devices().getFirst()), new Devices.Found(jvm, other)));
    }

    private static List<Cell.KernelCell> cells(String kernel, String... formats) {
        List<Cell.KernelCell> cells = new ArrayList<>();
        for (String format : formats) {
            for (String device : new String[] {"jvm", "other:0"}) {
                cells.add(new Cell.KernelCell("linear", format, List.of(64L, 64L), 1, "f32", kernel, device, 1, false));
            }
        }
        return cells;
    }

    @Test
    void aKernelStaysAwayFromDevicesOnWhichItServesNothing() {
        List<Cell> left = pairings.kernels(cells("jvm.linear.int4", "affine:bits=4,group=64", "mxfp4"));
        assertThat(left).extracting(Cell::device).containsExactly("jvm", "jvm");
    }

    @Test
    void aKernelThatServesNothingAnywhereIsRefusedOnTheDevicesOfItsRuntime() {
        assertThat(pairings.kernels(cells("jvm.linear.int4", "mxfp4"))).extracting(Cell::device).containsExactly("jvm");
    }

    @Test
    void aKernelWithoutAnyDeviceOfItsRuntimeIsRefusedEverywhere() {
        DeviceProvider jvm = registry.deviceProviders().stream().filter(it -> it.name().equals("jvm")).findFirst().orElseThrow();
        List<Devices.Found> others = List.of("jvm", "other:0").stream().map(id -> new Devices.Found(jvm, new DeviceInfo(
                id, "other", DeviceKind.GPU, "v", "n", 1L << 30, Set.of(), Support.yes(), Map.of()))).toList();
        assertThat(new Pairings(registry, new Devices(others)).kernels(cells("jvm.linear.int4", "affine:bits=4,group=64")))
                .hasSize(2);
    }

    @Test
    void aDeviceOfTheKernelsRuntimeStaysToBeRefusedInWords() {
        DeviceProvider jvm = registry.deviceProviders().stream().filter(it -> it.name().equals("jvm")).findFirst().orElseThrow();
        DeviceInfo missing = new DeviceInfo("other:0", "jvm", DeviceKind.CPU, "v", "n", 1L << 30, Set.of(),
                Support.no("driver", "one", "none"), Map.of());
        Devices both = new Devices(List.of(new Devices.Found(jvm, jvm.devices().getFirst()), new Devices.Found(jvm, missing)));
        assertThat(new Pairings(registry, both).kernels(cells("jvm.linear.int4", "affine:bits=4,group=64")))
                .extracting(Cell::device).containsExactly("jvm", "other:0");
    }

    @Test
    void ofOneDeviceNothingIsLeftOut() {
        List<Cell.KernelCell> one = cells("jvm.linear.int4", "affine:bits=4,group=64").subList(1, 2);
        assertThat(pairings.kernels(one)).hasSize(1);
    }

    @Test
    void modelsRunWhereSomeKernelServesTheirFormat() {
        assertThat(pairings.models(registry.format("affine:bits=4,group=64"), List.of("jvm", "other:0"))).containsExactly("jvm");
        assertThat(pairings.models(registry.format("affine:bits=4,group=64"), List.of("other:0"))).containsExactly("other:0");
    }
}
