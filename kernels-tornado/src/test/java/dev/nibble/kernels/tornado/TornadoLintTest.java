package dev.nibble.kernels.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.api.plugin.Lint.Finding;
import dev.nibble.runtime.registry.ClassFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The lint finds each known trap with its line, and none in code that is right. */
class TornadoLintTest {
    private final TornadoLint lint = new TornadoLint();

    @TempDir
    private Path folder;

    private List<Finding> findings(String parameters, String body) throws IOException {
        return lint.check(Compiled.source("plug.Sample", """
                package plug;
                import uk.ac.manchester.tornado.api.*;
                import uk.ac.manchester.tornado.api.annotations.Parallel;
                import uk.ac.manchester.tornado.api.types.arrays.*;
                public class Sample {
                    static int shared = 3;
                    public static void scale(IntArray n, IntArray w, FloatArray y%s) {
                        for (@Parallel int i = 0; i < n.get(0); i++) {
                            %s
                        }
                    }
                    static int helper(int a) { return a >>> 2; }
                }
                """.formatted(parameters, body), folder));
    }

    @Test
    void nibblesOwnMethodsHaveNone() throws IOException {
        Map<String, byte[]> classes = ClassFiles.read(Path.of("target/classes"));
        assertThat(classes.keySet()).anyMatch(it -> it.endsWith("GridLinear.class"));
        assertThat(lint.check(classes)).isEmpty();
    }

    @Test
    void itLooksAtAllOfThem() throws IOException {
        List<String> methods = lint.methods(ClassFiles.read(Path.of("target/classes")));
        for (DeviceMethod method : DeviceMethod.values()) {
            assertThat(methods).anyMatch(it -> it.endsWith("." + method.text()));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "int s = w.get(i) >>> 4; y.set(i, s);                       | '>>>'            | (w >> s) & mask",
        "int s = (w.get(i) >>> 28) & 0xF; y.set(i, s);              | '>>>'            | (w >> s) & mask",
        "y.set(i, w.get(i) / 16);                                   | '/'              | shift",
        "y.set(i, w.get(i) % w.get(0));                             | '%'              | mask",
        "y.set(i, Math.round(y.get(i)));                            | Math.round       | add 0.5",
        "y.set(i, (float) Math.rint(y.get(i)));                     | Math.rint        | add 0.5",
        "y.set(i, Math.abs(w.get(i)));                              | Math.abs         | comparisons",
        "y.set(i, Integer.numberOfLeadingZeros(w.get(i)));          | Integer.numberOf | on the host",
        "y.set(i, shared);                                          | static field     | constant",
        "byte[] b = new byte[4]; b[i & 3] = 1; y.set(i, b[0]);      | 8 or 16 bits     | ByteArray",
        "if (w.get(i) < 0) throw new IllegalStateException();       | exceptions       | before the launch",
        "y.set(i, helper(w.get(i)));                                | '>>>'            | (w >> s) & mask"
    })
    void itFindsATrapAndSaysWhatToWrite(String body, String problem, String advice) throws IOException {
        List<Finding> findings = findings("", body);
        assertThat(findings).isNotEmpty();
        assertThat(findings).anySatisfy(finding -> {
            assertThat(finding.problem()).contains(problem);
            assertThat(finding.advice()).contains(advice);
        });
    }

    @Test
    void itNamesTheLine() throws IOException {
        assertThat(findings("", "y.set(i, w.get(i) >>> 4);")).singleElement()
                .satisfies(finding -> assertThat(finding.place()).isEqualTo("plug.Sample.scale:9"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        ", ByteArray b | y.set(i, ((b.get(i) & 0xFF) >> 4) - 8); | unsigned byte",
        ", ByteArray b | y.set(i, (b.get(i) & 0xFF) - 128);      | unsigned byte",
        ", byte[] b    | y.set(i, 1);                            | 8 or 16 bits",
        ", float[][] b | y.set(i, 1);                            | array of arrays",
        ", boolean b   | y.set(i, 1);                            | boolean"
    })
    void itFindsTrapsOfParameters(String parameter, String body, String problem) throws IOException {
        assertThat(findings(parameter, body)).anySatisfy(finding -> assertThat(finding.problem()).contains(problem));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        ", ByteArray b | y.set(i, ((b.get(i) >> 4) & 0xF) - 8);",
        ", ByteArray b | float v = b.get(i) & 0xFF; y.set(i, v - 128);",
        ", float[] t   | y.set(i, t[(w.get(i) >> 28) & 0xF]);"
    })
    void itLetsSafeFormsPass(String parameter, String body) throws IOException {
        assertThat(findings(parameter, body)).isEmpty();
    }

    @Test
    void itLeavesMethodsForTheHostAlone() throws IOException {
        assertThat(lint.check(Compiled.source("plug.Host", """
                package plug;
                public class Host {
                    static int half(int a) { return a >>> 1; }
                }
                """, folder))).isEmpty();
    }

    @Test
    void itFindsNamesOfOpenCl() throws IOException {
        assertThat(lint.check(Compiled.source("plug.Named", """
                package plug;
                import uk.ac.manchester.tornado.api.KernelContext;
                import uk.ac.manchester.tornado.api.types.arrays.*;
                public class Named {
                    public static void int4(KernelContext c, FloatArray y) { y.set(c.globalIdx, 1f); }
                }
                """, folder))).anySatisfy(finding -> assertThat(finding.problem()).contains("word of OpenCL C"));
    }
}
