package dev.nibble.api.kernel.described;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nibble.api.device.Ability;
import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.device.DeviceKind;
import dev.nibble.api.device.program.Limits;
import dev.nibble.api.format.AffineFormat;
import dev.nibble.api.format.Grouping;
import dev.nibble.api.format.ZeroKind;
import dev.nibble.api.kernel.KernelRequest;
import dev.nibble.api.op.Activation;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Requirement;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.tensor.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KernelDescriptionTest {
    private static final String TEXT = """
            {
              "name": "test.int4", "description": "a test", "op": "linear", "compiler": "by hand",
              "formats": ["affine:bits=4,group={group},axis=1,zero=float"],
              "conditions": ["group % 8 == 0"], "needs": ["FP16"],
              "steps": [{
                "source": "a.cl", "entry": "f",
                "arguments": [
                  {"role": "component", "name": "codes", "header": 16}, {"role": "packed", "name": "words", "bytes": "n * k / 2"},
                  {"role": "input", "bytes": "4 * m * k"}, {"role": "output", "bytes": "4 * m * n"},
                  {"role": "scratch", "name": "s", "bytes": "16"}, {"role": "ints", "values": ["n", "k"]},
                  {"role": "int", "value": "m"}, {"role": "local", "bytes": "4 * 64"}
                ],
                "global": ["64 * n", "m"], "local": ["64", "1"]
              }],
              "binaries": [{"device": "board", "file": "a.aocx", "sha256": "00"}]
            }
            """;

    private static DeviceInfo device(Map<String, String> properties, Ability... abilities) {
        Map<String, String> all = new HashMap<>(new Limits(64, 1024, 1 << 20).properties());
        all.putAll(properties);
        return new DeviceInfo("opencl:0:0", "opencl", DeviceKind.CPU, "v", "d", 1 << 30, Set.of(abilities), Support.yes(), all);
    }

    private static OpSpec spec(long n, long k, long group) {
        return new OpSpec("linear", new AffineFormat(4, Grouping.of(group, 1), ZeroKind.FLOAT), Shape.of(n, k), 3, Activation.F32);
    }

    private static Support answer(String description, OpSpec spec, DeviceInfo device) {
        KernelDescription kernel = KernelDescription.parse(description);
        return new Eligibility(kernel, new KernelRequest(spec, device, 1)).support();
    }

    @Test
    void saysWhatStandsInTheText() {
        KernelDescription kernel = KernelDescription.parse(TEXT);
        assertThat(kernel.steps().getFirst().arguments()).hasSize(8).startsWith(new Argument.OfComponent("codes", 16));
        assertThat(kernel.steps().getFirst().code()).isEqualTo(new Step.OpenClC("a.cl", "", "-cl-std=CL1.2", "f"));
        assertThat(kernel.activations()).containsExactly(Activation.F32);
    }

    @Test
    void aComponentThatTheFormatLacksIsRefused() {
        DeviceInfo device = device(Map.of(), Ability.FP16);
        assertThat(answer(TEXT, spec(8, 64, 64), device).failed()).isEmpty();
        String other = TEXT.replace("\"name\": \"codes\"", "\"name\": \"nibbles\"");
        assertThat(answer(other, spec(8, 64, 64), device).failed()).singleElement()
                .satisfies(it -> assertThat(it.toString()).contains("component of the format", "nibbles", "codes, scale, zero"));
    }

    @Test
    void whatItCannotBeIsSaidByName() {
        refuses("\"op\"", "\"opp\"", "\"op\" of the description must be a string, and is missing");
        refuses("\"entry\"", "\"entri\"", "\"entry\" of item 0 of \"steps\"");
        refuses("\"local\": [\"64\", \"1\"]", "\"local\": [\"64\", \"1\"], \"locals\": []", "has no field \"locals\"");
        refuses("\"scratch\"", "\"scrap\"", "no role 'scrap'");
        refuses("\"FP16\"", "\"FP17\"", "no ability 'FP17'");
        refuses("\"formats\"", "\"activations\": [\"int8-static\"], \"formats\"", "no static activations, such as 'int8-static'");
        refuses("\"4 * m * k\"", "\"4 * m * kk\"", "kernel 'test.int4': '4 * m * kk'");
        refuses("\"bytes\": \"4 * 64\"", "\"bytes\": \"4 * m\"", "must not depend on m");
        refuses("\"local\": [\"64\", \"1\"]", "\"local\": [\"64\"]", "entry f: global must have 1 to 3 dimensions");
        refuses("\"role\": \"output\"", "\"role\": \"input\"", "needs an argument of the role \"output\"");
        refuses("zero=float\"]", "zero=float\", \"nf4:block=64\"]", "all formats must have the same variables");
        refuses("16}", "-1}", "\"header\"");
    }

    @Test
    void filesOutsideOfItsFolderAreRefused() {
        assertThat(KernelDescription.parse(TEXT.replace("a.aocx", "boards/a.aocx")).binaries().getFirst().file())
                .isEqualTo("boards/a.aocx");
        for (String outside : List.of("../a.aocx", "boards/../../a.aocx", "/etc/a.aocx", "C:/a.aocx", "..\\\\a.aocx", "a//b", "./a", "")) {
            refuses("a.aocx", outside, "\"file\" of item 0 of \"binaries\" must name a file in the description's folder, not '");
            refuses("a.cl", outside, "\"source\" of item 0 of \"steps\" must name a file in the description's folder, not '");
        }
        assertThatThrownBy(() -> ExportedEntry.parse("{\"source\": \"../a.cl\", \"sha256\": \"00\"}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"source\" of the exported entry must name a file in the description's folder, not '../a.cl'");
    }

    @Test
    void aJavaMethodIsForTheRuntimeThatCompilesIt() {
        String method = TEXT.replace("\"source\": \"a.cl\", \"entry\": \"f\"", "\"method\": \"sample.Rows.linear\"")
                .replace(", \"header\": 16", "").replace("{\"role\": \"int\", \"value\": \"m\"}, ", "")
                .replace("{\"role\": \"local\", \"bytes\": \"4 * 64\"}", "{\"role\": \"ints\", \"values\": [\"m\"]}")
                .replace("[{\"device\": \"board\", \"file\": \"a.aocx\", \"sha256\": \"00\"}]", "[]");
        KernelDescription kernel = KernelDescription.parse(method);
        assertThat(kernel.isMethod()).isTrue();
        assertThat(kernel.runtime()).isEqualTo("tornado");
        assertThat(kernel.steps().getFirst().code()).isEqualTo(new Step.JavaMethod("sample.Rows", "linear"));
        assertThat(failures(method, spec(5, 100, 64), device(Map.of(), Ability.FP16))).containsExactly("device runtime");
        assertThatThrownBy(() -> KernelDescription.parse(method.replace("sample.Rows.linear", "linear")))
                .hasMessageContaining("a class and a method");
        assertThatThrownBy(() -> KernelDescription.parse(TEXT.replace(
                "\"source\": \"a.cl\", \"entry\": \"f\"", "\"method\": \"sample.Rows.linear\""))).hasMessageContaining("no binaries");
        assertThatThrownBy(() -> KernelDescription.parse(method.replace("{\"role\": \"ints\", \"values\": [\"m\"]}",
                "{\"role\": \"int\", \"value\": \"m\"}"))).hasMessageContaining("sizes come as \"ints\"");
    }

    private static void refuses(String part, String replacement, String message) {
        assertThat(TEXT).contains(part);
        assertThatThrownBy(() -> KernelDescription.parse(TEXT.replace(part, replacement)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }

    @Test
    void servesWhatFitsFormatConditionsAndDevice() {
        assertThat(answer(TEXT, spec(5, 100, 64), device(Map.of(), Ability.FP16)).failed()).isEmpty();
        assertThat(answer(TEXT, spec(5, 100, 12), device(Map.of(), Ability.FP16)).failed())
                .containsExactly(new Requirement("condition", "group % 8 == 0", "group = 12", false));
        assertThat(answer(TEXT, spec(5, 100, 64), device(Map.of())).failed())
                .containsExactly(new Requirement("ability", "FP16", "[]", false));
    }

    @Test
    void refusesWhatIsBeyondTheDevicesLimits() {
        DeviceInfo device = device(Map.of(), Ability.FP16);
        assertThat(failures(TEXT.replace("64", "128"), spec(5, 100, 128), device)).containsExactly("work group");
        assertThat(failures(TEXT.replace("\"4 * 64\"", "\"1025\""), spec(5, 100, 64), device)).containsExactly("local memory");
        assertThat(failures(TEXT, spec(1 << 12, 1 << 10, 64), device)).containsExactly("largest buffer");
        assertThat(failures(TEXT, spec(1L << 40, 64, 64), device)).contains("argument n");
        assertThat(failures(TEXT.replace("\"64 * n\"", "\"n\""), spec(5, 100, 64), device)).contains("work items");
        assertThat(failures(TEXT.replace("4 * m * k", "4 * m * k * k * k * k"), spec(5, 1L << 20, 64), device)).contains("sizes");
    }

    @Test
    void aDeviceThatDoesNotCompileNeedsABinaryOfItsOwn() {
        DeviceInfo device = device(Map.of("compiler", "none"), Ability.FP16);
        assertThat(failures(TEXT, spec(5, 100, 64), device)).containsExactly("binary");
        assertThat(failures(TEXT.replace("\"board\"", "\"d\""), spec(5, 100, 64), device)).isEmpty();
    }

    private static List<String> failures(String description, OpSpec spec, DeviceInfo device) {
        return answer(description, spec, device).failed().stream().map(Requirement::name).distinct().toList();
    }
}
