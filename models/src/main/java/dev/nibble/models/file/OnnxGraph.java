package dev.nibble.models.file;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code ModelProto} and the graphs in it: all initializers and what nodes do with them. */
final class OnnxGraph {
    private static final int MAX_DEPTH = 32;

    private final Path file;
    private final Map<String, OnnxTensor> initializers = new LinkedHashMap<>();
    private final Map<String, List<UseOf>> uses = new HashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private boolean found;

    /** An operand of a node. */
    record UseOf(OnnxNode node, int operand) {}

    OnnxGraph(Path file, MemorySegment data) {
        this.file = file;
        try {
            model(new ProtoReader(data, 0, data.byteSize()));
        } catch (ProtoReader.Malformed e) {
            throw new TensorFileException(file, "is damaged or cut off: " + e.getMessage(), e);
        }
        if (!found) {
            throw new TensorFileException(file, "is an ONNX file without a graph");
        }
    }

    Map<String, OnnxTensor> initializers() {
        return initializers;
    }

    Map<String, String> metadata() {
        return metadata;
    }

    /** All operands that are this value. */
    List<UseOf> uses(String value) {
        return uses.getOrDefault(value, List.of());
    }

    private void model(ProtoReader reader) {
        while (reader.next()) {
            switch (reader.field()) {
                case 2 -> metadata.put("producer", reader.text());
                case 7 -> {
                    found = true;
                    graph(reader.message(), 0);
                }
                case 14 -> property(reader.message());
                default -> { }
            }
        }
    }

    private void property(ProtoReader reader) {
        String key = "";
        String value = "";
        while (reader.next()) {
            switch (reader.field()) {
                case 1 -> key = reader.text();
                case 2 -> value = reader.text();
                default -> { }
            }
        }
        metadata.put(key, value);
    }

    private void graph(ProtoReader reader, int depth) {
        if (depth > MAX_DEPTH) {
            throw new ProtoReader.Malformed("graphs are nested deeper than " + MAX_DEPTH);
        }
        List<ProtoReader> inner = new ArrayList<>();
        while (reader.next()) {
            switch (reader.field()) {
                case 1 -> inner.addAll(node(reader.message()));
                case 5 -> initializer(reader.bytes());
                case 15 -> throw new TensorFileException(file, "has sparse initializers, which Nibble cannot read");
                default -> { }
            }
        }
        for (ProtoReader body : inner) {
            graph(body, depth + 1);
        }
    }

    private List<ProtoReader> node(ProtoReader reader) {
        OnnxNode node = OnnxNode.read(reader);
        for (int i = 0; i < node.inputs().size(); i++) {
            uses.computeIfAbsent(node.inputs().get(i), _ -> new ArrayList<>()).add(new UseOf(node, i));
        }
        return node.graphs();
    }

    private void initializer(MemorySegment message) {
        OnnxTensor tensor = OnnxTensor.read(file, message);
        String name = tensor.info().name();
        if (initializers.put(name, tensor) != null) {
            throw TensorFileException.ofTensor(file, name, "is there twice");
        }
    }
}
