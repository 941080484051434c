package dev.nibble.api.kernel.described;

import dev.nibble.api.device.Ability;
import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.device.program.Limits;
import dev.nibble.api.device.program.OfflineBinaries;
import dev.nibble.api.format.Component;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Support;
import java.util.List;
import java.util.Optional;

/** Whether a described kernel can serve a request. */
final class Eligibility {
    /** Arrays of methods have an int for their index, and a header. */
    private static final long LARGEST_ARRAY = Integer.MAX_VALUE - 1024;

    private final KernelDescription kernel;
    private final OpSpec spec;
    private final DeviceInfo device;

    Eligibility(KernelDescription kernel, KernelRequest request) {
        this.kernel = kernel;
        this.spec = request.spec();
        this.device = request.device();
    }

    Support support() {
        boolean isServed = kernel.formats().stream().anyMatch(it -> FormatPattern.parse(it).matches(spec.format().text()));
        Support support = Support.yes()
                .require("op", kernel.op(), spec.op())
                .require("device runtime", kernel.runtime(), device.runtime())
                .require("format", String.join(" or ", kernel.formats()), spec.format().text(), isServed)
                .require("activation", kernel.activations().toString(), spec.activation().toString(),
                        kernel.activations().contains(spec.activation()))
                .require("weight", "not empty", spec.weight().toString(), spec.weight().elements() > 0)
                .and(spec.format().supports(spec.weight()))
                .and(components())
                .and(program());
        return isServed ? support.and(sizes()) : support;
    }

    private Support components() {
        List<String> given = spec.format().components().stream().map(Component::name).toList();
        Support support = Support.yes();
        for (Step step : kernel.steps()) {
            for (Argument argument : step.arguments()) {
                if (argument instanceof Argument.OfComponent it) {
                    support = support.require("component of the format", it.name(), given.toString(), given.contains(it.name()));
                }
            }
        }
        return support;
    }

    private Support program() {
        Support support = Support.yes();
        for (Ability need : kernel.needs()) {
            support = support.require("ability", need.toString(), device.abilities().toString(),
                    device.abilities().contains(need));
        }
        if (device.properties().getOrDefault(DescribedKernel.COMPILER, "").equals("none")) {
            List<String> made = kernel.binaries().stream().map(VendorBinary::device).toList();
            support = support.require("binary", "one made for " + device.name() + ", which does not compile", made.toString(),
                    made.contains(device.name())
                            || kernel.steps().stream().allMatch(this::isMadeOffline));
        }
        return support;
    }

    private boolean isMadeOffline(Step step) {
        return step.code() instanceof Step.OpenClC source && OfflineBinaries.has(device, source.sha256());
    }

    private Support sizes() {
        Support support = Support.yes();
        try {
            RequestSizes sizes = RequestSizes.of(kernel, spec);
            for (String condition : kernel.conditions()) {
                support = support.require("condition", condition, given(sizes, condition), sizes.value(condition) != 0);
            }
            for (Step step : kernel.steps()) {
                support = support.and(launch(step, sizes));
            }
            return support;
        } catch (ArithmeticException e) {
            return support.require("sizes", "within 63 bits", spec.toString(), false);
        }
    }

    /** The variables that a condition speaks of, for example {@code k = 384}. */
    private String given(RequestSizes sizes, String condition) {
        SizeExpression expression = sizes.parse(condition);
        return String.join(", ", kernel.variables().stream().filter(expression::uses)
                .map(name -> name + " = " + sizes.value(name)).toList());
    }

    private Support launch(Step step, RequestSizes sizes) {
        long items = step.local().stream().mapToLong(sizes::value).reduce(1, Math::multiplyExact);
        long local = 0;
        long largest = 0;
        Support support = Support.yes();
        for (Argument argument : step.arguments()) {
            switch (argument) {
                case Argument.Local it -> local = Math.addExact(local, sizes.value(it.bytes()));
                case Argument.Int it -> support = support.and(integer(it.value(), sizes));
                case Argument.Ints it -> {
                    for (String value : it.values()) {
                        support = support.and(integer(value, sizes));
                    }
                }
                case Argument.OfBuffer it -> largest = Math.max(largest, bytes(it, sizes));
            }
        }
        if (kernel.isMethod()) {
            support = support.require("largest array", "at most " + LARGEST_ARRAY + " bytes", Long.toString(largest),
                    largest <= LARGEST_ARRAY);
        }
        RequestSizes oneRow = sizes.copy();
        oneRow.setM(1);
        support = support.and(workItems(step, sizes)).and(workItems(step, oneRow));
        Optional<Limits> limits = Limits.of(device);
        return limits.isEmpty()
                ? support.require("device", "one that runs programs", device.id(), false)
                : support.and(limits.get().allow(items, local, largest));
    }

    private static Support workItems(Step step, RequestSizes sizes) {
        Support support = Support.yes();
        for (int i = 0; i < step.global().size(); i++) {
            long group = step.local().isEmpty() ? 1 : sizes.value(step.local().get(i));
            long all = sizes.value(step.global().get(i));
            support = support.require("work items", "a multiple of " + group + " (dimension " + i + " of " + step.code().name() + ")",
                    Long.toString(all), group > 0 && all > 0 && all % group == 0);
        }
        return support;
    }

    private static Support integer(String expression, RequestSizes sizes) {
        long value = sizes.value(expression);
        return Support.yes().require("argument " + expression, "32 bits", Long.toString(value), value == (int) value);
    }

    private long bytes(Argument.OfBuffer argument, RequestSizes sizes) {
        long data = switch (argument) {
            case Argument.OfComponent it -> spec.format().components().stream().filter(c -> c.name().equals(it.name()))
                    .mapToLong((Component component) -> component.bytesFor(spec.weight())).sum();
            case Argument.Packed it -> sizes.value(it.bytes());
            case Argument.Input it -> sizes.value(it.bytes());
            case Argument.Output it -> sizes.value(it.bytes());
            case Argument.Scratch it -> sizes.value(it.bytes());
            case Argument.Ints it -> 4L * it.values().size();
        };
        return Math.addExact(data, argument.header());
    }
}
