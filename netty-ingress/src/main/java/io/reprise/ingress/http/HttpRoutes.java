package io.reprise.ingress.http;

import io.reprise.ingress.codec.ServiceCodec;
import io.reprise.ingress.codec.ServiceCodecs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which codec answers which path; unchanged after construction. */
public final class HttpRoutes {
    private final Map<String, Map<String, Target>> byPath = new HashMap<>();
    private final List<Template> templates = new ArrayList<>();
    private final List<ServiceCodec> codecs;

    /**
     * A route and the codec it belongs to.
     *
     * @param variable what stands for the route's variable, as it was sent; empty when it has none
     */
    record Target(ServiceCodec codec, ServiceCodec.Route route, String variable) {}

    /** A path with a variable between two texts. */
    private record Template(String prefix, String suffix, Target target) {
        static Template of(Target target) {
            String path = target.route().path();
            int open = path.indexOf('{');
            return new Template(path.substring(0, open), path.substring(path.indexOf('}') + 1), target);
        }

        /** Null when the path is another one. */
        String variable(String path) {
            int length = path.length() - prefix.length() - suffix.length();
            if (length <= 0 || !path.startsWith(prefix) || !path.endsWith(suffix)) {
                return null;
            }
            String variable = path.substring(prefix.length(), prefix.length() + length);
            return variable.indexOf('/') < 0 ? variable : null;
        }
    }

    /** @throws IllegalArgumentException when two codecs want the same route */
    public HttpRoutes(ServiceCodecs codecs) {
        this.codecs = codecs.all();
        for (ServiceCodec codec : this.codecs) {
            for (ServiceCodec.Route route : codec.routes()) {
                add(new Target(codec, route, ""));
            }
        }
        templates.sort(
                (a, b) -> Integer.compare(b.suffix.length(), a.suffix.length())); // `{model}:count` before `{model}`
    }

    private void add(Target target) {
        ServiceCodec.Route route = target.route();
        Target other;
        if (route.path().indexOf('{') < 0) {
            other = byPath.computeIfAbsent(route.path(), path -> new HashMap<>())
                    .put(route.httpMethod(), target);
        } else {
            other = templates.stream()
                    .map(Template::target)
                    .filter(known -> known.route().path().equals(route.path())
                            && known.route().httpMethod().equals(route.httpMethod()))
                    .findAny()
                    .orElse(null);
            templates.add(Template.of(target));
        }
        if (other != null) {
            throw new IllegalArgumentException("two codecs answer " + route.httpMethod() + " " + route.path());
        }
    }

    /** Null when nothing answers the method on that path. HEAD is answered where GET is. */
    Target find(String httpMethod, String path) {
        String wanted = httpMethod.equals("HEAD") ? "GET" : httpMethod;
        Map<String, Target> methods = byPath.get(path);
        if (methods != null) {
            return methods.get(wanted);
        }
        for (Template template : templates) {
            String variable = template.target.route().httpMethod().equals(wanted) ? template.variable(path) : null;
            if (variable != null) {
                return new Target(template.target.codec(), template.target.route(), variable);
            }
        }
        return null;
    }

    /** The codec whose path this is, whatever the method and whether anything is there; or null. */
    ServiceCodec codec(String path) {
        Map<String, Target> methods = byPath.get(path);
        if (methods != null) {
            return methods.values().iterator().next().codec();
        }
        for (ServiceCodec codec : codecs) {
            if (codec.owns(path)) {
                return codec;
            }
        }
        return null;
    }

    /** The methods that are answered on a path; empty when there is no such path. */
    Set<String> allowed(String path) {
        Set<String> allowed = new TreeSet<>(byPath.getOrDefault(path, Map.of()).keySet());
        if (allowed.isEmpty()) {
            for (Template template : templates) {
                if (template.variable(path) != null) {
                    allowed.add(template.target.route().httpMethod());
                }
            }
        }
        return allowed;
    }
}
