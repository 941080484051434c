package dev.nibble.api.plugin;

/** A plugin was asked for by a name that nothing on the class path answers to. */
public final class NoSuchPluginException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what was asked for, and which names there are */
    public NoSuchPluginException(String message) {
        super(message);
    }
}
