package dev.nibble.runtime.structure;

import dev.nibble.api.format.Component;
import dev.nibble.api.format.Cut;
import dev.nibble.api.format.QuantizedTensor;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Cuts, joins, copies and compares quantized tensors without decoding them. Everything follows from the
 * {@link Component components} that a format declares and from their {@link Cut cuts}; no format is known by name, and
 * no component is cut anywhere else.
 *
 * <p>For every legal cut {@code decode(op(q))} equals {@code op(decode(q))} bit for bit. Axes are those of the logical
 * shape; tensors of more than two dimensions can be cut along axis 0. Results have memory of their own, and each keeps
 * the provenance of what it was made from.
 */
public final class Structure {
    private Structure() {}

    /**
     * The part from {@code from} to {@code to} of an axis.
     *
     * @throws IllegalCutException if that would cut through a group, or the format forbids it; the message has the
     *     component, its group size and the nearest legal cuts
     * @throws IndexOutOfBoundsException unless {@code 0 <= from < to <= extent}
     */
    public static QuantizedTensor slice(QuantizedTensor tensor, int axis, long from, long to) {
        Axis cutAxis = Axis.of(tensor.format(), tensor.shape(), axis);
        if (from < 0 || from >= to || to > cutAxis.extent()) {
            throw new IndexOutOfBoundsException("part " + from + " to " + to + " of axis " + axis + " of " + tensor
                    + " is empty or not within 0 to " + cutAxis.extent());
        }
        cutAxis.requireLegal(from, to);
        var part = QuantizedTensor.builder(tensor.format(), cutAxis.with(to - from));
        for (Component component : tensor.format().components()) {
            Tensor source = tensor.component(component.name());
            Tensor target = part.component(component.name());
            if (cutAxis.cut(component) instanceof Cut.Along along) {
                long extent = ComponentCopy.extent(source, along.dim());
                long first = along.position(from, cutAxis.extent(), extent);
                long count = along.position(to, cutAxis.extent(), extent) - first;
                requireDeclared(tensor, component, count, ComponentCopy.extent(target, along.dim()));
                int other = 1 - along.dim();
                requireDeclared(tensor, component, ComponentCopy.extent(source, other), ComponentCopy.extent(target, other));
                ComponentCopy.copy(source, first, target, 0, along.dim(), count);
            } else {
                requireDeclared(tensor, component, source.byteSize(), target.byteSize());
                target.data().copyFrom(source.data());
            }
        }
        return part.build().withProvenance(tensor.provenance());
    }

