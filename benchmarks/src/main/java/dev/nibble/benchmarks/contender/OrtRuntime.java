package dev.nibble.benchmarks.contender;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.nio.ByteBuffer;

/**
 * ONNX Runtime in this JVM. Sessions with one thread have no pool; all others share one pool of one size, because a pool
 * for each of many sessions would spin on the cores of the others. A JVM can have one such pool size only.
 */
public final class OrtRuntime {
    private final OrtEnvironment environment;
    private final int poolThreads;

    /**
     * @param poolThreads threads of sessions with more than one
     * @throws NotRunnableException if the runtime cannot be loaded here
     */
    public OrtRuntime(int poolThreads) throws NotRunnableException {
        this.poolThreads = poolThreads;
        try {
            var options = new OrtEnvironment.ThreadingOptions();
            options.setGlobalIntraOpNumThreads(poolThreads);
            options.setGlobalInterOpNumThreads(1);
            environment = OrtEnvironment.getEnvironment(
                    OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "nibble-benchmarks", options);
        } catch (OrtException | LinkageError | IllegalStateException e) {
            throw new NotRunnableException("ONNX Runtime cannot be loaded: " + e.getMessage(), e);
        }
    }

    OrtEnvironment environment() {
        return environment;
    }

    /** The version of the native library. */
    public String version() {
        return environment.getVersion();
    }

    /** @throws NotRunnableException if the pool has another number of threads, or the model is refused */
    OrtSession session(ByteBuffer model, int threads) throws NotRunnableException {
        try (SessionOptions options = new SessionOptions()) {
            if (threads == 1) {
                options.setIntraOpNumThreads(1);
            } else if (threads == poolThreads) {
                options.disablePerSessionThreads();
            } else {
                throw new NotRunnableException("ONNX Runtime's pool in this JVM has " + poolThreads
                        + " threads; compare with " + threads + " in a run of its own");
            }
            options.setInterOpNumThreads(1);
            return environment.createSession(model, options);
        } catch (OrtException e) {
            throw new NotRunnableException("ONNX Runtime refuses the model: " + e.getMessage(), e);
        }
    }
}
