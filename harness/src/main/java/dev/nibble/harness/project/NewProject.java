package dev.nibble.harness.project;

import dev.nibble.api.plugin.Registry;
import dev.nibble.harness.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;

/**
 * A Maven project for a plugin: it builds, passes its conformance test and makes a jar for the class path and for OSGi as it
 * is, and is then to be edited.
 *
 * @param kind of plugin
 * @param name of the plugin
 */
public record NewProject(ProjectKind kind, String name) {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(\\w+)}}");
    private static final Pattern TYPE = Pattern.compile("\\b[A-Z]\\w*\\b");

    /** @throws UsageException if the name cannot be the plugin's, or a part of its Java names */
    public NewProject {
        if (!kind.allows(name)) {
            throw new UsageException("a " + kind.word() + "'s name is made of up to 40 lower-case letters, digits and dashes"
                    + (kind == ProjectKind.FORMAT ? "" : ", or dots,") + " and begins with a letter, as in three-sigma, not '"
                    + name + "'");
        }
        if (SourceVersion.isKeyword(packageOf(name)) || isTaken(kind, classOf(name))) {
            throw new UsageException("the name '" + name + "' would make a Java package or class of a name that is taken; "
                    + "give a longer one, such as my-" + name);
        }
    }

    private static String packageOf(String name) {
        return name.replaceAll("[.-]", "");
    }

    private static String classOf(String name) {
        return Stream.of(name.split("[.-]"))
                .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
                .collect(Collectors.joining());
    }

    /** Whether a class of that name would hide one that the templates use, or that every Java source sees. */
    private static boolean isTaken(ProjectKind kind, String type) {
        Set<String> used = kind.templates().values().stream()
                .filter(template -> template.endsWith(".java.template"))
                .flatMap(template -> TYPE.matcher(resource(template)).results().map(MatchResult::group))
                .collect(Collectors.toSet());
        return used.contains(type) || used.contains(kind.provider(type)) || used.contains(type + "Test")
                || isOfJavaLang(type) || isOfJavaLang(kind.provider(type));
    }

    private static boolean isOfJavaLang(String type) {
        return Object.class.getResource(type + ".class") != null;
    }

    /** @throws UsageException if a plugin that was found has the name already: Nibble would leave the new one out */
    public void requireFree(Registry registry) {
        kind.rivals(registry).stream().filter(plugin -> plugin.name().equals(name)).findFirst().ifPresent(plugin -> {
            throw new UsageException("there is a plugin '" + name + "' already, in " + registry.info(plugin).origin()
                    + "; give yours another name");
        });
    }

    /**
     * Writes the project, whole or not at all.
     *
     * @param folder to be made, or empty; the folder that it lies in must exist
     * @return the files, relative to the folder, in order
     * @throws UsageException if the folder cannot be a new project's
     */
    public List<Path> write(Path folder) throws IOException {
        Path target = folder.toAbsolutePath().normalize();
        requireEmpty(folder, target);
        Map<Path, String> files = render();
        Path temporary = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            for (Map.Entry<Path, String> file : files.entrySet()) {
                Path path = temporary.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.writeString(path, file.getValue());
            }
            if (Files.exists(target)) {
                // The folder itself stays, for somebody may be in it.
                for (Path entry : children(temporary)) {
                    Files.move(entry, target.resolve(entry.getFileName()));
                }
            } else {
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            }
        } finally {
            delete(temporary);
        }
        return List.copyOf(files.keySet());
    }

    private static List<Path> children(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.toList();
        }
    }

    private static void requireEmpty(Path folder, Path target) throws IOException {
        Path parent = target.getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new UsageException("the folder " + (parent == null ? target : parent)
                    + " that the project should lie in does not exist; create it first");
        }
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new UsageException(folder + " exists and is no folder; --dir takes the folder to make");
        }
        try (Stream<Path> entries = Files.list(target)) {
            if (entries.findAny().isPresent()) {
                throw new UsageException("the folder " + folder + " is not empty; --dir takes another one");
            }
        }
    }

    /** Texts by file, relative to the project. */
    Map<Path, String> render() {
        Map<String, String> values = values();
        Map<Path, String> files = new TreeMap<>();
        kind.templates().forEach((file, template) ->
                files.put(Path.of(filled(file, values)), filled(resource(template), values)));
        return files;
    }

    private Map<String, String> values() {
        Properties versions = new Properties();
        try {
            versions.load(new StringReader(resource("versions.properties")));
        } catch (IOException e) {
            throw new IllegalStateException("text in memory can be read", e);
        }
        String type = classOf(name);
        String owner = "plugin." + packageOf(name);
        return Map.of("kind", kind.word(), "name", name, "class", type, "package", owner, "folder", owner.replace('.', '/'),
                "provider", owner + "." + kind.provider(type), "nibble", versions.getProperty("nibble"),
                "junit", versions.getProperty("junit"), "bnd", versions.getProperty("bnd"));
    }

    private static String filled(String template, Map<String, String> values) {
        return PLACEHOLDER.matcher(template).replaceAll(found -> {
            String value = values.get(found.group(1));
            if (value == null) {
                throw new IllegalStateException("a template asks for " + found.group() + ", which nobody knows");
            }
            return Matcher.quoteReplacement(value);
        });
    }

    private static String resource(String name) {
        try (InputStream in = NewProject.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("this build of Nibble lacks " + name + ": build it again");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (FileSystemException e) {
            throw new IOException("the unfinished project " + folder + " cannot be removed: " + e.getMessage(), e);
        }
    }
}
