package dev.nibble.harness.project;

import dev.nibble.api.plugin.Plugin;
import dev.nibble.api.plugin.Registry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** What kind of plugin a project is for: which templates it is made of. */
public enum ProjectKind {
    QUANTIZER("[a-z][a-z0-9]*([.-][a-z0-9]+)*", "dev.nibble.api.quantizer.Quantizer", "",
            registry -> List.of(registry.preparations(), registry.quantizers(), registry.refiners(),
                    registry.activationQuantizers())),
    KERNEL("[a-z][a-z0-9]*([.-][a-z0-9]+)*", "dev.nibble.api.kernel.Kernel", "",
            registry -> List.of(registry.kernels())),
    /** The text of a format begins with its name, which therefore has no dots. */
    FORMAT("[a-z][a-z0-9]*(-[a-z0-9]+)*", "dev.nibble.api.format.FormatProvider", "Provider",
            registry -> List.of(registry.formatProviders()));

    private final String names;
    private final String spi;
    private final String suffix;
    private final Function<Registry, List<List<? extends Plugin>>> taken;

    ProjectKind(String names, String spi, String suffix, Function<Registry, List<List<? extends Plugin>>> taken) {
        this.names = names;
        this.spi = spi;
        this.suffix = suffix;
        this.taken = taken;
    }

    /** The word by which users choose it, and the folder of its templates. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a plugin of this kind may be called so. */
    boolean allows(String name) {
        return name.length() <= 40 && name.matches(names);
    }

    /** The SPI that the services file is named after. */
    String spi() {
        return spi;
    }

    /** The class that the services file names, for the main class's name. */
    String provider(String mainClass) {
        return mainClass + suffix;
    }

    /** Plugins that must not have the same name. */
    List<? extends Plugin> rivals(Registry registry) {
        return taken.apply(registry).stream().flatMap(List::stream).toList();
    }

    /** Templates by the file that they become, both with placeholders. */
    Map<String, String> templates() {
        String main = "src/main/java/{{folder}}/{{class}}";
        String test = "src/test/java/{{folder}}/{{class}}Test.java";
        Map<String, String> files = new LinkedHashMap<>(Map.of(
                "pom.xml", "pom.xml.template",
                ".gitignore", "gitignore.template",
                "README.md", word() + "/README.md.template",
                main + ".java", word() + "/Plugin.java.template",
                test, word() + "/PluginTest.java.template",
                "src/main/resources/META-INF/services/" + spi, "services.template"));
        if (!suffix.isEmpty()) {
            files.put(main + suffix + ".java", word() + "/Plugin" + suffix + ".java.template");
        }
        return files;
    }
}
