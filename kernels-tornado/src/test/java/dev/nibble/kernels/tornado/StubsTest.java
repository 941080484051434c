package dev.nibble.kernels.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.reflect.AccessFlag;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
        Path compilerInterface = Path.of(URI.create("jrt:/jdk.internal.vm.ci"));
        try (FileSystem api = FileSystems.newFileSystem(sdk.get().requiredJar("tornado-api"));
                FileSystem runtime = FileSystems.newFileSystem(sdk.get().requiredJar("tornado-runtime"))) {
            List<Path> roots = List.of(api.getPath("/"), runtime.getPath("/"), compilerInterface);
            for (Map.Entry<String, byte[]> stub : stubs.entrySet()) {
                ClassModel model = ClassFile.of().parse(stub.getValue());
                missing.addAll(members(model).stream().filter(member -> !isIn(roots, stub.getKey(), member))
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
    private static boolean isIn(List<Path> roots, String path, String member) {
        Optional<ClassModel> model = read(roots, path);
        return model.isPresent() && (members(model.get()).contains(member)
                || model.get().superclass().filter(above -> isIn(roots, above.asInternalName() + ".class", member)).isPresent()
                || model.get().interfaces().stream().anyMatch(above -> isIn(roots, above.asInternalName() + ".class", member)));
    }

    private static Optional<ClassModel> read(List<Path> roots, String path) {
        return roots.stream().map(root -> root.resolve(path)).filter(Files::exists).findFirst().map(file -> {
            try {
                return ClassFile.of().parse(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
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
