package io.reprise.llm.api;

import io.reprise.ingress.codec.CallRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All providers behind one port. Where two have the same path, headers tell them apart; behind a provider's own prefix, such as
 * {@code /anthropic}, there is no doubt. Unchanged after construction.
 */
public final class Providers {
    private final List<Provider> providers;
    private final Map<Integer, Operation> operations = new HashMap<>();
    private final Map<Integer, Provider> byOperation = new HashMap<>();
    private final List<Path> paths = new ArrayList<>();

    /** Where an operation is. */
    public record Path(String path, Operation operation) {}

    /** @param providers the first one gets what cannot be told apart */
    public Providers(List<Provider> providers) {
        this.providers = List.copyOf(providers);
        Set<String> taken = new HashSet<>();
        for (Provider provider : providers) {
            for (Operation operation : provider.operations()) {
                if (operations.put(operation.id(), operation) != null) {
                    throw new IllegalArgumentException("two operations have id " + operation.id());
                }
                byOperation.put(operation.id(), provider);
                for (String path : operation.paths()) {
                    if (!provider.name().isEmpty()) {
                        paths.add(new Path("/" + provider.name() + path, operation));
                    }
                    if (taken.add(operation.httpMethod() + " " + path)) {
                        paths.add(new Path(path, operation));
                    }
                }
            }
        }
    }

    public List<Path> paths() {
        return paths;
    }

    public List<Operation> operations() {
        return providers.stream()
                .flatMap(provider -> provider.operations().stream())
                .toList();
    }

    public List<String> keyHeaders() {
        return providers.stream()
                .flatMap(provider -> provider.keyHeaders().stream())
                .distinct()
                .toList();
    }

    /** Which operation a request is for: its route's, or the one of the provider whose headers it has. */
    public Operation operation(CallRequest request) {
        Operation routed = operations.get(request.method());
        if (!request.isHttp()) {
            return routed;
        }
        Provider meant = of(request);
        if (meant == byOperation.get(routed.id())
                || byOperation.get(routed.id()).name().isEmpty()) {
            return routed;
        }
        String path = request.path();
        for (Operation operation : meant.operations()) {
            if (operation.httpMethod().equals(routed.httpMethod()) && isAt(operation, path, request.variable())) {
                return operation;
            }
        }
        return routed;
    }

    public Provider of(Operation operation) {
        return byOperation.get(operation.id());
    }

    /** Whose API a request is for, so far as its head says. */
    public Provider of(CallRequest request) {
        String path = request.path();
        for (Provider provider : providers) {
            if (isUnder(provider, path)) {
                return provider;
            }
        }
        for (int i = providers.size() - 1; i > 0; i--) {
            if (providers.get(i).isMeant(request)) {
                return providers.get(i);
            }
        }
        return providers.get(0);
    }

    /** Whether a path looks like one of an API, be something there or not. */
    public boolean owns(String path) {
        return path.startsWith("/v1/")
                || path.startsWith("/v1beta/")
                || providers.stream().anyMatch(provider -> isUnder(provider, path));
    }

    private static boolean isUnder(Provider provider, String path) {
        return !provider.name().isEmpty() && path.startsWith("/" + provider.name() + "/");
    }

    private static boolean isAt(Operation operation, String path, String variable) {
        for (String candidate : operation.paths()) {
            int open = candidate.indexOf('{');
            String plain = open < 0
                    ? candidate
                    : candidate.substring(0, open) + variable + candidate.substring(candidate.indexOf('}') + 1);
            if (plain.equals(path)) {
                return true;
            }
        }
        return false;
    }
}
