package dev.nibble.harness.serve;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** The page at {@code /} and what belongs to it. It holds no secret: the browser gets the token from its user. */
final class Page {
    private static final String POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; img-src data:; "
            + "style-src 'self' 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final Map<String, String> FILES = Map.of(
            "/", "page.html", "/page.css", "page.css", "/page.js", "page.js");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8", "css", "text/css; charset=utf-8", "js", "text/javascript; charset=utf-8");

    private Page() {}

    static void addTo(Routes routes) {
        FILES.forEach((path, file) -> routes.open("GET", path, request -> send(request, file)));
    }

    private static void send(Request request, String file) throws IOException {
        try (InputStream in = Page.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IOException("this build of Nibble lacks " + file + ": build it again");
            }
            request.header("Content-Security-Policy", POLICY);
            request.answer(200, TYPES.get(file.substring(file.lastIndexOf('.') + 1)), in.readAllBytes());
        }
    }
}
