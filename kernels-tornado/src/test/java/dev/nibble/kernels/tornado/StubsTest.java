package dev.nibble.kernels.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.reflect.AccessFlag;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every signature that the kernels are compiled against is one of the real TornadoVM. Skipped without an SDK. */
class StubsTest {
    private static final Set<AccessFlag> COMPARED = Set.of(AccessFlag.PUBLIC, AccessFlag.STATIC);

    @TempDir
    private Path folder;

    @Test
    void everyStubIsThereInTheSdk() throws IOException {
        Optional<Sdk> sdk = Sdk.find();
        Assumptions.assumeTrue(Sdk.support(sdk).supported(), () -> "needs a TornadoVM SDK: " + Sdk.support(sdk));
        Map<String, byte[]> stubs = Compiled.stubs(folder);
        List<String> missing = new ArrayList<>();
        try (JarFile jar = new JarFile(sdk.get().apiJar().toFile())) {
            for (Map.Entry<String, byte[]> stub : stubs.entrySet()) {
                ClassModel model = ClassFile.of().parse(stub.getValue());
                missing.addAll(members(model).stream().filter(member -> !isIn(jar, stub.getKey(), member))
                        .map(member -> stub.getKey() + ": " + member).toList());
            }
        }
        assertThat(stubs).hasSizeGreaterThan(20);
        assertThat(missing).isEmpty();
    }

    @Test
    void noneIsCompiledIntoThisModule() {
        assertThat(Path.of("target/classes/dev")).isDirectory();
        assertThat(Path.of("target/classes/uk")).doesNotExist();
    }

    /** Looks in the class and in those above it. */
    private static boolean isIn(JarFile jar, String path, String member) {
        Optional<ClassModel> model = read(jar, path);
        return model.isPresent() && (members(model.get()).contains(member)
                || model.get().superclass().filter(above -> isIn(jar, above.asInternalName() + ".class", member)).isPresent()
                || model.get().interfaces().stream().anyMatch(above -> isIn(jar, above.asInternalName() + ".class", member)));
    }

    private static Optional<ClassModel> read(JarFile jar, String path) {
        try {
            return jar.getEntry(path) == null ? Optional.empty()
                    : Optional.of(ClassFile.of().parse(jar.getInputStream(jar.getEntry(path)).readAllBytes()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Public members with type and whether they are static; the class's own kind as well. */
    private static List<String> members(ClassModel model) {
        List<String> members = new ArrayList<>();
        members.add((model.flags().has(AccessFlag.INTERFACE) ? "interface " : "class ") + model.thisClass().asInternalName());
        model.methods().stream().filter(it -> it.flags().has(AccessFlag.PUBLIC))
                .forEach(it -> members.add(flags(it.flags().flags()) + it.methodName() + it.methodType()));
        model.fields().stream().filter(it -> it.flags().has(AccessFlag.PUBLIC))
                .forEach(it -> members.add(flags(it.flags().flags()) + it.fieldName() + ":" + it.fieldType()));
        return members;
    }

    private static String flags(Set<AccessFlag> flags) {
        return COMPARED.stream().filter(flags::contains).sorted().toList() + " ";
    }
}
