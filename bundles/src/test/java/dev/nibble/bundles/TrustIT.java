package dev.nibble.bundles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.harness.plugin.Trust;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipFile;
import jdk.security.jarsigner.JarSigner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose jars run, and how users say so. */
class TrustIT {
    private static final char[] PASSWORD = "secret".toCharArray();

    @TempDir
    private Path temporary;

    private Path folder;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectory(temporary.resolve("plugins"));
    }

    private Path jar(String version, double clip) throws IOException {
        return TestJar.quantizer("demo.clip", version, "clip", clip).write(temporary.resolve("clip.jar"));
    }

    @Test
    void aJarIsAddedListedVerifiedAndRemoved() throws IOException {
        NibbleRun add = NibbleRun.run(folder, "plugins", "add", jar("1.0.0", 3));
        assertThat(add.exitCode()).as(add.err()).isZero();
        assertThat(add.out()).contains("added demo.clip 1.0.0 to " + folder + ", with clip; SHA-256 ");

        NibbleRun list = NibbleRun.run(folder, "plugins", "list");
        assertThat(list.exitCode()).isZero();
        assertThat(list.out()).contains("demo.clip 1.0.0, " + folder.resolve("clip.jar"), "  quantizer clip", "1 jar in ");
        assertThat(list.err()).contains("new plugin demo.clip 1.0.0");
        assertThat(NibbleRun.run(folder, "plugins", "list").err()).as("said once").isEmpty();

        NibbleRun verify = NibbleRun.run(folder, "plugins", "verify");
        assertThat(verify.exitCode()).isZero();
        assertThat(verify.out()).contains("ok       " + folder.resolve("clip.jar"), "policy any: all may run");

        NibbleRun remove = NibbleRun.run(folder, "plugins", "remove", "demo.clip");
        assertThat(remove.exitCode()).isZero();
        assertThat(folder).isEmptyDirectory();
        NibbleRun again = NibbleRun.run(folder, "plugins", "remove", "demo.clip");
        assertThat(again.exitCode()).isEqualTo(2);
        assertThat(again.err()).contains("no jar in " + folder + " is called 'demo.clip'; there is none");
    }

    @Test
    void addingAnUpdateReplacesTheOlderJarAndARefusedOneChangesNothing() throws IOException {
        NibbleRun.run(folder, "plugins", "add", jar("1.0.0", 3));
        Path update = TestJar.quantizer("demo.clip", "2.0.0", "clip", 2).write(temporary.resolve("clip-2.jar"));
        assertThat(NibbleRun.run(folder, "plugins", "add", update).exitCode()).isZero();
        assertThat(folder).isDirectoryContaining("glob:**/clip-2.jar").isDirectoryNotContaining("glob:**/clip.jar");

        Path bad = TestJar.bundle("demo.clip", "3.0.0", "[2.0,3)").quantizer("clip", 2).write(temporary.resolve("clip-3.jar"));
        NibbleRun refused = NibbleRun.run(folder, "plugins", "add", bad);
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("clip-3.jar is not added: it was built for version 2.0.0");
        assertThat(folder).isDirectoryNotContaining("glob:**/clip-3.jar");
    }

    @Test
    void whatIsAddedCanBeReadLikeAnyFileAndWhatIsRefusedLeavesNoFolder() throws IOException {
        Path usual = Files.createFile(temporary.resolve("usual"));
        NibbleRun.run(folder, "plugins", "add", jar("1.0.0", 3));
        assertThat(Files.getPosixFilePermissions(folder.resolve("clip.jar"))).isEqualTo(Files.getPosixFilePermissions(usual));

        Path none = temporary.resolve("none");
        assertThat(NibbleRun.run(none, "plugins", "add", Files.write(temporary.resolve("bad.jar"), new byte[10])).exitCode()).isEqualTo(2);
        assertThat(none).doesNotExist();
    }

    @Test
    void aJarDoesNotTakeThePlaceOfAnotherPlugin() throws IOException {
        NibbleRun.run(folder, "plugins", "add", jar("1.0.0", 3));
        Path other = TestJar.quantizer("demo.other", "1.0.0", "other", 2).write(temporary.resolve("clip.jar"));
        NibbleRun refused = NibbleRun.run(folder, "plugins", "add", other);
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains(folder.resolve("clip.jar") + " is another plugin, demo.clip; rename the jar with demo.other");
        assertThat(NibbleRun.run(folder, "plugins", "list").out()).contains("demo.clip 1.0.0");
    }

    @Test
    void withALockOnlyWhatIsPinnedRuns() throws IOException {
        NibbleRun.run(folder, "plugins", "add", jar("1.0.0", 3));
        NibbleRun trust = NibbleRun.run(folder, "plugins", "trust", "--all");
        assertThat(trust.exitCode()).as(trust.err()).isZero();
        assertThat(trust.out()).startsWith("pinned demo.clip 1.0.0, SHA-256 ");
        assertThat(NibbleRun.run(folder, "plugins", "verify").out()).contains("policy listed: all may run");

        // The same name and version, and one number in the code is another.
        TestJar.quantizer("demo.clip", "1.0.0", "clip", 2).write(folder.resolve("clip.jar"));
        NibbleRun list = NibbleRun.run(folder, "plugins", "list");
        assertThat(list.exitCode()).isOne();
        assertThat(list.out()).contains("problem: " + folder.resolve("clip.jar") + " is not used: its bytes are not those that "
                + "plugins.lock pins for demo.clip 1.0.0", "0 jars in ",
                "'nibble plugins trust demo.clip --plugins " + folder + "' pins it");
        assertThat(NibbleRun.run(folder, "plugins", "verify").exitCode()).isOne();
        assertThat(NibbleRun.run(folder, "plugins", "list", "--trust", "any").exitCode()).isZero();

        // Adding is trusting: who adds a jar has pinned it.
        assertThat(NibbleRun.run(folder, "plugins", "add", jar("1.0.0", 2)).out()).contains("pinned it in plugins.lock");
        assertThat(NibbleRun.run(folder, "plugins", "list").exitCode()).isZero();
        TestJar.quantizer("demo.other", "1.0.0", "other", 2).write(folder.resolve("other.jar"));
        assertThat(NibbleRun.run(folder, "plugins", "list").out()).contains("demo.other 1.0.0, SHA-256 ", "is not in plugins.lock");
    }

    @Test
    void aHostThatFollowsTheFolderSeesThatAJarIsPinned() throws IOException {
        TestJar.quantizer("demo.clip", "1.0.0", "clip", 3).write(folder.resolve("clip.jar"));
        try (HostFixture it = new HostFixture(folder, Optional.of(Trust.LISTED))) {
            assertThat(it.problems()).singleElement().asString().contains("is not in plugins.lock");
            NibbleRun.run(folder, "plugins", "trust", "clip.jar");
            HostFixture.await("clip", () -> it.quantizers().contains("clip"));
        }
    }

    @Test
    void underSignedOnlyWholeJarsOfATrustedSignerRun() throws Exception {
        TestJar.quantizer("demo.clip", "1.0.0", "clip", 3).write(folder.resolve("clip.jar"));
        NibbleRun unsigned = NibbleRun.run(folder, "plugins", "list", "--trust", "signed");
        assertThat(unsigned.exitCode()).isOne();
        assertThat(unsigned.out()).contains("clip.jar is not used: it is not signed");

        Path signed = sign(jar("1.0.0", 3));
        Files.copy(signed, folder.resolve("clip.jar"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        NibbleRun stranger = NibbleRun.run(folder, "plugins", "verify", "--trust", "signed");
        assertThat(stranger.exitCode()).isOne();
        assertThat(stranger.out()).contains("it is signed by CN=Tester, whose certificate (SHA-256 ", "not in plugins.signers",
                "'nibble plugins trust --signer " + folder.resolve("clip.jar") + " --plugins " + folder + "' adds it");

        NibbleRun trust = NibbleRun.run(folder, "plugins", "trust", "--signer", folder.resolve("clip.jar"));
        assertThat(trust.exitCode()).as(trust.err()).isZero();
        assertThat(trust.out()).startsWith("trusted CN=Tester, certificate SHA-256 ");
        NibbleRun list = NibbleRun.run(folder, "plugins", "list", "--trust", "signed");
        assertThat(list.exitCode()).as(list.out()).isZero();
        assertThat(list.out()).contains("quantizer clip");

        // What was put in later, be it only one file, is not signed.
        Files.write(folder.resolve("clip.jar"), withOneMoreEntry(signed));
        assertThat(NibbleRun.run(folder, "plugins", "verify", "--trust", "signed").out()).contains("it is not signed, or not as a whole");
    }

    private Path sign(Path jar) throws Exception {
        Path store = temporary.resolve("keys.p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair",
                "-alias", "a", "-keyalg", "EC", "-dname", "CN=Tester", "-storetype", "PKCS12", "-keystore", store.toString(),
                "-storepass", new String(PASSWORD)).redirectErrorStream(true).redirectOutput(temporary.resolve("log").toFile()).start();
        assertThat(keytool.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue()).as(Files.readString(temporary.resolve("log"))).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD);
        var entry = (KeyStore.PrivateKeyEntry) keys.getEntry("a", new KeyStore.PasswordProtection(PASSWORD));
        Path signed = temporary.resolve("signed.jar");
        try (ZipFile in = new ZipFile(jar.toFile()); OutputStream out = Files.newOutputStream(signed)) {
            new JarSigner.Builder(entry).build().sign(in, out);
        }
        return signed;
    }

    private static byte[] withOneMoreEntry(Path jar) throws IOException {
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        try (ZipFile in = new ZipFile(jar.toFile()); var out = new java.util.zip.ZipOutputStream(bytes)) {
            for (var entries = in.entries(); entries.hasMoreElements();) {
                var entry = entries.nextElement();
                out.putNextEntry(new java.util.zip.ZipEntry(entry.getName()));
                try (InputStream content = in.getInputStream(entry)) {
                    content.transferTo(out);
                }
            }
            out.putNextEntry(new java.util.zip.ZipEntry("sample/More.class"));
        }
        return bytes.toByteArray();
    }
}
