package dev.nibble.harness.serve;

import com.sun.net.httpserver.Headers;
import java.util.List;
import java.util.Set;

/**
 * Lets in whom the server is for. Other users of this machine lack the token. A web page in the user's own browser lacks it as
 * well, and even where a page makes its own name resolve to this machine, the browser then sends that name in {@code Host}.
 *
 * @param token to be known
 * @param hosts names by which the server may be called, with its port
 */
record Gate(Token token, Set<String> hosts) {
    /** The gate of a server on a port of the loopback interface. */
    static Gate of(Token token, int port) {
        return new Gate(token, Set.of("127.0.0.1:" + port, "localhost:" + port, "[::1]:" + port));
    }

    /** @throws RefusedRequestException with 400 or 403 if the request was not meant for this server */
    void requireOwnName(Headers headers) {
        List<String> host = headers.getOrDefault("Host", List.of());
        if (host.size() != 1 || !hosts.contains(host.getFirst())) {
            throw new RefusedRequestException(400, "this server answers as " + String.join(", ", hosts.stream().sorted().toList())
                    + " only, and the request's Host is " + host);
        }
        String origin = headers.getFirst("Origin");
        if (origin != null && !(origin.startsWith("http://") && hosts.contains(origin.substring("http://".length())))) {
            throw new RefusedRequestException(403, "pages of " + origin + " may not use this server");
        }
    }

    /** @throws RefusedRequestException with 401 if the request does not have the token */
    void requireToken(Headers headers) {
        if (!token.isIn(headers.getFirst("Authorization"))) {
            throw new RefusedRequestException(401, "send the token that stands in the server's token file, as the header "
                    + "'Authorization: Bearer TOKEN'");
        }
    }
}
