package dev.nibble.api.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nibble.api.testing.Matrices;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Text forms of formats: canonical, and with errors that name the key. */
class TextTest {
    static List<String> formats() {
        return Matrices.FORMATS;
    }

    @ParameterizedTest
    @MethodSource("formats")
    void canonicalTextReadsBackAsAnEqualFormat(String text) {
        Format format = Matrices.format(text);
        assertThat(format.text()).isEqualTo(text);
        assertThat(Matrices.format(format.text())).isEqualTo(format).hasSameHashCodeAs(format).hasToString(text);
    }

    @Test
    void differentFormatsAreNotEqual() {
        assertThat(Matrices.FORMATS.stream().map(Matrices::format)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "affine:group=64,bits=4|affine:bits=4,group=64,axis=1,zero=float",
        "affine:bits=8,per=channel,zero=none,params=f32|affine:bits=8,per=row,zero=none",
        "nf4|nf4:block=64",
        "fp4:double=256,block=128|fp4:block=128,double=256",
        "nf4:map=linear,double=256|nf4:block=64,double=256,map=linear",
        "nf4:map=dynamic,double=256|nf4:block=64,double=256",
        "dynamic8|dynamic8:block=64",
        "codebook:values=-1.0;1e-1;+1|codebook:values=-1;0.1;1,block=64",
        "fp8:e4m3fn|fp8:e4m3fn,per=row",
        "fp8:e5m2,group=32|fp8:e5m2,group=32,axis=1"})
    void otherSpellingsReadAsTheCanonicalOne(String text, String canonical) {
        assertThat(Matrices.format(text).text()).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "affine:bits=9,group=64|'bits'|1 to 8",
        "affine:bits=0,group=64|'bits'|1 to 8",
        "affine:group=64|'bits'|bits=1",
        "affine:bits=4|'group'|per=row",
        "affine-min:bits=4|'group'|per=row",
        "affine-min:group=32|'bits'|bits=1",
        "affine-min:bits=4,group=32,zero=none|'zero'|params",
        "affine:bits=4,group=64,per=row|'per'|'group'",
        "affine:bits=4,axis=0,per=row|'per'|'axis'",
        "affine:bits=4,axis=0|'axis'|'group'",
        "affine:bits=4,group=0|'group'|whole number",
        "affine:bits=4,group=64,axis=2|'axis'|0 to 1",
        "affine:bits=4,group=64,zero=maybe|'zero'|float, int, none",
        "affine:bits=4,group=64,params=f64|'params'|f32, f16",
        "affine:bits=4,grup=64|'grup'|group",
        "affine:bits=4,group=64,bits=5|'bits'|twice",
        "affine:bits=4,group|'group'|key=value",
        "affine:int4,bits=4,group=64|'int4'|key=value",
        "nf4:block=16|'block'|32 to 4096",
        "nf4:block=8192|'block'|32 to 4096",
        "nf4:double=1|'double'|2 to 65536",
        "nf4:double=256,params=f16|'double'|'params'",
        "nf4:map=linear|'map'|double=256",
        "nf4:double=256,map=log|'map'|dynamic, linear",
        "nf4:values=1;2|'values'|block",
        "codebook:block=64|'values'|numbers",
        "codebook:values=1;x|'values'|numbers",
        "codebook:values=1|2 to 256|1.0",
        "codebook:values=0;0|2 to 256|zero",
        "codebook:values=1;NaN|2 to 256|NaN",
        "fp8:e3m4|e4m3fn, e5m2|fp8:",
        "fp8:e4m3fn,per=group|'per'|row, channel, tensor",
        "mxfp4:block=16|'block'|no keys",
        "nvfp4:x|'x'|no keys",
        "dense:f64|f32, f16, bf16|dense:",
        "Affine:bits=4|family|Affine"})
    void wrongTextsAreRefusedNamingKeyAndPossibleValues(String text, String key, String possible) {
        assertThatThrownBy(() -> Matrices.format(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(key)
                .hasMessageContaining(possible);
    }

    @Test
    void impossibleFormatsCannotBeConstructed() {
        assertThatThrownBy(() -> new AffineFormat(9, Grouping.PER_ROW, ZeroKind.NONE)).hasMessageContaining("9");
        assertThatThrownBy(() -> CodebookFormat.nf4(16, 0)).hasMessageContaining("16");
        assertThatThrownBy(() -> CodebookFormat.of(new float[257], 64, 0)).hasMessageContaining("2 to 256");
    }
}
