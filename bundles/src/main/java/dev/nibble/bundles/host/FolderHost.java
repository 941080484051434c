package dev.nibble.bundles.host;

import dev.nibble.bundles.jar.PrivateJar;
import dev.nibble.bundles.jar.RefusedJarException;
import dev.nibble.bundles.trust.FolderTrust;
import dev.nibble.harness.plugin.DroppedIn;
import dev.nibble.harness.plugin.PluginEvent;
import dev.nibble.harness.plugin.PluginHost;
import dev.nibble.harness.plugin.PluginSnapshot;
import dev.nibble.harness.terminal.Failures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Keeps loaded what lies in a folder. What is loaded depends on the folder's content alone, not on the order of events. */
final class FolderHost implements PluginHost {
    /** How long a command waits at its start for a jar that is being written. */
    private static final Duration LONGEST_COPY = Duration.ofSeconds(15);

    private static final System.Logger LOG = System.getLogger(FolderHost.class.getName());

    private final Path place;
    private final FolderTrust trust;
    private final Consumer<String> remarks;
    private final Arrivals arrivals;
    private final FelixHost felix;
    private final InUse inUse;
    private final FolderPoll poll;
    private final List<Consumer<PluginEvent>> listeners = new CopyOnWriteArrayList<>();
    private final Map<PrivateJar, String> failed = new IdentityHashMap<>();
    private final Thread lastResort;
    private List<PrivateJar> copies = List.of();
    private Map<Path, String> refused = Map.of();
    private String trouble = "";
    private boolean closed;

    /** @param place a folder of our own, removed with all in it when this is closed */
    FolderHost(Path place, FolderTrust trust, HostLimits limits, Consumer<String> remarks) {
        this.place = place;
        this.trust = trust;
        this.remarks = remarks;
        this.arrivals = new Arrivals(trust.folder(), place, limits.jars(), limits.patience());
        this.felix = new FelixHost(place.resolve("felix"), limits.constructors());
        this.inUse = new InUse(Thread.currentThread().getContextClassLoader(), trust.options(), felix::unload);
        this.poll = new FolderPoll("plugins in " + trust.folder(), limits.poll(), this::scanAndTell);
        // A command that is interrupted ends without closing anything.
        this.lastResort = new Thread(this::removeAtLast);
        Runtime.getRuntime().addShutdownHook(lastResort);
    }

    /** Looks until no jar is waited for any more. */
    void settle(Duration interval) throws IOException, InterruptedException {
        trust.weakness().ifPresent(remarks);
        long end = System.nanoTime() + LONGEST_COPY.toNanos();
        while (scan()) {
            if (System.nanoTime() > end) {
                remarks.accept("a jar in " + trust.folder() + " is still being written; this goes on without it");
                return;
            }
            Thread.sleep(interval);
        }
    }

    /** Brings what is loaded in line with the folder; returns whether a jar may still be being copied. */
    private synchronized boolean scan() throws IOException {
        if (closed) {
            // A look that had begun to wait when this was closed.
            return false;
        }
        List<Arrivals.Entry> entries = arrivals.scan();
        Map<Path, String> problems = new TreeMap<>();
        List<PrivateJar> usable = new ArrayList<>();
        for (Arrivals.Entry entry : entries) {
            entry.refusal().ifPresent(reason -> problems.put(entry.file(), reason));
            entry.jar().filter(jar -> isTrusted(jar, problems)).ifPresent(usable::add);
        }
        Selection selection = Selection.of(usable);
        selection.passedOver().forEach((jar, reason) -> problems.put(jar.jar().file(), reason));
        Map<String, LoadedJar> loaded = new TreeMap<>();
        selection.used().forEach((name, jar) -> load(name, jar, loaded, problems));
        List<PluginEvent> events = new ArrayList<>(inUse.replace(loaded, lines(problems)));
        problems.forEach((file, reason) -> {
            if (!reason.equals(refused.get(file))) {
                events.add(refusal(file, reason, entries));
            }
        });
        refused = problems;
        forgetOthers();
        events.forEach(event -> listeners.forEach(listener -> listener.accept(event)));
        return entries.stream().anyMatch(Arrivals.Entry::waiting);
    }

