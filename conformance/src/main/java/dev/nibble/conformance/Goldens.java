package dev.nibble.conformance;

import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Layouts;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a reference implementation made, for tests that compare with it: the tensors of a small safetensors file of one's own,
 * by name.
 *
 * @param tensors in the file's order, backed by its bytes
 */
public record Goldens(Map<String, Tensor> tensors) {
    private static final Pattern ENTRY = Pattern.compile(
            "\"([^\"]+)\":\\s*\\{\"dtype\":\\s*\"(\\w+)\",\\s*"
            + "\"shape\":\\s*\\[([^\\]]*)\\],\\s*\"data_offsets\":\\s*\\[(\\d+),\\s*(\\d+)\\]\\}");

    /** Those of the test resource {@code /goldens/NAME}. */
    public static Goldens resource(String name) {
        try (InputStream in = Goldens.class.getResourceAsStream("/goldens/" + name)) {
            if (in == null) {
                throw new IllegalArgumentException("there is no resource /goldens/" + name);
            }
            return read(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those of a file; empty where it is not there. */
    public static Optional<Goldens> file(Path file) {
        try {
            return Files.exists(file) ? Optional.of(read(Files.readAllBytes(file))) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IllegalArgumentException if there is none of that name; the message lists those that there are */
    public Tensor tensor(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no golden " + name + " among " + tensors.keySet());
        }
        return tensor;
    }

    private static Goldens read(byte[] file) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        MemorySegment bytes = MemorySegment.ofArray(file);
        long data = 8 + bytes.get(Layouts.LONG, 0);
        var matcher = ENTRY.matcher(new String(file, 8, (int) data - 8, StandardCharsets.UTF_8));
        while (matcher.find()) {
            long[] dims = Arrays.stream(matcher.group(3).split(",")).map(String::trim).filter(dim -> !dim.isEmpty())
                    .mapToLong(Long::parseLong).toArray();
            long from = data + Long.parseLong(matcher.group(4));
            long to = data + Long.parseLong(matcher.group(5));
            tensors.put(matcher.group(1), Tensor.of(ElementType.valueOf(matcher.group(2)), Shape.of(dims),
                    bytes.asSlice(from, to - from)));
        }
        return new Goldens(tensors);
    }
}
