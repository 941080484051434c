package dev.nibble.models.calibrate;

import dev.nibble.models.encoder.LinearFactory;
import dev.nibble.models.encoder.LinearLayer;
import dev.nibble.models.encoder.MiniLmEncoder;
import dev.nibble.models.encoder.Tokenizer;
import dev.nibble.models.file.TensorFile;
import dev.nibble.models.quantized.QuantizedWeight;
import dev.nibble.models.quantized.WeightSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A model on all texts at once, which stops before every layer whose weights are not there yet. Each text runs in a virtual
 * thread and waits there with all that the model holds for it, so that the model is run once for all layers together, and
 * nothing has to be known of how it is built.
 */
final class SteppedRun implements AutoCloseable {
    private static final ScopedValue<Integer> TEXT = ScopedValue.newInstance();

    private final Map<String, Gate> gates = new LinkedHashMap<>();
    private final TensorFile model;
    private final MiniLmEncoder encoder;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition stopped = lock.newCondition();
    private final Condition opened = lock.newCondition();
    /** By text; null for those that run or have come to their end. */
    private final Waiting[] waiting;
    private int running;
    private Throwable failure;

    /**
     * A text before a layer.
     *
     * @param weight name of the layer's weight
     * @param m rows
     * @param x what goes into the layer, [m, in]; the model's own, valid while the text waits
     */
    record Waiting(String weight, int m, float[] x) {}

    /**
     * Starts all texts.
     *
     * @param weights names of the weights that are not there yet
     * @throws dev.nibble.models.file.TensorFileException if the file is another model
     */
    SteppedRun(TensorFile model, Tokenizer tokenizer, List<String> texts, Set<String> weights) {
        this.model = model;
        waiting = new Waiting[texts.size()];
        running = texts.size();
        LinearFactory gated = (name, source) -> weights.contains(name + ".weight")
                ? gate(name, source)
                : LinearFactory.floats().create(name, source);
        encoder = MiniLmEncoder.load(WeightSource.of(model), tokenizer, gated);
        for (int text = 0; text < waiting.length; text++) {
            int index = text;
            threads.submit(() -> ScopedValue.where(TEXT, index).run(() -> run(texts.get(index))));
        }
    }

    private LinearLayer gate(String name, WeightSource source) {
        Gate gate = new Gate(name, source);
        gates.put(gate.weight, gate);
        return gate;
    }

    private void run(String text) {
        Throwable thrown = null;
        try {
            encoder.embed(text);
        } catch (Throwable e) {
            thrown = e;
        }
        lock.lock();
        try {
            failure = failure == null ? thrown : failure;
            stop();
        } finally {
            lock.unlock();
        }
    }

    /** Called with the lock held. */
    private void stop() {
        running--;
        if (running == 0 || failure != null) {
            stopped.signal();
        }
    }

    /**
     * Waits until no text runs any more.
     *
     * @return what waits, in the order of the texts; empty when all have come to their end
     * @throws IllegalStateException if the texts do not wait before the same layer
     * @throws RuntimeException what running a text threw
     */
    List<Waiting> await() {
        lock.lock();
        try {
            while (running > 0 && failure == null) {
                stopped.await();
            }
            rethrow();
            List<Waiting> now = Arrays.stream(waiting).filter(Objects::nonNull).toList();
            if (!now.isEmpty() && (now.size() < waiting.length || now.stream().map(Waiting::weight).distinct().count() > 1)) {
                throw new IllegalStateException("not all texts go through the model's layers in the same order: some come to '"
                        + now.getFirst().weight() + "' and others do not");
            }
            return now;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    private void rethrow() {
        switch (failure) {
            case null -> { }
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(failure);
        }
    }

    /**
     * Gives layers their weights and lets all texts go on. All of these layers take the input that the texts wait with, which is
     * checked as they are reached.
     */
    void open(Map<String, QuantizedWeight> weights) {
        open(weights.keySet(), WeightSource.of(model, weights));
    }

    /** The same with the weights as they are in the file. */
    void open(Collection<String> weights) {
        open(weights, WeightSource.of(model));
    }

    private void open(Collection<String> weights, WeightSource source) {
        int[] inputs = Arrays.stream(waiting).mapToInt(it -> hash(it.x())).toArray();
        String first = waiting[0].weight();
        Map<Gate, LinearLayer> layers = new HashMap<>();
        weights.forEach(name -> layers.put(gates.get(name), gates.get(name).layer(source)));
        lock.lock();
        try {
            layers.forEach((gate, layer) -> gate.open(layer, gate.weight.equals(first) ? null : inputs));
            running = waiting.length;
            Arrays.fill(waiting, null);
            opened.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static int hash(float[] x) {
        return Arrays.hashCode(x);
    }

    /** Ends the texts that are under way. */
    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
        encoder.close();
    }

    /**
     * A layer before which texts wait until its weights are there; then it computes in float32 on the decoded weights,
     * with its input quantized where the weight says so.
     */
    private final class Gate implements LinearLayer {
        private final String name;
        private final String weight;
        private final int in;
        private final int out;
        private int[] inputs;
        private volatile LinearLayer layer;

        Gate(String name, WeightSource source) {
            this.name = name;
            weight = name + ".weight";
            in = source.tensor(weight).shape().rowLength();
            out = Math.toIntExact(source.tensor(weight).shape().rows());
            source.tensor(name + ".bias");
        }

        /** What it will compute with. */
        LinearLayer layer(WeightSource source) {
            return LinearFactory.floats().create(name, source);
        }

        /** Called with the lock held, so that no text goes on before all are open. */
        void open(LinearLayer made, int[] expectedInputs) {
            inputs = expectedInputs;
            layer = made;
        }

        @Override
        public int in() {
            return in;
        }

        @Override
        public int out() {
            return out;
        }

        @Override
        public void apply(int m, float[] x, float[] y) {
            if (layer == null) {
                await(m, x);
            } else if (inputs != null && inputs[TEXT.get()] != hash(x)) {
                throw new IllegalStateException("'" + weight + "' took the same input as another layer in the float model, and "
                        + "takes another one after the layers before were quantized");
            }
            layer.apply(m, x, y);
        }

        private void await(int m, float[] x) {
            lock.lock();
            try {
                waiting[TEXT.get()] = new Waiting(weight, m, x);
                stop();
                while (layer == null) {
                    opened.await();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancellationException("the run was ended before '" + weight + "'");
            } finally {
                lock.unlock();
            }
        }

        @Override
        public boolean concurrent() {
            return true;
        }

        @Override
        public void close() {
            // What runs in float holds nothing.
        }
    }
}
