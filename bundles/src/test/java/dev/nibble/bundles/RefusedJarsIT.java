package dev.nibble.bundles;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Jars that cannot be used: each is told in one clear line, and the jar beside it works. */
class RefusedJarsIT {
    private static final String QUANTIZER = "dev.nibble.api.quantizer.Quantizer";

    @TempDir
    private Path temporary;

    /** Makes the bytes of a jar. */
    private interface Jar {
        byte[] bytes() throws IOException;
    }

    private static Arguments jar(String what, Jar jar, String reason) {
        return Arguments.of(Named.of(what, jar), reason);
    }

    static Stream<Arguments> jars() {
        return Stream.of(
                jar("built for another interface",
                        () -> TestJar.bundle("demo.bad", "1.0.0", "[2.0,3)").quantizer("bad", 3).bytes(),
                        "it was built for version 2.0.0 of Nibble's plugin interface"),
                jar("corrupt", () -> Arrays.copyOf(good(), good().length / 2), "it is no whole jar"),
                jar("damaged within", RefusedJarsIT::damaged, "damaged"),
                jar("no zip at all", () -> new byte[100], "it is no whole jar"),
                jar("leads out", () -> zip("../evil.class", new byte[1]), "has a name that leads out of the jar"),
                jar("leads out from the root", () -> zip("/etc/evil", new byte[1]), "has a name that leads out of the jar"),
                jar("leads out on Windows", () -> zip("a\\..\\evil", new byte[1]), "has a name that leads out of the jar"),
                jar("unpacks to too much", () -> zip("zeros", new byte[(int) HostFixture.MAX_UNPACKED + 1]),
                        "unpacked it has more than the 3000000 bytes that are allowed"),
                jar("too large a file", () -> new byte[1_000_001], "it has more than the 1000000 bytes that are allowed"),
                jar("too many entries", RefusedJarsIT::manyEntries, "it has 1001 entries"),
                jar("no bundle", () -> zip("a.txt", new byte[1]), "it is no bundle"),
                jar("a fragment", () -> TestJar.quantizer("demo.bad", "1.0.0", "bad", 3).header("Fragment-Host", "x").bytes(),
                        "it is a fragment"),
                jar("an activator", () -> TestJar.quantizer("demo.bad", "1.0.0", "bad", 3).header("Bundle-Activator", "x.Y").bytes(),
                        "it has a Bundle-Activator"),
                jar("a version that is none", () -> TestJar.quantizer("demo.bad", "one", "bad", 3).bytes(), "Bundle-Version 'one'"),
                jar("a nested jar that is not there",
                        () -> TestJar.quantizer("demo.bad", "1.0.0", "bad", 3).header("Bundle-ClassPath", ".,lib/x.jar").bytes(),
                        "names 'lib/x.jar', which is no jar within it"),
                jar("no plugin", () -> TestJar.bundle("demo.bad", "1.0.0").bytes(), "it brings no plugin"),
                jar("throws", () -> constructor("if (true) throw new IllegalStateException(\"no licence\");"),
                        "java.lang.IllegalStateException: no licence"),
                jar("lacks a class", RefusedJarsIT::lacksClass, "gone/Gone"),
                jar("hangs", () -> constructor("while (true) { try { Thread.sleep(100); } catch (InterruptedException e) { } }"),
                        "did not return within 3 s (at sample.Bad.<init>"),
                jar("needs another's package", () -> TestJar.quantizer("demo.bad", "1.0.0", "bad", 3)
                        .header("Import-Package", "org.example.lib").bytes(), "it needs the package org.example.lib"),
                jar("needs a newer Java", () -> TestJar.quantizer("demo.bad", "1.0.0", "bad", 3).header("Require-Capability",
                        "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=99))\"").bytes(), "it was built for Java 99"));
    }

    private static byte[] good() throws IOException {
        return TestJar.quantizer("demo.bad", "1.0.0", "bad", 3).bytes();
    }

    private static byte[] constructor(String code) throws IOException {
        return TestJar.bundle("demo.bad", "1.0.0")
                .provider(QUANTIZER, "sample.Bad", Samples.quantizer("Bad", "bad", code, "return null;")).bytes();
    }

    private static byte[] lacksClass() throws IOException {
        Map<String, byte[]> gone = TestJar.compile("gone.Gone", "package gone; public class Gone { }", Map.of());
        String source = Samples.quantizer("Bad", "bad", "new gone.Gone();", "return null;");
        return TestJar.bundle("demo.bad", "1.0.0").provider(QUANTIZER, "sample.Bad", source, gone).bytes();
    }

