package dev.nibble.harness.worker;

import dev.nibble.harness.trace.Json;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Messages over a socket, one line each. One thread may send while another receives. */
final class MessageLines implements AutoCloseable {
    /** Longest line that is accepted, in bytes. Bulk data goes through files. */
    static final int LIMIT = 16 << 20;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    MessageLines(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    /** Sends one message. */
    synchronized void send(Message message) throws IOException {
        byte[] line = (Json.line(message) + "\n").getBytes(StandardCharsets.UTF_8);
        if (line.length > LIMIT) {
            throw new GarbageException("a message of " + line.length + " bytes is longer than " + LIMIT);
        }
        out.write(line);
        out.flush();
    }

    /**
     * Waits for the next message.
     *
     * @return empty when the other side has closed the connection
     * @throws GarbageException if what came is too long or no message
     * @throws java.net.SocketTimeoutException if the socket's time-out passes without a byte
     */
    Optional<Message> receive() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return Optional.empty();
            }
            if (line.size() == LIMIT) {
                throw new GarbageException("a line longer than " + LIMIT + " bytes");
            }
            line.write(b);
        }
        String text = line.toString(StandardCharsets.UTF_8);
        try {
            return Optional.of(Json.read(text, Message.class));
        } catch (IllegalArgumentException e) {
            throw new GarbageException("'" + text.substring(0, Math.min(80, text.length())) + "' is no message: "
                    + e.getMessage());
        }
    }

    /** How long {@link #receive} waits for each byte, in milliseconds, at least 1. */
    void timeout(long millis) throws IOException {
        socket.setSoTimeout(Math.clamp(millis, 1, Integer.MAX_VALUE));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
