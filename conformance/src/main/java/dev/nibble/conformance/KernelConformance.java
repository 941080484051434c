package dev.nibble.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.api.device.Device;
import dev.nibble.api.format.Format;
import dev.nibble.api.kernel.Kernel;
import dev.nibble.api.op.OpSpec;
import dev.nibble.api.plugin.Registry;
import dev.nibble.runtime.oracle.Oracle;
import dev.nibble.runtime.registry.PluginRegistry;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What every {@link Kernel} must keep: it meets the float64 reference of its operation on everything that it says it
 * supports, can be chosen at all, and allocates nothing once it is warm.
 */
public interface KernelConformance {
    /** The kernel to test. */
    Kernel kernel();

    /** An open device that the kernel is for. */
    Device device();

    /** The formats to test with: all that the kernel is for, and some that it should refuse. */
    Stream<Format> formats();

    /** Host threads to run with. */
    default int threads() {
        return 1;
    }

    /** Where the kernel's operation is found. */
    default Registry registry() {
        return PluginRegistry.load(getClass().getClassLoader());
    }

    /** How many random requests the kernel is tried on, besides the operation's own test cases. */
    default int randomRequests() {
        return 200;
    }

    /** On each of the operation's test cases: all kinds of weights and inputs, three seeds; see {@link Oracle}. */
    @TestFactory
    default Stream<DynamicTest> meetsItsReference() {
        KernelRequests requests = new KernelRequests(this);
        Oracle oracle = new Oracle(registry(), device(), threads());
        return requests.supportedCases().stream()
                .map(spec -> DynamicTest.dynamicTest(spec.toString(), () -> {
                    var verdict = oracle.prove(kernel(), spec);
                    assertThat(verdict.failure()).as("%s on %s", kernel().name(), spec).isEmpty();
                }));
    }

    /** Whatever {@code supports} says yes to must work, for odd shapes as well; the answer is the same every time. */
    @Test
    default void supportsIsHonest() {
        KernelRequests requests = new KernelRequests(this);
        Oracle oracle = new Oracle(registry(), device(), threads());
        for (OpSpec spec : requests.random(randomRequests())) {
            boolean supported = requests.supports(spec);
            assertThat(requests.supports(spec)).as("second answer of %s about %s", kernel().name(), spec).isEqualTo(supported);
            if (supported) {
                var verdict = oracle.prove(kernel(), spec, dev.nibble.api.op.Fill.NORMAL, dev.nibble.api.op.Fill.NORMAL, 4);
                assertThat(verdict.failure()).as("%s says that it supports %s", kernel().name(), spec).isEmpty();
            }
        }
    }

    /** It refuses requests for other operations and devices of other runtimes, giving the requirement that failed. */
    @Test
    default void refusesWhatItIsNotFor() {
        KernelRequests requests = new KernelRequests(this);
        for (OpSpec spec : requests.supportedCases()) {
            assertThat(requests.supportsOnAnotherRuntime(spec))
                    .as("%s supports %s on a device of a runtime that does not exist", kernel().name(), spec)
                    .isFalse();
            OpSpec other = new OpSpec("no-such-op", spec.format(), spec.weight(), spec.m(), spec.activation());
            assertThat(requests.supports(other)).as("%s supports %s", kernel().name(), other).isFalse();
        }
    }

    /** A kernel that supports none of its operation's test cases in any of the formats can never be chosen. */
    @Test
    default void canBeChosen() {
        KernelRequests requests = new KernelRequests(this);
        assertThat(requests.supportedCases())
                .as("%s supports no test case of '%s' in any of %s", kernel().name(), kernel().op(),
                        formats().map(Format::text).toList())
                .isNotEmpty();
    }

    /** Once warm, {@code run} allocates nothing on the Java heap, on any thread. One request for each format. */
    @TestFactory
    default Stream<DynamicTest> allocatesNothingOnceWarm() {
        List<OpSpec> specs = new KernelRequests(this).oneForEachFormat();
        return specs.stream().map(spec -> DynamicTest.dynamicTest(spec.toString(), () -> {
            long bytes = new Allocation(this, spec).leastBytes();
            assertThat(bytes).as("bytes that %s allocates in %d warm runs of %s", kernel().name(), Allocation.RUNS, spec)
                    .isZero();
        }));
    }
}
