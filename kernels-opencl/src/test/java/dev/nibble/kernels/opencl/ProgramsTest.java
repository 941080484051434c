package dev.nibble.kernels.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nibble.api.device.Ability;
import dev.nibble.api.device.program.Buffer;
import dev.nibble.api.device.program.CommandQueue;
import dev.nibble.api.device.program.Entry;
import dev.nibble.api.device.program.Program;
import dev.nibble.api.device.program.ProgramException;
import dev.nibble.api.device.program.ProgramException.Kind;
import dev.nibble.api.device.program.ProgramSource;
import dev.nibble.api.kernel.DeviceTimes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a device does with programs, and what becomes of everything that can go wrong. */
class ProgramsTest {
    @TempDir
    private Path cache;

    private OpenClDevice device;

    @BeforeEach
    void open() {
        device = Pocl.open(cache);
    }

    @AfterEach
    void close() {
        if (device != null) {
            device.close();
        }
    }

    @Test
    void runsAProgramAndTellsItsTimes() {
        float[] x = new float[100_000];
        for (int i = 0; i < x.length; i++) {
            x[i] = i;
        }
        Program program = device.build(ProgramSource.openClC("twice", Twice.SOURCE));
        assertThat(Twice.run(device, program, 1, -2, 3)).containsExactly(2, -4, 6);
        try (Entry entry = program.entry("twice"); Buffer in = device.allocate(4L * x.length); Buffer out = device.allocate(4L * x.length);
                CommandQueue queue = device.queue()) {
            MemorySegment host = java.lang.foreign.Arena.ofAuto().allocateFrom(ValueLayout.JAVA_FLOAT, x);
            entry.arg(0, in).arg(1, out).arg(2, x.length);
            queue.write(in, 0, host, host.byteSize());
            queue.launch(entry, new long[] {x.length}, new long[0]);
            queue.read(out, 0, host, host.byteSize());
            queue.finish();
            assertThat(host.getAtIndex(ValueLayout.JAVA_FLOAT, 99_999)).isEqualTo(199_998f);
            DeviceTimes times = queue.times();
            assertThat(times.kernel()).isPositive();
            assertThat(times.toDevice()).isPositive();
            assertThat(times.fromDevice()).isPositive();
            queue.finish();
            assertThat(queue.times()).as("nothing was done since").isEqualTo(new DeviceTimes(0, 0, 0));
        }
    }

    @Test
    void moreCommandsThanEventsAreHeldAreCountedAndDone() {
        try (Entry entry = device.build(ProgramSource.openClC("twice", Twice.SOURCE)).entry("eights"); Buffer out = device.allocate(32);
                CommandQueue queue = device.queue()) {
            entry.arg(0, out);
            for (int i = 0; i < 200; i++) {
                queue.launch(entry, new long[] {8}, new long[] {8});
            }
            queue.finish();
            long all = queue.times().kernel();
            queue.launch(entry, new long[] {8}, new long[] {8});
            queue.finish();
            assertThat(all).isGreaterThan(queue.times().kernel());
        }
    }

    @Test
    void aBuildErrorShowsTheCompilersLog() {
        ProgramException failure = failure(Kind.BUILD, () -> device.build(
                ProgramSource.openClC("my-kernel (a.cl)", "__kernel void f(__global float *x) { x[0] = undeclared_name; }")));
        assertThat(failure).hasMessageContaining("CL_BUILD_PROGRAM_FAILURE (-11)").hasMessageContaining("my-kernel (a.cl)")
                .hasMessageContaining("undeclared_name");
        assertThat(device.open()).isEmpty();
    }

    @Test
    void anEntryThatIsNotThereIsToldWithThoseThatAre() {
        Program program = device.build(ProgramSource.openClC("twice", Twice.SOURCE));
        assertThat(failure(Kind.BUILD, () -> program.entry("thrice"))).hasMessageContaining("no entry 'thrice'")
                .hasMessageContaining("twice").hasMessageContaining("eights");
    }

    @Test
    void sizesThatCannotBeAreRefusedBeforeTheDriverSeesThem() {
        Program program = device.build(ProgramSource.openClC("twice", Twice.SOURCE));
        long most = device.limits().workGroup();
        try (Entry twice = program.entry("twice"); Entry eights = program.entry("eights"); Entry shared = program.entry("shared");
                Buffer buffer = device.allocate(1024); CommandQueue queue = device.queue()) {
            assertThat(failure(Kind.LAUNCH, () -> queue.launch(twice, new long[] {8}, new long[] {8})))
                    .hasMessageContaining("argument 0 of entry 'twice' of 'twice'").hasMessageContaining("never set");
            twice.arg(0, buffer).arg(1, buffer).arg(2, 256);
            assertThat(failure(Kind.LIMIT, () -> queue.launch(twice, new long[] {4 * most}, new long[] {2 * most})))
                    .hasMessageContaining("at most " + most + " work items").hasMessageContaining("not " + 2 * most);
            assertThat(failure(Kind.LIMIT, () -> queue.launch(twice, new long[] {most, 2}, new long[] {most, 2})))
                    .hasMessageContaining("in a work group");
            assertThat(failure(Kind.LAUNCH, () -> queue.launch(twice, new long[] {12}, new long[] {8})))
                    .hasMessageContaining("12 work items in dimension 0 cannot be cut into groups of 8");
            failure(Kind.LAUNCH, () -> queue.launch(twice, new long[] {0}, new long[] {1}));
            failure(Kind.LAUNCH, () -> queue.launch(twice, new long[] {8, 8}, new long[] {8}));
            failure(Kind.LAUNCH, () -> queue.launch(twice, new long[] {8, 1, 1, 1}, new long[0]));
            eights.arg(0, buffer);
            assertThat(failure(Kind.LAUNCH, () -> queue.launch(eights, new long[] {16}, new long[] {16})))
                    .hasMessageContaining("demands work groups of 8 x 1 x 1");
            assertThat(failure(Kind.LIMIT, () -> shared.local(1, device.limits().localBytes() + 1)))
                    .hasMessageContaining("local memory");
            shared.arg(0, buffer).local(1, 64);
            queue.launch(shared, new long[] {16}, new long[] {16});
            queue.finish();
        }
    }

