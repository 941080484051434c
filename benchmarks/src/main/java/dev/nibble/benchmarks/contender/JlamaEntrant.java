package dev.nibble.benchmarks.contender;

import com.github.tjake.jlama.tensor.operations.PanamaTensorOperations;
import com.github.tjake.jlama.tensor.operations.TensorOperations;
import com.github.tjake.jlama.util.MachineSpec;
import com.github.tjake.jlama.util.PhysicalCoreExecutor;
import dev.nibble.api.format.Format;
import dev.nibble.api.op.Activation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Jlama's tensor operations in Java (Vector API): weights of 4 bits in blocks of 32, with the codes and scales of the
 * Nibble format that means the same.
 */
public final class JlamaEntrant implements Entrant {
    /** Text of the Nibble format that gives codes and scales. */
    public static final String SOURCE = "affine:bits=4,group=32,axis=1,zero=none";

    private static final int BLOCK = 32;

    /** Its int8 code for 512-bit vectors takes so many columns at a time, and no rest. */
    private static final int INT8_COLUMNS = 512;

    private final Format source;
    private final Activation activation;
    private final int poolThreads;
    private final TensorOperations operations;

    /**
     * @param source the format {@link #SOURCE}
     * @param poolThreads threads of Jlama's one pool, see {@link #startPool}
     */
    public JlamaEntrant(Format source, Activation activation, int poolThreads) {
        this.source = source;
        this.activation = activation;
        this.poolThreads = poolThreads;
        this.operations = new PanamaTensorOperations(MachineSpec.VECTOR_TYPE);
    }

    /** Gives Jlama's pool, of which a JVM has one, its size; to be called once and before anything else of Jlama. */
    public static void startPool(int threads) {
        PhysicalCoreExecutor.overrideThreadCount(threads);
    }

    /** The version of the jar; {@code unknown} if it does not tell. */
    public static String version() {
        Properties properties = new Properties();
        try (InputStream in = PanamaTensorOperations.class.getResourceAsStream(
                "/META-INF/maven/com.github.tjake/jlama-core/pom.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the jar of Jlama cannot be read", e);
        }
        return properties.getProperty("version", "unknown");
    }

    @Override
    public String name() {
        return activation == Activation.F32 ? "jlama q4 x f32" : "jlama q4 x i8";
    }

    @Override
    public Contender prepare(Layer layer, Case of, long coldBytes) throws NotRunnableException {
        int unit = activation == Activation.F32 ? BLOCK : INT8_COLUMNS;
        if (of.k() % unit != 0) {
            throw new NotRunnableException(
                    "Jlama's " + operations.name() + " needs a k that " + unit + " divides, not " + of.k());
        }
        if (of.threads() != 1 && of.threads() != poolThreads) {
            throw new NotRunnableException("Jlama's pool in this JVM has " + poolThreads + " threads; compare with "
                    + of.threads() + " in a run of its own");
        }
        JlamaContender contender = new JlamaContender(
                operations, activation, of, layer.input(), layer.expected(source, Activation.F32));
        int count = Copies.count(of, contender.weightBytes(), coldBytes);
        for (int copy = 0; copy < count; copy++) {
            contender.add(layer.quantized(source), Copies.turn(copy, of.n()));
        }
        return contender;
    }
}
