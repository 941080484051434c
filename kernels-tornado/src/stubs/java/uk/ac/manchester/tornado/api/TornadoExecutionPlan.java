package uk.ac.manchester.tornado.api;

import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.ProfilerMode;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;

/** Signature only. */
public class TornadoExecutionPlan implements AutoCloseable {
    public TornadoExecutionPlan(ImmutableTaskGraph... immutableTaskGraphs) {
        throw new UnsupportedOperationException();
    }

    public TornadoExecutionResult execute() {
        throw new UnsupportedOperationException();
    }

    public TornadoExecutionPlan withDevice(TornadoDevice device) {
        throw new UnsupportedOperationException();
    }

    public TornadoExecutionPlan withGridScheduler(GridScheduler gridScheduler) {
        throw new UnsupportedOperationException();
    }

    public TornadoExecutionPlan withProfiler(ProfilerMode profilerMode) {
        throw new UnsupportedOperationException();
    }

    public TornadoExecutionPlan freeDeviceMemory() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() throws TornadoExecutionPlanException {
        throw new UnsupportedOperationException();
    }
}
