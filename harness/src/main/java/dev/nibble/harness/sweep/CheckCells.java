package dev.nibble.harness.sweep;

import dev.nibble.api.format.FormatProvider;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.op.Activation;
import dev.nibble.api.op.Op;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Registry;
import dev.nibble.harness.cell.Devices;
import dev.nibble.harness.trace.Cell;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** All that {@code check} proves: every kernel with every format on every case that its operation is tested with. */
public final class CheckCells {
    /** At least one format of each built-in family and each rule that kernels may treat in a way of their own. */
    private static final List<String> FORMATS = List.of(
            "dense:f32",
            "dense:f16",
            "dense:bf16",
            "affine:bits=8,group=64,axis=1,zero=float",
            "affine:bits=8,per=row,zero=none",
            "affine:bits=4,group=64,axis=1,zero=float",
            "affine:bits=4,group=128,axis=1,zero=int",
            "affine:bits=4,group=32,axis=1,zero=none",
            "affine:bits=4,group=32,axis=1,zero=float,params=f16",
            "affine:bits=4,group=64,axis=0,zero=float",
            "affine:bits=3,group=64,axis=1,zero=float",
            "affine:bits=2,group=64,axis=1,zero=float",
            "affine:bits=1,group=64,axis=1,zero=float",
            "nf4:block=64",
            "nf4:block=64,double=256",
            "fp4:block=64",
            "fp8:e4m3fn,per=row",
            "fp8:e5m2,per=tensor",
            "mxfp4",
            "nvfp4");

    private final Registry registry;

    public CheckCells(Registry registry) {
        this.registry = registry;
    }

    /** The formats that are checked when none is named: the usual ones, and those of plugins under their bare names. */
    public List<String> formats() {
        Set<String> texts = new LinkedHashSet<>();
        FORMATS.stream().filter(this::isKnown).map(text -> registry.format(text).text()).forEach(texts::add);
        registry.formatProviders().stream()
                .map(FormatProvider::name)
                .filter(family -> FORMATS.stream().noneMatch(text -> text.equals(family) || text.startsWith(family + ":")))
                .filter(this::isKnown)
                .forEach(family -> texts.add(registry.format(family).text()));
        return List.copyOf(texts);
    }

    /** Families that cannot be checked unless a format of theirs is named, because the bare family is none. */
    public List<String> unnamedFamilies() {
        return registry.formatProviders().stream()
                .map(FormatProvider::name)
                .filter(family -> FORMATS.stream().noneMatch(text -> text.equals(family) || text.startsWith(family + ":")))
                .filter(family -> !isKnown(family))
                .toList();
    }

    private boolean isKnown(String text) {
        try {
            registry.format(text);
            return true;
        } catch (IllegalArgumentException | dev.nibble.api.plugin.NoSuchPluginException _) {
            // A family that needs keys, or one that is not on this class path.
            return false;
        }
    }

    /**
     * The cells.
     *
     * @param formats text forms
     * @param kernels patterns of names
     * @param devices patterns of ids
     * @param threads host threads
     */
    public List<Cell> of(List<String> formats, List<String> kernels, List<String> devices, int threads) {
        List<String> ids = Patterns.select("device", devices,
                Devices.of(registry).found().stream().map(device -> device.info().id()).toList());
        List<String> names = Patterns.select("kernel", kernels, registry.kernels().stream().map(Kernel::name).toList());
        List<Cell> cells = new ArrayList<>();
        for (String device : ids) {
            for (String name : names) {
                Op op = registry.op(registry.kernel(name).op());
                for (String format : formats) {
                    Arrays.stream(Activation.values())
                            .flatMap(activation -> op.cases(registry.format(format), activation).stream())
                            .map(spec -> cell(spec, name, device, threads))
                            .forEach(cells::add);
                }
            }
        }
        return cells;
    }

    private static Cell cell(OpSpec spec, String kernel, String device, int threads) {
        List<Long> shape = Arrays.stream(spec.weight().toArray()).boxed().toList();
        return new Cell.KernelCell(spec.op(), spec.format().text(), shape, spec.m(), spec.activation().toString(), kernel,
                device, threads, false);
    }
}
