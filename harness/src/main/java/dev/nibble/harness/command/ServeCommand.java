package dev.nibble.harness.command;

import dev.nibble.harness.ExitCode;
import dev.nibble.harness.UsageException;
import dev.nibble.harness.plugin.PluginHost;
import dev.nibble.harness.plugin.Trust;
import dev.nibble.harness.serve.NibbleServer;
import dev.nibble.harness.serve.Patience;
import dev.nibble.harness.terminal.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nibble serve}. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        header = "Serve sweeps to scripts, notebooks and a page, on this machine and to its user only.",
        description = {
            "",
            "HTTP with JSON on the loopback interface: list plugins, submit sweeps, follow them, fetch traces and reports. Who "
                    + "asks must have the token of a file that only you can read. Plugins may come and go in the plugin folder "
                    + "meanwhile; each sweep runs with those that there are when it begins. Unless --trust says otherwise, only "
                    + "jars of the folder's plugins.lock may run. Ends with Ctrl-C; runs that were cut off can go on later.",
            ""
        },
        footer = {"", "Examples:", "  nibble serve", "  nibble serve --port 7070 --plugins ~/plugins",
            "  printf 'header = \"Authorization: Bearer %%s\"\\n' \"$(cat TOKEN-FILE)\" | curl -K - http://127.0.0.1:7070/api"})
public final class ServeCommand implements Callable<Integer> {
    @Option(names = "--port", paramLabel = "N", defaultValue = "0", description = "Port; 0, the default, takes a free one.")
    private int port;

    @Option(names = "--token-file", paramLabel = "FILE",
            description = "Where to write the token; by default a file named after the port in your cache folder.")
    private Path tokenFile;

    @Mixin
    private RunPlace place;

    @Mixin
    private PluginChoice plugins;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (port < 0 || port > 65535) {
            throw new UsageException("--port takes 0 to 65535, not " + port);
        }
        if (place.isNamed()) {
            throw new UsageException("--run names one run, and a server has many: name them when you submit them");
        }
        Optional<PluginHost> host = plugins.host(Optional.of(Trust.LISTED));
        if (host.isEmpty()) {
            remark("there is no folder " + plugins.folder() + ", so no jars are looked for; make it, or name one with"
                    + " --plugins, and start again");
        }
        NibbleServer.Settings settings =
                new NibbleServer.Settings(port, Optional.ofNullable(tokenFile), place.runs(), place.limit(), Patience.usual());
        CountDownLatch ended = new CountDownLatch(1);
        try (NibbleServer server = new NibbleServer(settings, host, this::remark)) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server, ended)));
            announce(server);
            ended.await();
        }
        return ExitCode.OK;
    }

    private void announce(NibbleServer server) {
        if (output.json()) {
            Map<String, String> document = new LinkedHashMap<>();
            document.put("url", server.url());
            document.put("tokenFile", server.tokenFile().toString());
            output.json(document);
            return;
        }
        output.line("serving on " + server.url() + ", runs in " + place.runs() + "; Ctrl-C ends");
        output.line("token in " + server.tokenFile());
        output.line("page: " + server.url() + "/ (asks for the token)");
    }

    private void end(NibbleServer server, CountDownLatch ended) {
        try {
            server.close();
        } catch (IOException e) {
            remark("the server did not end cleanly: " + e.getMessage());
        } finally {
            ended.countDown();
        }
    }

    private synchronized void remark(String line) {
        output.err().println(line);
        output.err().flush();
    }
}
