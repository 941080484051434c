package dev.nibble.api.kernel.described;

import dev.nibble.api.plugin.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An entry point that a compiler from Java made, as the kernel that binds its memory in Java needs to know it. In JSON its
 * keys are those of a {@link Step}, with the compiler and other roles: {@code array} (name, type, header) is memory that
 * the kernel binds by that name, {@code unused} any small buffer. {@code unroll} and {@code binaries} may be left out.
 *
 * <pre>{@code
 * {
 *   "source": "linearGrid4.cl",
 *   "sha256": "...",
 *   "options": "-cl-std=CL1.2",
 *   "entry": "linearGrid4",
 *   "compiler": "TornadoVM 5.2.0-jdk25",
 *   "arguments": [
 *     {"role": "unused"},
 *     {"role": "local", "bytes": "16"},
 *     {"role": "array", "name": "codes", "type": "int", "header": 16}
 *   ],
 *   "local": [],
 *   "unroll": "4",
 *   "binaries": [{"device": "...", "file": "linearGrid4.aocx", "sha256": "...", "options": ""}]
 * }
 * }</pre>
 *
 * @param source resource with the OpenCL C, beside the description
 * @param sha256 lower-case hex digest of that resource
 * @param options of the driver's compiler
 * @param entry name of the entry point
 * @param compiler who wrote the source, with version
 * @param arguments in the entry point's order
 * @param local work items of a group by dimension; empty for the driver's choice
 * @param unroll rounds of its innermost loops that the source asks its compiler to take at a time; 1 if it asks for nothing
 * @param binaries what vendors' offline compilers made of the source
 */
public record ExportedEntry(String source, String sha256, String options, String entry, String compiler,
        List<Parameter> arguments, List<Long> local, int unroll, List<VendorBinary> binaries) {
    public ExportedEntry {
        arguments = List.copyOf(arguments);
        local = List.copyOf(local);
        binaries = List.copyOf(binaries);
    }

    /** An entry in a source for compilers in drivers. */
    public ExportedEntry(String source, String sha256, String options, String entry, String compiler,
            List<Parameter> arguments, List<Long> local) {
        this(source, sha256, options, entry, compiler, arguments, local, 1, List.of());
    }

    /** One argument of the entry point. */
    public sealed interface Parameter {}

    /**
     * An array that the kernel binds.
     *
     * @param name by which the kernel knows it
     * @param type of its elements, {@code int} or {@code float}
     * @param header bytes before the data
     */
    public record Array(String name, String type, int header) implements Parameter {}

    /** A buffer that the entry point does not read. */
    public record Unused() implements Parameter {}

    /**
     * Local memory.
     *
     * @param bytes for each work group
     */
    public record Local(long bytes) implements Parameter {}

    /** @throws IllegalArgumentException if it is not of that form; the message names the field or the line */
    public static ExportedEntry parse(String json) {
        JsonFields fields = new JsonFields("the exported entry", Json.object(json));
        ExportedEntry entry = new ExportedEntry(fields.file("source"), fields.string("sha256"), fields.string("options"),
                fields.string("entry"), fields.string("compiler"),
                fields.objects("arguments").stream().map(ExportedEntry::parameter).toList(),
                fields.strings("local").stream().map(Long::valueOf).toList(), Integer.parseInt(fields.string("unroll", "1")),
                fields.objects("binaries", List.of()).stream().map(DescriptionText::binary).toList());
        fields.done();
        return entry;
    }

    private static Parameter parameter(JsonFields fields) {
        String role = fields.string("role");
        Parameter parameter = switch (role) {
            case "array" -> new Array(fields.string("name"), fields.string("type"), fields.header());
            case "unused" -> new Unused();
            case "local" -> new Local(Long.parseLong(fields.string("bytes")));
            default -> throw new IllegalArgumentException("there is no role '" + role + "', only array, unused and local");
        };
        fields.done();
        return parameter;
    }

    /** This entry as JSON that {@link #parse} reads. */
    public String toJson() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("source", source);
        fields.put("sha256", sha256);
        fields.put("options", options);
        fields.put("entry", entry);
        fields.put("compiler", compiler);
        fields.put("arguments", arguments.stream().map(ExportedEntry::fields).toList());
        fields.put("local", local.stream().map(String::valueOf).toList());
        if (unroll > 1) {
            fields.put("unroll", Integer.toString(unroll));
        }
        if (!binaries.isEmpty()) {
            fields.put("binaries", binaries.stream().map(DescriptionText::fields).toList());
        }
        return DescriptionText.print(fields, "") + "\n";
    }

    private static Map<String, Object> fields(Parameter parameter) {
        Map<String, Object> fields = new LinkedHashMap<>();
        switch (parameter) {
            case Array it -> {
                fields.put("role", "array");
                fields.put("name", it.name());
                fields.put("type", it.type());
                fields.put("header", (long) it.header());
            }
            case Unused _ -> fields.put("role", "unused");
            case Local it -> {
                fields.put("role", "local");
                fields.put("bytes", Long.toString(it.bytes()));
            }
        }
        return fields;
    }

    /**
     * The source, as it was exported.
     *
     * @param beside a class in the resource's folder, or above it
     * @param folder of the resource from there, empty or with a slash at its end
     * @throws IllegalArgumentException if there is none, or its digest is another
     */
    public String load(Class<?> beside, String folder) {
        byte[] bytes = KernelDescription.bytes(beside, folder + source);
        String found = Sha256.of(bytes);
        if (!found.equals(sha256)) {
            throw new IllegalArgumentException(folder + source + " beside " + beside.getName() + " has the SHA-256 " + found
                    + ", but its description says " + sha256 + ": export it again");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