    /**
     * Equal parts along an axis, in order.
     *
     * @throws IllegalCutException if the extent is not {@code parts} equal legal parts; the message has the nearest
     *     legal number of parts
     */
    public static List<QuantizedTensor> split(QuantizedTensor tensor, int axis, int parts) {
        Axis cutAxis = Axis.of(tensor.format(), tensor.shape(), axis);
        if (parts < 1 || !divides(cutAxis, parts)) {
            throw new IllegalCutException(tensor + " cannot be split into " + parts + " equal parts along axis " + axis
                    + ": its extent is " + cutAxis.extent() + " and its smallest legal cut " + cutAxis.step()
                    + "; the nearest legal number of parts is " + nearestParts(cutAxis, parts));
        }
        long size = cutAxis.extent() / parts;
        List<QuantizedTensor> all = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            all.add(slice(tensor, axis, i * size, (i + 1) * size));
        }
        return List.copyOf(all);
    }

    private static boolean divides(Axis axis, long parts) {
        long extent = axis.extent();
        return parts == 1 || extent % parts == 0 && parts <= extent && extent / parts % axis.step() == 0
                && axis.step() <= extent / parts && axis.format().supports(axis.with(extent / parts)).supported();
    }

    private static long nearestParts(Axis axis, long parts) {
        for (long distance = 1; distance < Math.max(parts, axis.extent()); distance++) {
            if (parts - distance >= 1 && divides(axis, parts - distance)) {
                return parts - distance;
            }
            if (parts + distance >= 1 && divides(axis, parts + distance)) {
                return parts + distance;
            }
        }
        return 1;
    }

    /**
     * Joins parts along an axis, in order.
     *
     * @throws IllegalCutException if the parts differ in format or in another dimension, if a part other than the last
     *     ends within a group, or if a component that the whole has once differs between parts; the message names it
     */
    public static QuantizedTensor cat(List<QuantizedTensor> parts, int axis) {
        Axis joined = joinedAxis(parts, axis);
        var whole = QuantizedTensor.builder(joined.format(), joined.shape());
        for (Component component : joined.format().components()) {
            Tensor target = whole.component(component.name());
            switch (joined.cut(component)) {
                case Cut.Along along -> join(parts, joined, component, along, target);
                case Cut.Shared _ -> target.data().copyFrom(shared(parts, component).data());
                case Cut.Whole(String reason) -> {
                    if (parts.size() > 1) {
                        throw new IllegalCutException("parts of " + joined.format().text() + " cannot be joined along axis "
                                + axis + ": component '" + component.name() + "' must stay whole: " + reason);
                    }
                    target.data().copyFrom(parts.getFirst().component(component.name()).data());
                }
            }
        }
        return whole.build().withProvenance(Provenances.joined(parts));
    }

    private static Axis joinedAxis(List<QuantizedTensor> parts, int axis) {
        if (parts.isEmpty()) {
            throw new IllegalCutException("there are no parts to join");
        }
        QuantizedTensor first = parts.getFirst();
        Axis.of(first.format(), first.shape(), axis);
        long extent = 0;
        for (QuantizedTensor part : parts) {
            if (!part.format().text().equals(first.format().text()) || part.shape().rank() != first.shape().rank()
                    || !part.shape().with(axis, 1).equals(first.shape().with(axis, 1))) {
                throw new IllegalCutException(part + " cannot be joined to " + first + " along axis " + axis
                        + ": formats and all other dimensions must be equal");
            }
            extent = Math.addExact(extent, part.shape().dim(axis));
        }
        Shape shape = first.shape().with(axis, extent);
        var support = first.format().supports(shape);
        if (!support.supported()) {
            throw new IllegalCutException("parts joined to " + shape + " cannot be " + first.format().text() + ": " + support);
        }
        return Axis.of(first.format(), shape, axis);
    }

    private static void join(List<QuantizedTensor> parts, Axis axis, Component component, Cut.Along along, Tensor target) {
        long at = 0;
        for (int i = 0; i < parts.size(); i++) {
            QuantizedTensor part = parts.get(i);
            long extent = part.shape().dim(axis.dimension());
            if (i < parts.size() - 1 && extent % along.step() != 0) {
                throw new IllegalCutException("part " + i + " (" + part + ") ends within a group: component '"
                        + component.name() + "' has groups of " + along.step() + " along axis " + axis.dimension()
                        + " and only the last part may have an extent that is not a multiple of it, but it has " + extent);
            }
            Tensor source = part.component(component.name());
            long count = ComponentCopy.extent(source, along.dim());
            ComponentCopy.copy(source, 0, target, at, along.dim(), count);
            at += count;
        }
        requireDeclared(parts.getFirst(), component, at, ComponentCopy.extent(target, along.dim()));
    }

    private static Tensor shared(List<QuantizedTensor> parts, Component component) {
        Tensor first = parts.getFirst().component(component.name());
        for (int i = 1; i < parts.size(); i++) {
            if (!parts.get(i).component(component.name()).sameBytes(first)) {
                throw new IllegalCutException("parts of " + parts.getFirst().format().text()
                        + " cannot be joined: the whole has one component '" + component.name() + "', but those of part 0 and"
                        + " part " + i + " differ; join the original weights and quantize them again");
            }
        }
        return first;
    }

    /** The same tensor in memory of its own. */
    public static QuantizedTensor copy(QuantizedTensor tensor) {
        Map<String, Tensor> copies = new java.util.LinkedHashMap<>();
        tensor.components().forEach((name, component) -> copies.put(name, component.copy()));
        return QuantizedTensor.of(tensor.format(), tensor.shape(), copies, tensor.provenance());
    }

    /** Whether format, shape and every byte of every component are equal; who made them does not matter. */
    public static boolean equal(QuantizedTensor a, QuantizedTensor b) {
        return a.format().text().equals(b.format().text()) && a.shape().equals(b.shape())
                && a.format().components().stream()
                        .allMatch(c -> a.component(c.name()).sameBytes(b.component(c.name())));
    }

    private static void requireDeclared(QuantizedTensor tensor, Component component, long cut, long declared) {
        if (cut != declared) {
            throw new IllegalStateException("format " + tensor.format().text() + " contradicts itself: component '"
                    + component.name() + "' has " + declared + " positions by its shape, but " + cut + " by its cut");
        }
    }
}
