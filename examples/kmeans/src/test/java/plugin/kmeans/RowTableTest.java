package plugin.kmeans;

import dev.nibble.api.format.Format;
import dev.nibble.api.format.FormatProvider;
import dev.nibble.conformance.FormatConformance;
import java.util.Optional;
import java.util.stream.Stream;

class RowTableTest implements FormatConformance {
    @Override
    public Stream<Format> formats() {
        return Stream.of(new RowTable(1), new RowTable(3), new RowTable(4), new RowTable(8));
    }

    @Override
    public Optional<FormatProvider> provider() {
        return Optional.of(new RowTableProvider());
    }
}
