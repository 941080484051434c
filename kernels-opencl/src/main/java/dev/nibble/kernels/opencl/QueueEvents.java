package dev.nibble.kernels.opencl;

import dev.nibble.api.kernel.DeviceTimes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The events of one queue's commands: whether each succeeded and how long it took. */
final class QueueEvents {
    static final int KERNEL = 0;
    static final int TO_DEVICE = 1;
    static final int FROM_DEVICE = 2;

    private static final int EXECUTION_STATUS = 0x11D3;
    private static final int START = 0x1282;
    private static final int END = 0x1283;
    private static final int CAPACITY = 64;

    private final QueueCalls calls;
    private final long[] events = new long[CAPACITY];
    private final int[] kinds = new int[CAPACITY];
    private final String[] names = new String[CAPACITY];
    private final Object[] subjects = new Object[CAPACITY];
    private final MemorySegment value = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);
    private int count;

    /** By kind, nanoseconds: those being added up, and those of the last complete sequence. */
    private final long[] running = new long[3];
    private final long[] complete = new long[3];

    private int failure;
    private String failedCall;
    private Object failedSubject;

    QueueEvents(QueueCalls calls) {
        this.calls = calls;
    }

    boolean isFull() {
        return count == CAPACITY;
    }

    /** Takes an event that the driver gave for a command. */
    void add(long event, String call, Object subject, int kind) {
        events[count] = event;
        names[count] = call;
        subjects[count] = subject;
        kinds[count] = kind;
        count++;
    }

    /** Reads and releases all events; their commands must be done. Remembers the first that failed. */
    void collect() {
        int collected = count;
        count = 0; // an event is released once, also where a call below fails
        for (int i = 0; i < collected; i++) {
            int status = executionStatus(events[i]);
            if (status < 0 && failure == 0) {
                failure = status;
                failedCall = names[i];
                failedSubject = subjects[i];
            }
            running[kinds[i]] += status < 0 ? 0 : nanos(events[i]);
            subjects[i] = null;
            StatusCode.check(calls.releaseEvent(events[i]), "clReleaseEvent", "an event");
        }
    }

    /** Ends a sequence of commands. */
    void complete() {
        for (int i = 0; i < running.length; i++) {
            complete[i] = running[i];
            running[i] = 0;
        }
        if (failure != 0) {
            int status = failure;
            failure = 0;
            throw StatusCode.failure(status, failedCall, failedSubject + ", which the device began and did not end");
        }
    }

    private int executionStatus(long event) {
        value.set(ValueLayout.JAVA_LONG, 0, 0);
        StatusCode.check(calls.getEventInfo(event, EXECUTION_STATUS, Integer.BYTES, value, MemorySegment.NULL),
                "clGetEventInfo", "an event");
        return value.get(ValueLayout.JAVA_INT, 0);
    }

    /** Drivers that cannot tell a command's time count it as nothing. */
    private long nanos(long event) {
        return Math.max(0, clock(event, END) - clock(event, START));
    }

    private long clock(long event, int what) {
        value.set(ValueLayout.JAVA_LONG, 0, 0);
        int status = calls.getEventProfilingInfo(event, what, Long.BYTES, value, MemorySegment.NULL);
        if (status != StatusCode.PROFILING_INFO_NOT_AVAILABLE) {
            StatusCode.check(status, "clGetEventProfilingInfo", "an event");
        }
        return value.get(ValueLayout.JAVA_LONG, 0);
    }

    DeviceTimes times() {
        return new DeviceTimes(complete[KERNEL], complete[TO_DEVICE], complete[FROM_DEVICE]);
    }
}
