package dev.nibble.harness.command;

import dev.nibble.api.format.Format;
import dev.nibble.api.format.FormatProvider;
import dev.nibble.api.plugin.Registry;
import java.util.ArrayList;
import java.util.List;

/** The formats that the support matrix shows when nobody names one: the built-in ones people use, and plugins' own. */
final class UsualFormats {
    private static final List<String> TEXTS = List.of(
            "affine:bits=8,group=64",
            "affine:bits=4,group=64",
            "affine:bits=4,group=64,axis=0",
            "affine:bits=4,group=64,zero=int",
            "affine:bits=4,group=64,zero=none",
            "affine:bits=4,group=64,params=f16",
            "affine:bits=3,group=64",
            "affine:bits=2,group=64",
            "affine:bits=8,per=row,zero=none",
            "nf4:block=64",
            "nf4:block=64,double=256",
            "fp4:block=64",
            "fp8:e4m3fn,per=row",
            "mxfp4",
            "nvfp4",
            "dense:f32",
            "dense:f16");

    private UsualFormats() {}

    /** Those that the registry's providers know, and the default of every family that is not among them. */
    static List<Format> of(Registry registry) {
        List<Format> formats = new ArrayList<>();
        for (FormatProvider provider : registry.formatProviders()) {
            List<String> texts = TEXTS.stream().filter(text -> text.split(":")[0].equals(provider.name())).toList();
            (texts.isEmpty() ? List.of(provider.name()) : texts).forEach(text -> add(registry, text, formats));
        }
        return List.copyOf(formats);
    }

    private static void add(Registry registry, String text, List<Format> formats) {
        try {
            formats.add(registry.format(text));
        } catch (IllegalArgumentException e) {
            // A family without a default, such as one whose table must be given: it takes part when named by --format.
            System.getLogger(UsualFormats.class.getName()).log(System.Logger.Level.DEBUG, e.getMessage());
        }
    }
}
