package dev.nibble.harness.serve;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which method of which path is answered by whom. */
final class Routes {
    private static final String VARIABLE = "([A-Za-z0-9][A-Za-z0-9._-]*)";

    private final List<Route> routes = new ArrayList<>();

    /** Answers a request. */
    @FunctionalInterface
    interface Handler {
        void answer(Request request) throws IOException;
    }

    private record Route(String method, Pattern path, boolean open, Handler handler) {}

    /**
     * What serves a request.
     *
     * @param open whether it is served without the token
     * @param variables of the path
     */
    record Found(Handler handler, boolean open, List<String> variables) {}

    /** Adds a route; {@code *} in the path stands for a name. */
    Routes with(String method, String path, Handler handler) {
        return add(method, path, false, handler);
    }

    /** Adds a route for those without a token, too. */
    Routes open(String method, String path, Handler handler) {
        return add(method, path, true, handler);
    }

    private Routes add(String method, String path, boolean open, Handler handler) {
        String[] parts = path.split("\\*", -1);
        StringBuilder pattern = new StringBuilder(Pattern.quote(parts[0]));
        for (int i = 1; i < parts.length; i++) {
            pattern.append(VARIABLE).append(Pattern.quote(parts[i]));
        }
        routes.add(new Route(method, Pattern.compile(pattern.toString()), open, handler));
        return this;
    }

    /** What serves a request; for one that nothing serves, a handler that refuses it with 404 or 405. */
    Found find(String method, String path) {
        TreeSet<String> others = new TreeSet<>();
        boolean open = false;
        for (Route route : routes) {
            Matcher matcher = route.path().matcher(path);
            if (matcher.matches()) {
                if (route.method().equals(method)) {
                    return new Found(route.handler(), route.open(), groups(matcher));
                }
                others.add(route.method());
                open |= route.open();
            }
        }
        String allowed = String.join(", ", others);
        // Which of both it is, is told to those with the token only.
        return new Found(request -> {
            if (allowed.isEmpty()) {
                throw new RefusedRequestException(404, "there is no " + path + " here; GET /api lists what there is");
            }
            request.header("Allow", allowed);
            throw new RefusedRequestException(405, path + " takes " + allowed + ", not " + method);
        }, open, List.of());
    }

    /** What there is, for the list at {@code /api}. */
    List<String> list() {
        return routes.stream().filter(route -> !route.open())
                .map(route -> route.method() + " " + route.path().pattern().replace(VARIABLE, "NAME").replaceAll("\\\\[QE]", ""))
                .toList();
    }

    private static List<String> groups(Matcher matcher) {
        List<String> groups = new ArrayList<>();
        for (int i = 1; i <= matcher.groupCount(); i++) {
            groups.add(matcher.group(i));
        }
        return groups;
    }
}
