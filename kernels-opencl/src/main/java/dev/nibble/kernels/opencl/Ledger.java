package dev.nibble.kernels.opencl;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The objects that a device has handed out and that are not closed yet. */
final class Ledger {
    /** Something that holds an object of the driver's. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    private final Set<Held> open = new LinkedHashSet<>();

    synchronized <T extends Held> T add(T object) {
        open.add(object);
        return object;
    }

    synchronized void remove(Held object) {
        open.remove(object);
    }

    /** How many are open, by class. */
    synchronized Map<String, Integer> counts() {
        Map<String, Integer> counts = new TreeMap<>();
        open.forEach(object -> counts.merge(object.getClass().getSimpleName(), 1, Integer::sum));
        return counts;
    }

    /** Closes everything, the newest first: entries before their programs, queues before what they use. */
    void closeAll() {
        List<Held> left;
        synchronized (this) {
            left = new ArrayList<>(open).reversed();
        }
        RuntimeException first = null;
        for (Held object : left) {
            try {
                object.close();
            } catch (RuntimeException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