    /** Asked at each look: lists may change while jars stay. */
    private boolean isTrusted(PrivateJar jar, Map<Path, String> problems) {
        try {
            trust.require(jar, remarks);
            return true;
        } catch (RefusedJarException e) {
            problems.put(jar.jar().file(), e.getMessage());
        } catch (IOException e) {
            problems.put(jar.jar().file(), "whether it is trusted cannot be known: " + e.getMessage());
        }
        return false;
    }

    private void load(String name, PrivateJar jar, Map<String, LoadedJar> loaded, Map<Path, String> problems) {
        var known = inUse.current(name).filter(it -> it.jar() == jar);
        if (known.isPresent()) {
            loaded.put(name, known.get());
        } else if (failed.containsKey(jar)) {
            problems.put(jar.jar().file(), failed.get(jar));
        } else {
            try {
                loaded.put(name, felix.load(jar));
            } catch (RefusedJarException e) {
                failed.put(jar, e.getMessage());
                problems.put(jar.jar().file(), e.getMessage());
            }
        }
    }

    /** Copies of jars that are not in the folder any more go, unless a run still uses them. */
    private void forgetOthers() {
        List<PrivateJar> now = arrivals.copies();
        for (PrivateJar old : copies) {
            if (now.stream().noneMatch(jar -> jar == old)) {
                failed.remove(old);
                if (!inUse.holds(old)) {
                    old.delete();
                }
            }
        }
        copies = now;
    }

    private static List<String> lines(Map<Path, String> problems) {
        return problems.entrySet().stream().map(entry -> line(entry.getKey(), entry.getValue())).toList();
    }

    private static String line(Path file, String reason) {
        return file + " is not used: " + reason;
    }

    private static PluginEvent refusal(Path file, String reason, List<Arrivals.Entry> entries) {
        DroppedIn jar = entries.stream().filter(entry -> entry.file().equals(file))
                .flatMap(entry -> entry.jar().stream()).map(PrivateJar::jar).findFirst().orElse(null);
        return new PluginEvent(PluginEvent.Kind.REFUSED, "" + file.getFileName(), jar == null ? "" : jar.symbolicName(),
                jar == null ? "" : jar.version(), jar == null ? "" : jar.sha256(), line(file, reason));
    }

    private void scanAndTell() {
        try {
            scan();
            trouble = "";
        } catch (IOException | RuntimeException | LinkageError e) {
            String now = Failures.describe(e);
            if (!trouble.equals(now)) {
                trouble = now;
                remarks.accept("the plugin folder " + trust.folder() + " cannot be read, all stays as it is: " + now);
            }
        }
    }

    /** Others may still write there, or remove it as well: what cannot be removed now is left to the system. */
    private void removeAtLast() {
        try {
            PrivateJar.delete(place);
        } catch (UncheckedIOException e) {
            LOG.log(System.Logger.Level.DEBUG, place + " is left behind: " + e.getMessage());
        }
    }

    @Override
    public PluginSnapshot snapshot() {
        return inUse.snapshot();
    }

    @Override
    public Watch watch(Consumer<PluginEvent> listener) {
        synchronized (listeners) {
            listeners.add(listener);
            poll.start();
        }
        return () -> {
            synchronized (listeners) {
                listeners.remove(listener);
                if (listeners.isEmpty()) {
                    poll.stop();
                }
            }
        };
    }

    @Override
    public void close() {
        poll.stop();
        synchronized (this) {
            closed = true;
            inUse.forget();
            felix.close();
            PrivateJar.delete(place);
        }
        try {
            Runtime.getRuntime().removeShutdownHook(lastResort);
        } catch (IllegalStateException _) {
            // The JVM is ending, and the hook does what was done here already.
            return;
        }
    }
}
