package dev.nibble.kernels.tornado;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeAnnotation;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.invoke.MethodType;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;

/**
 * A loop variable that is marked {@code @Parallel}, where the class file says it is.
 *
 * @param start first byte of the code in which the variable has a value
 * @param length bytes of that code
 * @param variable its slot
 */
record ParallelLoop(int start, int length, int variable) {
    private static final String PARALLEL = "Luk/ac/manchester/tornado/api/annotations/Parallel;";

    /**
     * The parallel loops of a method, by the bytes of its class as that class's own loader has them.
     *
     * @throws IllegalStateException if the loader does not give them any more
     */
    static List<ParallelLoop> of(Executable executable) {
        if (!(executable instanceof Method method)) {
            return List.of();
        }
        String descriptor = MethodType.methodType(method.getReturnType(), method.getParameterTypes()).toMethodDescriptorString();
        return read(method.getDeclaringClass()).methods().stream()
                .filter(it -> it.methodName().equalsString(method.getName()) && it.methodType().equalsString(descriptor))
                .flatMap(ParallelLoop::of).toList();
    }

    private static ClassModel read(Class<?> type) {
        String name = type.getName();
        String file = name.substring(name.lastIndexOf('.') + 1) + ".class";
        try (InputStream in = type.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the class loader of " + name + " has no bytes of it, which TornadoVM needs: was its"
                        + " jar taken away?");
            }
            return ClassFile.of().parse(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("the bytes of " + name + " cannot be read", e);
        }
    }

    private static Stream<ParallelLoop> of(MethodModel method) {
        return method.findAttribute(Attributes.code()).stream().flatMap(code -> code.findAttribute(
                Attributes.runtimeVisibleTypeAnnotations()).stream().flatMap(it -> it.annotations().stream())
                .filter(it -> it.annotation().classSymbol().descriptorString().equals(PARALLEL))
                .flatMap(it -> of(code, it)));
    }

    private static Stream<ParallelLoop> of(CodeAttribute code, TypeAnnotation annotation) {
        return annotation.targetInfo() instanceof TypeAnnotation.LocalVarTarget variable
                ? variable.table().stream().map(it -> {
                    int start = code.labelToBci(it.startLabel());
                    return new ParallelLoop(start, code.labelToBci(it.endLabel()) - start, it.index());
                })
                : Stream.empty();
    }
}