    @Test
    void argumentsThatDoNotFitAreToldByIndexAndEntry() {
        try (Entry twice = device.build(ProgramSource.openClC("twice", Twice.SOURCE)).entry("twice")) {
            assertThat(failure(Kind.LAUNCH, () -> twice.arg(7, 1))).hasMessageContaining("CL_INVALID_ARG_INDEX (-49)")
                    .hasMessageContaining("argument 7 of entry 'twice'");
            assertThat(failure(Kind.LAUNCH, () -> twice.arg(2, 1L))).hasMessageContaining("CL_INVALID_ARG_SIZE (-51)");
        }
    }

    @Test
    void rangesOutsideOfABufferAreRefused() {
        try (Buffer buffer = device.allocate(16); CommandQueue queue = device.queue()) {
            MemorySegment host = MemorySegment.ofArray(new float[8]);
            assertThat(failure(Kind.LAUNCH, () -> queue.write(buffer, 0, host, 17))).hasMessageContaining("a buffer of 16 bytes");
            failure(Kind.LAUNCH, () -> queue.write(buffer, 1, host, 16));
            failure(Kind.LAUNCH, () -> queue.read(buffer, Long.MAX_VALUE, host, 16));
            failure(Kind.LAUNCH, () -> queue.read(buffer, 0, host, -1));
            failure(Kind.LAUNCH, () -> queue.read(buffer, 0, MemorySegment.ofArray(new float[1]), 16));
            assertThatThrownBy(() -> queue.read(buffer, 0, host.asReadOnly(), 16)).hasMessageContaining("read-only");
        }
    }

    @Test
    void exhaustedMemoryIsOneFailureAndWhatWasThereGoesOn() {
        assertThat(failure(Kind.LIMIT, () -> device.allocate(device.limits().allocationBytes() + 1))).hasMessageContaining("a buffer");
        Buffer kept = device.upload(MemorySegment.ofArray(new float[] {1, 2, 3}));
        List<Buffer> many = new java.util.ArrayList<>();
        long piece = Math.min(device.limits().allocationBytes(), 1L << 30);
        long pieces = device.info().memoryBytes() / piece + 2;
        ProgramException failure = failure(Kind.OUT_OF_MEMORY, () -> {
            for (long i = 0; i < pieces; i++) {
                many.add(device.allocate(piece));
            }
        });
        assertThat(failure).hasMessageContaining("a buffer of " + piece + " bytes");
        many.forEach(Buffer::close);
        float[] read = new float[3];
        try (CommandQueue queue = device.queue()) {
            queue.read(kept, 0, MemorySegment.ofArray(read), 12);
            queue.finish();
        }
        assertThat(read).containsExactly(1, 2, 3);
        assertThat(device.open()).containsOnly(java.util.Map.entry("OpenClBuffer", 1));
    }

    @Test
    void anAbilityThatTheDeviceLacksIsToldBeforeTheCompilerIs() {
        Set<Ability> lacking = java.util.EnumSet.allOf(Ability.class);
        lacking.removeAll(device.info().abilities());
        for (Ability ability : lacking) {
            assertThat(failure(Kind.LIMIT, () -> device.build(
                    new ProgramSource.OpenClC("halves", "__kernel void f(__global half *x) {}", "", Set.of(ability)))))
                    .hasMessageContaining("'halves' needs " + ability);
        }
    }

    @Test
    void closingTheDeviceReleasesEverythingThatIsLeft() {
        Program program = device.build(ProgramSource.openClC("twice", Twice.SOURCE));
        Entry entry = program.entry("twice");
        Buffer buffer = device.allocate(64);
        CommandQueue queue = device.queue();
        assertThat(device.open()).isEqualTo(java.util.Map.of(
                "OpenClEntry", 1, "OpenClBuffer", 1, "OpenClQueue", 1, "built program", 1));
        device.close();
        assertThat(device.open()).isEmpty();
        assertThatThrownBy(() -> entry.arg(0, buffer)).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
        assertThatThrownBy(queue::finish).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
        assertThatThrownBy(() -> device.allocate(4)).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
        entry.close();
        buffer.close();
        queue.close();
        device.close();
    }

    @Test
    void whatBelongsToAnotherDeviceIsRefused() {
        try (OpenClDevice other = Pocl.open(cache); Entry entry = device.build(ProgramSource.openClC("twice", Twice.SOURCE)).entry("twice");
                Buffer foreign = other.allocate(4); CommandQueue queue = other.queue()) {
            assertThatThrownBy(() -> entry.arg(0, foreign)).hasMessageContaining("a buffer of another device");
            assertThatThrownBy(() -> queue.launch(entry, new long[] {1}, new long[0])).hasMessageContaining("an entry of another device");
        }
    }

    private ProgramException failure(Kind kind, ThrowingCallable call) {
        return Failures.of(device, kind, call);
    }
}
