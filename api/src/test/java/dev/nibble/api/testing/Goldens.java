package dev.nibble.api.testing;

import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Layouts;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/** Outputs of reference implementations, by FAMILY.MATRIX/CONFIG/ARRAY: a subset in the resources, all in ../../shared. */
public final class Goldens {
    private static final Pattern ENTRY = Pattern.compile(
            "\"([^\"]+)\":\\s*\\{\"dtype\":\\s*\"(\\w+)\",\\s*\"shape\":\\s*\\[([^\\]]*)\\],"
            + "\\s*\"data_offsets\":\\s*\\[(\\d+),\\s*(\\d+)\\]\\}");

    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    /** The subset that comes with the tests: matrix {@code w_edge}. */
    public static Goldens edge() {
        try (var in = Goldens.class.getResourceAsStream("/goldens/w_edge.safetensors")) {
            Goldens goldens = new Goldens();
            goldens.add("", in.readAllBytes());
            return goldens;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All arrays of the named files; the test is skipped where the shared folder is missing. */
    public static Goldens shared(String... files) {
        Path folder = Path.of("..", "..", "shared", "goldens");
        Assumptions.assumeTrue(Files.isDirectory(folder), "the goldens are not in " + folder.toAbsolutePath().normalize());
        Goldens goldens = new Goldens();
        for (String file : files) {
            try {
                String prefix = file + "/";
                goldens.add(prefix, Files.readAllBytes(folder.resolve(file + ".safetensors")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return goldens;
    }

    public boolean has(String name) {
        return tensors.containsKey(name);
    }

    public Tensor tensor(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no golden " + name + " among " + tensors.keySet());
        }
        return tensor;
    }

    /** All values of an array, row-major, as floats. */
    public float[] floats(String name) {
        Tensor tensor = tensor(name);
        Tensor flat = tensor.reshape(Shape.of(tensor.shape().elements()));
        float[] values = new float[(int) flat.shape().elements()];
        flat.readRow(0, values);
        return values;
    }

    /** All codes of an array of bytes with two codes each, the first in the high half. */
    public int[] nibbles(String name) {
        MemorySegment data = tensor(name).data();
        int[] codes = new int[2 * (int) data.byteSize()];
        for (int i = 0; i < codes.length; i++) {
            int both = data.get(Layouts.BYTE, i / 2) & 0xFF;
            codes[i] = i % 2 == 0 ? both >> 4 : both & 15;
        }
        return codes;
    }

    private void add(String prefix, byte[] file) {
        MemorySegment bytes = MemorySegment.ofArray(file);
        long length = bytes.get(Layouts.LONG, 0);
        String header = new String(file, 8, (int) length, StandardCharsets.UTF_8);
        var matcher = ENTRY.matcher(header);
        while (matcher.find()) {
            long[] dims = Arrays.stream(matcher.group(3).split(",")).map(String::trim).filter(s -> !s.isEmpty())
                    .mapToLong(Long::parseLong).toArray();
            long from = Long.parseLong(matcher.group(4));
            long to = Long.parseLong(matcher.group(5));
            tensors.put(prefix + matcher.group(1), Tensor.of(ElementType.valueOf(matcher.group(2)), Shape.of(dims),
                    bytes.asSlice(8 + length + from, to - from)));
        }
    }
}
