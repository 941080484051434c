package dev.nibble.kernels.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SdkTest {
    private static final List<String> JARS = List.of("tornado-api-%s.jar", "tornado-runtime-%s.jar", "tornado-annotation-%s.jar",
            "tornado-drivers-common-%s.jar", "tornado-drivers-opencl-%s.jar", "asm-9.9.jar", "collections-25.0.2.jar",
            "commons-math3-3.6.1.jar", "snmp4j-2.8.6.jar", "nativeimage-25.0.2.jar", "word-25.0.2.jar", "polyglot-25.0.2.jar");

    @TempDir
    private Path folder;

    private Path install(Path home, String version) throws IOException {
        Path jars = Files.createDirectories(home.resolve("share/java/tornado"));
        for (String jar : JARS) {
            Files.createFile(jars.resolve(jar.formatted(version)));
        }
        Files.createFile(jars.resolve("jmh-core-1.29.jar"));
        Path lists = Files.createDirectories(home.resolve("etc/exportLists"));
        Files.writeString(lists.resolve("common-exports"), "# a comment\n\n--add-exports java.base/a=b\n--add-reads=c=d\n");
        Files.writeString(lists.resolve("opencl-exports"), "--add-opens java.base/e=f\n");
        return home;
    }

    @Test
    void withoutOneTheAdviceTellsHowToGetIt() {
        Optional<Sdk> sdk = Sdk.find(Map.of(), folder);
        assertThat(sdk).isEmpty();
        assertThat(Sdk.support(sdk).toString()).contains("TORNADOVM_HOME").contains(Sdk.VERSION).contains("none given");
    }

    @Test
    void sdkmansIsFound() throws IOException {
        Path home = install(folder.resolve(".sdkman/candidates/tornadovm/current"), Sdk.VERSION);
        assertThat(Sdk.find(Map.of(), folder)).contains(new Sdk(home));
        assertThat(Sdk.support(Sdk.find(Map.of(), folder)).supported()).isTrue();
    }

    @Test
    void theVariableComesFirstEvenIfItIsWrong() throws IOException {
        install(folder.resolve(".sdkman/candidates/tornadovm/current"), Sdk.VERSION);
        Optional<Sdk> sdk = Sdk.find(Map.of("TORNADOVM_HOME", folder.resolve("nowhere").toString()), folder);
        assertThat(Sdk.support(sdk).supported()).isFalse();
        assertThat(Sdk.support(sdk).toString()).contains("nowhere").contains("no tornado-api jar");
    }

    @Test
    void anotherVersionIsRefused() throws IOException {
        Sdk sdk = new Sdk(install(folder, "6.0.0-jdk25"));
        assertThat(sdk.problem()).isEqualTo("it is version 6.0.0-jdk25");
    }

    @Test
    void missingJarsAreNamed() throws IOException {
        Sdk sdk = new Sdk(install(folder, Sdk.VERSION));
        Files.delete(folder.resolve("share/java/tornado/asm-9.9.jar"));
        assertThat(sdk.problem()).isEqualTo("it lacks the jars asm");
    }

    @Test
    void argumentsHaveAPrivateModulePathAndNoWayBackToJava() throws IOException {
        List<String> arguments = new Sdk(install(folder, Sdk.VERSION)).jvmArguments();
        assertThat(arguments).contains("-Dtornado.recover.bailout=False", "--add-exports=java.base/a=b", "--add-reads=c=d",
                "--add-opens=java.base/e=f");
        String modules = arguments.stream().filter(it -> it.startsWith("--module-path=")).findFirst().orElseThrow();
        assertThat(modules.substring("--module-path=".length()).split(java.io.File.pathSeparator)).hasSize(JARS.size())
                .noneMatch(entry -> entry.equals(".") || entry.contains("jmh"));
        assertThat(arguments).noneMatch(it -> it.contains("fast-relaxed-math"));
    }

    @Test
    void argumentsStandInAFile() throws IOException {
        List<String> one = ArgumentFile.of(List.of("-Da=b c", "--x=\\y"), folder.resolve("cache"));
        assertThat(one).singleElement().asString().startsWith("@");
        Path file = Path.of(one.getFirst().substring(1));
        assertThat(file).hasContent("\"-Da=b c\"\n\"--x=\\\\y\"");
        assertThat(ArgumentFile.of(List.of("-Da=b c", "--x=\\y"), folder.resolve("cache"))).isEqualTo(one);
    }
}
