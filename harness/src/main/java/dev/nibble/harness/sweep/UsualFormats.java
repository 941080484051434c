package dev.nibble.harness.sweep;

import dev.nibble.api.format.Format;
import dev.nibble.api.format.FormatProvider;
import dev.nibble.api.plugin.NoSuchPluginException;
import dev.nibble.api.plugin.Registry;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The formats that commands take when nobody names one: the built-in ones that people use, and those of plugins under
 * their bare names.
 *
 * @param formats without doubles
 * @param unnamed families that take no part unless a format of theirs is named, because the bare family is none
 */
public record UsualFormats(List<Format> formats, List<String> unnamed) {
    /** What sweeps go through: what the usual integer widths, codebooks and floats look like. Plain floats come first. */
    public static final List<String> SWEPT = List.of(
            "dense:f32",
            "affine:bits=8,group=64,axis=1,zero=float",
            "affine:bits=4,group=64,axis=1,zero=float",
            "affine:bits=3,group=64,axis=1,zero=float",
            "affine:bits=2,group=64,axis=1,zero=float",
            "nf4:block=64",
            "fp8:e4m3fn,per=row");

    /** At least one format of each built-in family and each rule that kernels may treat in a way of their own. */
    private static final List<String> BUILT_IN = List.of(
            "dense:f32",
            "dense:f16",
            "dense:bf16",
            "affine:bits=8,group=64,axis=1,zero=float",
            "affine:bits=8,per=row,zero=none",
            "affine:bits=4,group=64,axis=1,zero=float",
            "affine:bits=4,group=128,axis=1,zero=int",
            "affine:bits=4,group=32,axis=1,zero=none",
            "affine:bits=4,group=32,axis=1,zero=float,params=f16",
            "affine:bits=4,group=64,axis=0,zero=float",
            "affine:bits=3,group=64,axis=1,zero=float",
            "affine:bits=2,group=64,axis=1,zero=float",
            "affine:bits=1,group=64,axis=1,zero=float",
            "nf4:block=64",
            "nf4:block=64,double=256",
            "fp4:block=64",
            "fp8:e4m3fn,per=row",
            "fp8:e5m2,per=tensor",
            "mxfp4",
            "nvfp4");

    public UsualFormats {
        formats = List.copyOf(formats);
        unnamed = List.copyOf(unnamed);
    }

    /** Those whose families the registry knows. */
    public static UsualFormats of(Registry registry) {
        Map<String, Format> formats = new LinkedHashMap<>();
        Set<String> unnamed = new LinkedHashSet<>();
        List<String> families = registry.formatProviders().stream().map(FormatProvider::name).toList();
        BUILT_IN.stream().filter(text -> families.contains(family(text))).map(registry::format)
                .forEach(format -> formats.put(format.text(), format));
        for (String family : families) {
            if (BUILT_IN.stream().noneMatch(text -> family(text).equals(family))) {
                try {
                    Format format = registry.format(family);
                    formats.put(format.text(), format);
                } catch (IllegalArgumentException | NoSuchPluginException _) {
                    // A family that needs keys, such as one whose table must be given.
                    unnamed.add(family);
                }
            }
        }
        return new UsualFormats(List.copyOf(formats.values()), List.copyOf(unnamed));
    }

    private static String family(String text) {
        return text.split(":", 2)[0];
    }
}
