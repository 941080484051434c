package dev.nibble.harness.worker;

import dev.nibble.harness.trace.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Messages over a socket, one line each. One thread may send while another receives. */
final class MessageLines implements AutoCloseable {
    /** Longest line that is accepted, in bytes. Bulk data goes through files. */
    static final int LIMIT = 16 << 20;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] buffer = new byte[1 << 13];
    private int next;
    private int filled;
    private long deadline = Long.MAX_VALUE;

    MessageLines(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        this.in = socket.getInputStream();
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
     * @throws SocketTimeoutException if the message is not there when the time-out has passed
     */
    Optional<Message> receive() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = read(); b != '\n'; b = read()) {
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

    /** From now on, the time in milliseconds that all of the next messages may take together, however they trickle in. */
    void timeout(long millis) {
        deadline = System.nanoTime() + 1_000_000L * Math.clamp(millis, 1, Integer.MAX_VALUE);
    }

    private int read() throws IOException {
        if (next == filled) {
            if (deadline != Long.MAX_VALUE) {
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (left < 1) {
                    throw new SocketTimeoutException("no whole message in time");
                }
                socket.setSoTimeout((int) left);
            }
            next = 0;
            filled = in.read(buffer);
            if (filled < 1) {
                filled = 0;
                return -1;
            }
        }
        return buffer[next++] & 0xFF;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
