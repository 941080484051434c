package dev.nibble.harness.command;

import dev.nibble.harness.plugin.PluginHosts;
import picocli.CommandLine;

/** Makes commands and their parts; to those that load plugins it gives the way to do so. */
public final class CommandFactory implements CommandLine.IFactory {
    private final CommandLine.IFactory others = CommandLine.defaultFactory();
    private final PluginHosts hosts;

    public CommandFactory(PluginHosts hosts) {
        this.hosts = hosts;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        return type == PluginChoice.class ? type.cast(new PluginChoice(hosts)) : others.create(type);
    }
}
