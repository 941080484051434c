import dev.nibble.api.format.Format;
import dev.nibble.api.plugin.Option;
import dev.nibble.api.plugin.Support;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.QuantizeResult;
import dev.nibble.api.quantizer.Quantizer;
import java.util.List;

/** Never says which options it has. */
public final class SilentQuantizer implements Quantizer {
    public String name() {
        return "test-silent";
    }

    public String description() {
        return "a quantizer for tests";
    }

    public Support supports(Format format) {
        return Support.yes();
    }

    public List<Option> options() {
        while (true) {
            try {
                Thread.sleep(1000);
            } catch (InterruptedException e) {
                System.err.println("and goes on");
            }
        }
    }

    public QuantizeResult quantize(QuantizeRequest request) {
        throw new IllegalStateException("never asked for");
    }
}
