package dev.nibble.api.kernel.described;

import dev.nibble.api.device.Ability;
import dev.nibble.api.op.Activation;
import dev.nibble.api.op.Int8Static;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Descriptions as JSON. */
final class DescriptionText {
    private static final String DEFAULT_OPTIONS = "-cl-std=CL1.2";

    private DescriptionText() {}

    static KernelDescription read(String json) {
        JsonFields fields = new JsonFields("the description", Json.object(json));
        Set<Ability> needs = EnumSet.noneOf(Ability.class);
        fields.strings("needs", List.of()).forEach(need -> needs.add(ability(need)));
        KernelDescription description = new KernelDescription(
                fields.string("name"), fields.string("description"), fields.string("op"), fields.strings("formats"),
                fields.strings("activations", List.of(Activation.F32.toString())).stream().map(DescriptionText::activation).toList(),
                fields.strings("conditions", List.of()), needs, fields.string("compiler"),
                fields.objects("steps").stream().map(DescriptionText::step).toList(),
                fields.objects("binaries", List.of()).stream().map(DescriptionText::binary).toList());
        fields.done();
        return description;
    }

    /** No argument has a static scale and zero, which are each layer's own. */
    private static Activation activation(String text) {
        Activation activation = Activation.of(text);
        if (activation instanceof Int8Static) {
            throw new IllegalArgumentException("described kernels take no static activations, such as '" + text
                    + "': there is no argument for their scale and zero");
        }
        return activation;
    }

    private static Ability ability(String text) {
        for (Ability ability : Ability.values()) {
            if (ability.name().equals(text)) {
                return ability;
            }
        }
        throw new IllegalArgumentException("there is no ability '" + text + "', only " + List.of(Ability.values()));
    }

    private static Step step(JsonFields fields) {
        String method = fields.string("method", "");
        Step.Code code = method.isEmpty()
                ? new Step.OpenClC(fields.file("source"), fields.string("sha256", ""),
                        fields.string("options", DEFAULT_OPTIONS), fields.string("entry"))
                : Step.JavaMethod.parse(method);
        Step step = new Step(code, fields.objects("arguments").stream().map(DescriptionText::argument).toList(),
                fields.strings("global"), fields.strings("local", List.of()));
        fields.done();
        return step;
    }

    static VendorBinary binary(JsonFields fields) {
        VendorBinary binary = new VendorBinary(
                fields.string("device"), fields.file("file"), fields.string("sha256"), fields.string("options", ""));
        fields.done();
        return binary;
    }

    private static Argument argument(JsonFields fields) {
        String role = fields.string("role");
        Argument argument = switch (role) {
            case "component" -> new Argument.OfComponent(fields.string("name"), fields.header());
            case "packed" -> new Argument.Packed(fields.string("name"), fields.string("bytes"), fields.header());
            case "input" -> new Argument.Input(fields.string("bytes"), fields.header());
            case "output" -> new Argument.Output(fields.string("bytes"), fields.header());
            case "scratch" -> new Argument.Scratch(fields.string("name"), fields.string("bytes"), fields.header());
            case "ints" -> new Argument.Ints(fields.strings("values"), fields.header());
            case "int" -> new Argument.Int(fields.string("value"));
            case "local" -> new Argument.Local(fields.string("bytes"));
            default -> throw new IllegalArgumentException("there is no role '" + role
                    + "', only component, packed, input, output, scratch, ints, int and local");
        };
        fields.done();
        return argument;
    }

    static Map<String, Object> fields(VendorBinary binary) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("device", binary.device());
        fields.put("file", binary.file());
        fields.put("sha256", binary.sha256());
        fields.put("options", binary.options());
        return fields;
    }

    /** Objects of nothing but short values take one line, others a line for each key. */
    static String print(Object value, String indent) {
        String deeper = indent + "  ";
        return switch (value) {
            case Map<?, ?> object when isFlat(object) -> object.entrySet().stream()
                    .map(it -> Json.quote((String) it.getKey()) + ": " + print(it.getValue(), deeper))
                    .collect(Collectors.joining(", ", "{", "}"));
            case Map<?, ?> object -> object.entrySet().stream()
                    .map(it -> deeper + Json.quote((String) it.getKey()) + ": " + print(it.getValue(), deeper))
                    .collect(Collectors.joining(",\n", "{\n", "\n" + indent + "}"));
            case List<?> list when list.stream().noneMatch(Map.class::isInstance) -> list.stream()
                    .map(it -> print(it, deeper)).collect(Collectors.joining(", ", "[", "]"));
            case List<?> list -> list.stream().map(it -> deeper + print(it, deeper))
                    .collect(Collectors.joining(",\n", "[\n", "\n" + indent + "]"));
            case String string -> Json.quote(string);
            default -> value.toString();
        };
    }

    private static boolean isFlat(Map<?, ?> object) {
        return object.containsKey("role") || object.containsKey("device");
    }
}