    /** A stored entry, one byte of which was changed afterwards. */
    private static byte[] damaged() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            ZipEntry entry = new ZipEntry("text");
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(4);
            java.util.zip.CRC32 checksum = new java.util.zip.CRC32();
            checksum.update("aaaa".getBytes());
            entry.setCrc(checksum.getValue());
            zip.putNextEntry(entry);
            zip.write("aaaa".getBytes());
        }
        byte[] damaged = bytes.toByteArray();
        damaged[30 + "text".length()] = 'b';
        return damaged;
    }

    private static byte[] zip(String entry, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(content);
        }
        return bytes.toByteArray();
    }

    private static byte[] manyEntries() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < 1001; i++) {
                zip.putNextEntry(new ZipEntry("e" + i));
            }
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @MethodSource("jars")
    void isToldInOneLineWhileOthersWork(Jar bad, String reason) throws IOException {
        Path folder = Files.createDirectory(temporary.resolve("plugins"));
        TestJar.quantizer("demo.clip", "1.0.0", "clip", 3).write(folder.resolve("good.jar"));
        try (HostFixture it = new HostFixture(folder)) {
            Files.write(folder.resolve("bad.jar"), bad.bytes());
            HostFixture.await("refusal", () -> !it.events.isEmpty());
            assertThat(it.events).singleElement().satisfies(event -> {
                assertThat(event.text()).startsWith(folder.resolve("bad.jar") + " is not used: ").contains(reason)
                        .doesNotContain("\n");
                assertThat(event.file()).isEqualTo("bad.jar");
            });
            assertThat(it.problems()).singleElement().asString().contains("bad.jar is not used: ", reason);
            assertThat(it.quantizers()).contains("clip").doesNotContain("bad");

            // The host is alive: the same name, repaired, is taken.
            TestJar.quantizer("demo.bad", "1.0.1", "bad", 3).write(folder.resolve("bad.jar"));
            HostFixture.await("the repaired jar", () -> it.quantizers().contains("bad"));
            assertThat(it.problems()).isEmpty();
        }
    }

    @Test
    void twoJarsWithOneNameAndVersionAreToldAndOneIsUsedWhicheverCameFirst() throws IOException {
        Path folder = Files.createDirectory(temporary.resolve("plugins"));
        TestJar.quantizer("demo.clip", "1.0.0", "clip", 3).write(folder.resolve("b.jar"));
        try (HostFixture it = new HostFixture(folder)) {
            TestJar.quantizer("demo.clip", "1.0.0", "clip", 2).write(folder.resolve("a.jar"));
            HostFixture.await("refusal", () -> !it.problems().isEmpty());
            assertThat(it.problems()).singleElement().asString().contains(
                    "b.jar is not used: it has the same name and version as a.jar (demo.clip 1.0.0), which is used");
            assertThat(it.quantizers()).contains("clip");
        }
    }

    @Test
    void ofAJarWithAGoodAndABadPluginTheGoodOneIsUsed() throws IOException {
        Path folder = Files.createDirectory(temporary.resolve("plugins"));
        TestJar.quantizer("demo.clip", "1.0.0", "clip", 3)
                .provider(QUANTIZER, "sample.Bad", Samples.quantizer("Bad", "bad", "int zero = 0; zero = 1 / zero;", "return null;"))
                .write(folder.resolve("half.jar"));
        try (HostFixture it = new HostFixture(folder)) {
            assertThat(it.quantizers()).contains("clip").doesNotContain("bad");
            assertThat(it.problems()).singleElement().asString()
                    .contains("sample.Bad in " + folder.resolve("half.jar"), "java.lang.ArithmeticException: / by zero");
        }
    }

    @Test
    void aNameThatNibbleHasAlreadyIsTold() throws IOException {
        Path folder = Files.createDirectory(temporary.resolve("plugins"));
        TestJar.quantizer("demo.rtn", "1.0.0", "rtn", 3).write(folder.resolve("rtn.jar"));
        try (HostFixture it = new HostFixture(folder)) {
            assertThat(it.problems()).singleElement().asString()
                    .contains("sample.Clip in " + folder.resolve("rtn.jar"), "its name 'rtn' is taken by dev.nibble.");
        }
    }
}
