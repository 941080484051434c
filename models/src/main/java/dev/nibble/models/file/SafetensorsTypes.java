package dev.nibble.models.file;

import dev.nibble.api.tensor.ElementType;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The dtypes of safetensors, which bear the names of {@link ElementType}. The format's own types of fewer than eight bits
 * (F4, F6_E2M3, F6_E3M2) have no counterpart; packed codes are stored as bytes.
 *
 * @see <a href="https://github.com/huggingface/safetensors#format">safetensors, format</a>
 */
final class SafetensorsTypes {
    private static final Set<ElementType> STORED = EnumSet.allOf(ElementType.class).stream()
            .filter(type -> !type.isPacked())
            .collect(Collectors.toUnmodifiableSet());

    private SafetensorsTypes() {}

    static Optional<ElementType> of(String dtype) {
        return STORED.stream().filter(type -> type.name().equals(dtype)).findFirst();
    }

    static boolean canStore(ElementType type) {
        return STORED.contains(type);
    }

    static String known() {
        return STORED.stream().sorted().map(ElementType::name).collect(Collectors.joining(", "));
    }
}
