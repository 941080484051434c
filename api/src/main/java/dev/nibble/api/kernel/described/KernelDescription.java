package dev.nibble.api.kernel.described;

import dev.nibble.api.device.Ability;
import dev.nibble.api.op.Activation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What there is to say of a kernel that is not Java. The package tells the fields and the JSON.
 *
 * @param name of the kernel
 * @param description one line
 * @param op the operation
 * @param formats texts with variables
 * @param activations treatments of the dense operand that it knows
 * @param conditions expressions that must hold
 * @param needs abilities of the device
 * @param compiler who wrote the source, with version
 * @param steps launches in their order, at least one
 * @param binaries for devices that compile offline
 */
public record KernelDescription(String name, String description, String op, List<String> formats,
        List<Activation> activations, List<String> conditions, Set<Ability> needs, String compiler, List<Step> steps,
        List<VendorBinary> binaries) {
    /**
     * @throws IllegalArgumentException if an expression or format text cannot be read, the formats have different variables,
     *     or steps are missing; the message names the kernel and what is wrong
     */
    public KernelDescription {
        formats = List.copyOf(formats);
        activations = List.copyOf(activations);
        conditions = List.copyOf(conditions);
        needs = Set.copyOf(needs);
        steps = List.copyOf(steps);
        binaries = List.copyOf(binaries);
        if (formats.isEmpty() || steps.isEmpty()) {
            throw new IllegalArgumentException("kernel '" + name + "' needs at least one format and one step");
        }
        if (steps.stream().flatMap(step -> step.arguments().stream()).noneMatch(Argument.Output.class::isInstance)) {
            throw new IllegalArgumentException("kernel '" + name + "' needs an argument of the role \"output\"");
        }
        try {
            List<String> variables = variables(formats);
            expressions(conditions, steps).forEach(text -> SizeExpression.parse(text, variables));
            requireFixedGroups(steps, variables);
            requirePlainMethods(steps, binaries);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("kernel '" + name + "': " + e.getMessage(), e);
        }
    }

    /**
     * Reads a description.
     *
     * @param json in the form that the package tells
     * @throws IllegalArgumentException if it is not of that form; the message names the field or the line
     */
    public static KernelDescription parse(String json) {
        return DescriptionText.read(json);
    }

    /**
     * Reads a description from a resource.
     *
     * @param beside a class in the resource's folder, or above it
     * @param resource its path from there, for example {@code int4.json}
     * @throws IllegalArgumentException if there is none or it cannot be read; the message names the resource
     */
    public static KernelDescription load(Class<?> beside, String resource) {
        try {
            return parse(new String(bytes(beside, resource), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(resource + " beside " + beside.getName() + ": " + e.getMessage(), e);
        }
    }

    /** Whether it is one of a Java method, and not of OpenCL C. */
    public boolean isMethod() {
        return steps.getFirst().code() instanceof Step.JavaMethod;
    }

    /** The runtime of the devices that it runs on. */
    public String runtime() {
        return isMethod() ? DescribedKernel.METHOD_RUNTIME : DescribedKernel.RUNTIME;
    }

    /** The names that expressions may use: m, n, k and those of the formats' texts. */
    List<String> variables() {
        return variables(formats);
    }

    private static List<String> variables(List<String> formats) {
        List<String> own = FormatPattern.parse(formats.getFirst()).variables();
        for (String format : formats) {
            if (!Set.copyOf(FormatPattern.parse(format).variables()).equals(Set.copyOf(own))) {
                throw new IllegalArgumentException("all formats must have the same variables, but " + format + " has others than "
                        + formats.getFirst());
            }
        }
        List<String> all = new ArrayList<>(List.of("m", "n", "k"));
        all.addAll(own);
        return List.copyOf(all);
    }

    private static List<String> expressions(List<String> conditions, List<Step> steps) {
        List<String> all = new ArrayList<>(conditions);
        for (Step step : steps) {
            all.addAll(step.global());
            all.addAll(step.local());
            step.arguments().forEach(argument -> all.addAll(expressions(argument)));
        }
        return all;
    }

    /** What runtimes for methods do not know: several steps, plain parameters, headers, binaries. */
    private static void requirePlainMethods(List<Step> steps, List<VendorBinary> binaries) {
        if (steps.stream().noneMatch(step -> step.code() instanceof Step.JavaMethod)) {
            return;
        }
        if (steps.size() > 1 || !binaries.isEmpty()) {
            throw new IllegalArgumentException("a description with a \"method\" has one step and no binaries");
        }
        for (Argument argument : steps.getFirst().arguments()) {
            boolean plain = switch (argument) {
                case Argument.Int _, Argument.Local _ -> false;
                case Argument.OfBuffer it -> it.header() == 0;
            };
            if (!plain) {
                throw new IllegalArgumentException("a \"method\" has no arguments of the roles int and local and none with a header:"
                        + " sizes come as \"ints\", because plain parameters would be compiled in");
            }
        }
    }

    /** Group sizes and local memory are set once. */
    private static void requireFixedGroups(List<Step> steps, List<String> variables) {
        for (Step step : steps) {
            Stream<String> local = step.arguments().stream().filter(Argument.Local.class::isInstance)
                    .flatMap(argument -> expressions(argument).stream());
            Stream.concat(step.local().stream(), local).filter(text -> SizeExpression.parse(text, variables).uses("m"))
                    .findFirst().ifPresent(text -> {
                        throw new IllegalArgumentException(step.code().name() + ": the size of a work group and its local memory"
                                + " must not depend on m, as '" + text + "' does");
                    });
        }
    }

    /** The expressions of an argument. */
    private static List<String> expressions(Argument argument) {
        return switch (argument) {
            case Argument.OfComponent _ -> List.of();
            case Argument.Packed packed -> List.of(packed.bytes());
            case Argument.Input input -> List.of(input.bytes());
            case Argument.Output output -> List.of(output.bytes());
            case Argument.Scratch scratch -> List.of(scratch.bytes());
            case Argument.Ints ints -> ints.values();
            case Argument.Int single -> List.of(single.value());
            case Argument.Local local -> List.of(local.bytes());
        };
    }

    /** @throws IllegalArgumentException if there is no such resource */
    static byte[] bytes(Class<?> beside, String resource) {
        try (InputStream in = beside.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("there is no resource '" + resource + "' beside " + beside.getName());
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("resource '" + resource + "' beside " + beside.getName() + " cannot be read", e);
        }
    }
}
