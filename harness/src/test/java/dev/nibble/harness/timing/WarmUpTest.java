package dev.nibble.harness.timing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WarmUpTest {
    @Test
    void timesAgreeWithinFivePercentOfTheLeast() {
        assertThat(KernelTimer.agree(new double[] {100, 104, 102})).isTrue();
        assertThat(KernelTimer.agree(new double[] {100, 106, 102})).isFalse();
    }

    @Test
    void samplesFallWhenTheLaterHalfIsFaster() {
        assertThat(KernelTimer.isFalling(new double[] {118, 117, 60, 41, 40, 40})).isTrue();
        assertThat(KernelTimer.isFalling(new double[] {40, 41, 40, 42, 40, 41})).isFalse();
        assertThat(KernelTimer.isFalling(new double[] {40, 41, 60, 61})).as("slower is noise, and no warm-up").isFalse();
        assertThat(KernelTimer.isFalling(new double[] {5})).isFalse();
    }
}
