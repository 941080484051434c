package dev.nibble.models.file;

import dev.nibble.api.tensor.ElementType;
import dev.nibble.api.tensor.Shape;
import dev.nibble.api.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * The JSON header of a safetensors file, read token by token so that a hostile one costs no more memory than its size.
 *
 * @param tensors in the order of the header
 * @param metadata the header's {@code __metadata__}
 */
record SafetensorsHeader(Map<String, Entry> tensors, Map<String, String> metadata) {
    static final String METADATA = "__metadata__";
    private static final int MAX_RANK = 64;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(16).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Where a tensor lies: bytes [begin, end) after the header. */
    record Entry(TensorInfo info, long begin, long end) {}

    static SafetensorsHeader parse(Path file, byte[] json) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), new ByteArrayInputStream(json))) {
            return new Reader(file, parser).header();
        } catch (JacksonException e) {
            throw new TensorFileException(file, "its header is not valid JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** The header's bytes, padded with blanks so that the data after it begins at a multiple of 64 bytes. */
    byte[] toJson(Path file) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectPropertyStart(METADATA);
                metadata.forEach(json::writeStringProperty);
                json.writeEndObject();
            }
            for (Entry entry : tensors.values()) {
                json.writeObjectPropertyStart(entry.info().name());
                json.writeStringProperty("dtype", entry.info().type().name());
                writeLongs(json, "shape", entry.info().shape().toArray());
                writeLongs(json, "data_offsets", entry.begin(), entry.end());
                json.writeEndObject();
            }
            json.writeEndObject();
        }
        while ((Long.BYTES + out.size()) % Tensor.ALIGNMENT != 0) {
            out.write(' ');
        }
        if (out.size() > SafetensorsFile.MAX_HEADER) {
            throw new TensorFileException(file, "cannot be written: its header would have " + out.size()
                    + " bytes; safetensors allows " + SafetensorsFile.MAX_HEADER);
        }
        return out.toByteArray();
    }

    private static void writeLongs(JsonGenerator json, String key, long... values) {
        json.writeArrayPropertyStart(key);
        for (long value : values) {
            json.writeNumber(value);
        }
        json.writeEndArray();
    }

    /** One pass over the tokens. */
    private record Reader(Path file, JsonParser parser) {
        SafetensorsHeader header() {
            Map<String, Entry> tensors = new LinkedHashMap<>();
            Map<String, String> metadata = Map.of();
            expect(parser.nextToken(), JsonToken.START_OBJECT, "the header");
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                if (name.equals(METADATA)) {
                    metadata = metadata();
                } else {
                    tensors.put(name, entry(name));
                }
            }
            if (parser.nextToken() != null) {
                throw new TensorFileException(file, "its header goes on after the closing brace");
            }
            return new SafetensorsHeader(tensors, metadata);
        }

        private Map<String, String> metadata() {
            Map<String, String> values = new LinkedHashMap<>();
            expect(parser.nextToken(), JsonToken.START_OBJECT, METADATA);
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String key = parser.currentName();
                expect(parser.nextToken(), JsonToken.VALUE_STRING, METADATA + " '" + key + "'");
                values.put(key, parser.getString());
            }
            return values;
        }

        private Entry entry(String name) {
            String dtype = null;
            long[] dims = null;
            long[] offsets = null;
            expect(parser.nextToken(), JsonToken.START_OBJECT, "tensor '" + name + "'");
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String key = parser.currentName();
                JsonToken value = parser.nextToken();
                switch (key) {
                    case "dtype" -> {
                        expect(value, JsonToken.VALUE_STRING, "the dtype of tensor '" + name + "'");
                        dtype = parser.getString();
                    }
                    case "shape" -> dims = longs(name, "shape", MAX_RANK);
                    case "data_offsets" -> offsets = longs(name, "data_offsets", 2);
                    default -> parser.skipChildren();
                }
            }
            if (dtype == null || dims == null || offsets == null || offsets.length != 2) {
                throw bad(name, "lacks one of dtype, shape and two data_offsets");
            }
            return checked(name, dtype, dims, offsets);
        }

        private Entry checked(String name, String dtype, long[] dims, long[] offsets) {
            ElementType type = SafetensorsTypes.of(dtype).orElseThrow(() -> bad(name,
                    "has dtype " + dtype + ", which Nibble cannot read; it knows " + SafetensorsTypes.known()));
            TensorInfo info;
            long bytes;
            try {
                info = new TensorInfo(name, type, Shape.of(dims));
                bytes = info.bytes();
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw bad(name, "has an impossible shape: " + e.getMessage());
            }
            if (offsets[0] < 0 || offsets[1] < offsets[0] || offsets[1] - offsets[0] != bytes) {
                throw bad(name, "is " + type + "[" + info.shape() + "], which takes " + bytes
                        + " bytes, but its data_offsets are [" + offsets[0] + ", " + offsets[1] + ")");
            }
            return new Entry(info, offsets[0], offsets[1]);
        }

        private long[] longs(String name, String key, int most) {
            expect(parser.currentToken(), JsonToken.START_ARRAY, key + " of tensor '" + name + "'");
            long[] values = new long[most];
            int count = 0;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                expect(parser.currentToken(), JsonToken.VALUE_NUMBER_INT, "a number in " + key + " of tensor '" + name + "'");
                if (count == most) {
                    throw bad(name, "has more than " + most + " numbers in " + key);
                }
                values[count++] = parser.getLongValue();
            }
            return java.util.Arrays.copyOf(values, count);
        }

        private void expect(JsonToken found, JsonToken wanted, String what) {
            if (found != wanted) {
                throw new TensorFileException(file, "in its header " + what + " should be " + wanted + ", not " + found);
            }
        }

        private TensorFileException bad(String name, String reason) {
            return TensorFileException.ofTensor(file, name, reason);
        }
    }
}
