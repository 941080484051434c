package dev.nibble.benchmarks.contender;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Short names for the formats that are usually compared. */
public final class Formats {
    private static final Map<String, String> SHORT = shortNames();

    private Formats() {}

    private static Map<String, String> shortNames() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("int4", "affine:bits=4,group=64,axis=1,zero=none");
        names.put("int4f", "affine:bits=4,group=64,axis=1,zero=float");
        names.put("int4h", "affine:bits=4,group=64,axis=1,zero=float,params=f16");
        names.put("int4i", "affine:bits=4,group=64,axis=1,zero=int");
        names.put("int4g32", "affine:bits=4,group=32,axis=1,zero=none");
        names.put("int4g128", "affine:bits=4,group=128,axis=1,zero=none");
        names.put("int8", "affine:bits=8,per=row,zero=none");
        names.put("int8g64", "affine:bits=8,group=64,axis=1,zero=none");
        names.put("int2", "affine:bits=2,group=64,axis=1,zero=none");
        names.put("int3", "affine:bits=3,group=64,axis=1,zero=none");
        names.put("nf4", "nf4:block=64");
        names.put("fp8", "fp8:e4m3fn,per=row");
        names.put("f32", "dense:f32");
        return Collections.unmodifiableMap(names);
    }

    /** All of them, as texts of formats. */
    public static List<String> all() {
        return List.copyOf(SHORT.values());
    }

    /** The text that a short name stands for; any other text as it is. */
    public static String text(String name) {
        return SHORT.getOrDefault(name, name);
    }

    /** The short name of a format; its text where it has none. */
    public static String shortName(String text) {
        return SHORT.entrySet().stream()
                .filter(entry -> entry.getValue().equals(text))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(text);
    }
}
