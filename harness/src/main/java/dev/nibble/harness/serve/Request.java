package dev.nibble.harness.serve;

import com.sun.net.httpserver.HttpExchange;
import dev.nibble.harness.trace.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** One request and its answer. */
final class Request {
    private final HttpExchange exchange;
    private List<String> variables = List.of();
    /** How much of a body that was refused to take in after the answer. */
    private long unread;

    Request(HttpExchange exchange) {
        this.exchange = exchange;
    }

    /** Takes what stands in the variable parts of the path. */
    void variables(List<String> found) {
        variables = found;
    }

    /** What stands in the n-th variable part of the path. */
    String variable(int n) {
        return variables.get(n);
    }

    /**
     * The body as a value.
     *
     * @param limit bytes that it may have
     * @throws RefusedRequestException with 413 if it is longer, with 400 if it is no JSON of that type
     */
    <T> T body(Class<T> type, int limit) throws IOException {
        String length = exchange.getRequestHeaders().getFirst("Content-Length");
        // The server has checked that it is a number; one that is too long for a long is too long for us.
        boolean tooLong = length != null && (length.length() > 18 || Long.parseLong(length) > limit);
        byte[] body = tooLong ? new byte[0] : exchange.getRequestBody().readNBytes(limit + 1);
        if (tooLong || body.length > limit) {
            unread = 8L * limit;
            throw new RefusedRequestException(413, "the body is longer than " + limit + " bytes; send a smaller plan");
        }
        try {
            return Json.readStrictly(new String(body, StandardCharsets.UTF_8), type);
        } catch (IllegalArgumentException e) {
            throw new RefusedRequestException(400, "the body: " + e.getMessage());
        }
    }

    /** Answers with a value as JSON. */
    void answer(int status, Object value) throws IOException {
        answer(status, "application/json", (Json.line(value) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Answers with an error as JSON. */
    void refuse(int status, String message) throws IOException {
        answer(status, Map.of("error", message.strip().replaceAll("\\s*\\R\\s*", " ")));
    }

    /** Answers with bytes. */
    void answer(int status, String type, byte[] body) throws IOException {
        header("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        // Closed here: who leaves that to the exchange loses the answer if the client has sent less than it said.
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
            out.flush();
            takeRest();
        }
    }

    /** A client that is still sending when the connection is closed would never see the answer. */
    private void takeRest() throws IOException {
        if (unread > 0) {
            exchange.getRequestBody().skip(unread);
        }
    }

    /** Answers with what is written bit by bit. */
    void stream(String type, Writing writing) throws IOException {
        header("Content-Type", type);
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            writing.to(line -> {
                out.write(line.getBytes(StandardCharsets.UTF_8));
                out.flush();
            });
        }
    }

    /** Sets a header of the answer. */
    void header(String name, String value) {
        exchange.getResponseHeaders().set(name, value);
    }

    /** Writes an answer. */
    @FunctionalInterface
    interface Writing {
        void to(Text out) throws IOException;
    }

    /** Takes text and sends it at once. */
    @FunctionalInterface
    interface Text {
        /** @throws IOException if the client is gone */
        void write(String text) throws IOException;
    }
}
