package dev.nibble.kernels.tornado;

import dev.nibble.api.plugin.Lint;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.RuntimeVisibleTypeAnnotationsAttribute;
import java.lang.classfile.Attributes;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Refuses what TornadoVM 5.2.0 is known to compile wrongly, to reject, or to die of. It looks at methods for devices, which
 * have a loop variable marked {@code @Parallel} or a parameter of type KernelContext, and at the methods of the same jar
 * that they call.
 *
 * <p>It cannot see everything: unsigned bytes in arithmetic of other shapes, indices out of range, casts of large floats, a
 * launch without work groups. What it does not see, the proof on the device does.
 */
public final class TornadoLint implements Lint {
    private static final String PARALLEL = "Luk/ac/manchester/tornado/api/annotations/Parallel;";
    private static final String CONTEXT = "Luk/ac/manchester/tornado/api/KernelContext;";

    @Override
    public String name() {
        return "tornadovm";
    }

    @Override
    public String description() {
        return "what TornadoVM 5.2.0 compiles wrongly or not at all, in methods for devices";
    }

    /** A method with its class. */
    private record Place(ClassModel type, MethodModel method) {
        String key() {
            return key(type.thisClass().asInternalName(), method.methodName().stringValue(), method.methodType().stringValue());
        }

        static String key(String owner, String name, String type) {
            return owner + "." + name + type;
        }
    }

    @Override
    public List<Finding> check(Map<String, byte[]> classes) {
        List<Finding> findings = new ArrayList<>();
        reachable(read(classes, findings))
                .forEach(place -> findings.addAll(new DeviceMethodLint(place.type(), place.method()).findings()));
        return List.copyOf(findings);
    }

    /** The methods that {@link #check} looks at, as class and name with a dot between. */
    List<String> methods(Map<String, byte[]> classes) {
        return reachable(read(classes, new ArrayList<>())).stream()
                .map(it -> it.type().thisClass().asInternalName() + "." + it.method().methodName().stringValue()).toList();
    }

    private static Map<String, Place> read(Map<String, byte[]> classes, List<Finding> findings) {
        Map<String, Place> methods = new LinkedHashMap<>();
        classes.forEach((path, bytes) -> {
            if (path.endsWith(".class") && !path.endsWith("module-info.class")) {
                read(path, bytes, methods, findings);
            }
        });
        return methods;
    }

    private static void read(String path, byte[] bytes, Map<String, Place> methods, List<Finding> findings) {
        try {
            ClassModel type = ClassFile.of().parse(bytes);
            for (MethodModel method : type.methods()) {
                Place place = new Place(type, method);
                methods.put(place.key(), place);
            }
        } catch (IllegalArgumentException e) {
            findings.add(new Finding(
                    path, "it is no class file that Java 25 reads (" + e.getMessage() + ")", "compile it again"));
        }
    }

    /** Methods for devices, and what they call, each once. */
    private static List<Place> reachable(Map<String, Place> methods) {
        Map<String, Place> found = new LinkedHashMap<>();
        Deque<Place> open = new ArrayDeque<>(methods.values().stream().filter(place -> isForDevices(place.method())).toList());
        while (!open.isEmpty()) {
            Place place = open.poll();
            if (found.putIfAbsent(place.key(), place) == null) {
                place.method().code().ifPresent(code -> called(code).stream().map(methods::get).filter(it -> it != null)
                        .forEach(open::add));
            }
        }
        return List.copyOf(found.values());
    }

    private static List<String> called(CodeModel code) {
        return code.elementStream().filter(InvokeInstruction.class::isInstance).map(InvokeInstruction.class::cast)
                .map(it -> Place.key(it.owner().asInternalName(), it.name().stringValue(), it.type().stringValue())).toList();
    }

    private static boolean isForDevices(MethodModel method) {
        return method.methodType().stringValue().contains(CONTEXT) && method.code().isPresent()
                && (method.flags().flagsMask() & (ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC)) == ClassFile.ACC_STATIC
                || parallelVariables(method) > 0;
    }

    /** Loop variables marked parallel. */
    static int parallelVariables(MethodModel method) {
        return method.code().flatMap(code -> code.findAttribute(Attributes.runtimeVisibleTypeAnnotations()))
                .map(RuntimeVisibleTypeAnnotationsAttribute::annotations).orElse(List.of()).stream()
                .filter(it -> it.annotation().classSymbol().descriptorString().equals(PARALLEL))
                .mapToInt(_ -> 1).sum();
    }
}
