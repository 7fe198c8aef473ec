package io.reprise.llm;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.ingress.codec.Call;
import io.reprise.ingress.codec.CallRequest;
import io.reprise.ingress.codec.HttpError;
import io.reprise.ingress.codec.MetricSink;
import io.reprise.ingress.codec.ServiceCodec;
import io.reprise.llm.api.CommandMaker;
import io.reprise.llm.api.LlmCall;
import io.reprise.llm.api.Operation;
import io.reprise.llm.api.Problem;
import io.reprise.llm.api.Provider;
import io.reprise.llm.api.Providers;
import io.reprise.llm.api.Reading;
import io.reprise.llm.api.Teller;
import io.reprise.llm.api.TellerMetrics;
import io.reprise.llm.json.JsonBodyReader;
import io.reprise.llm.json.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.LongSupplier;
import org.agrona.MutableDirectBuffer;

/**
 * The face of the simulator: finds out whose API a request is for, has it read, and makes the command of it. Event loop only.
 */
public final class LlmCodec implements ServiceCodec {
    private final TellerMetrics metrics = new TellerMetrics();
    private final Teller teller = new Teller(metrics);
    private final Providers providers = LlmProviders.all(teller);
    private final Refusal refusal = new Refusal();
    private final JsonBodyReader bodies = new JsonBodyReader(refusal);
    private final Reading reading = new Reading();
    private final CommandMaker commands = new CommandMaker();

    @Override
    public int service() {
        return LlmCall.SERVICE;
    }

    @Override
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        for (Providers.Path path : providers.paths()) {
            routes.add(new Route(
                    path.operation().httpMethod(), path.path(), path.operation().id()));
        }
        return routes;
    }

    @Override
    public List<String> keyHeaders() {
        return providers.keyHeaders();
    }

    @Override
    public String keyParameter() {
        return "key";
    }

    @Override
    public void start(long runSeed, SortedMap<String, Long> limits, LongSupplier clockNs) {
        commands.start(runSeed, limits);
        metrics.start(clockNs);
    }

    @Override
    public void metrics(MetricSink sink) {
        metrics.tell(sink);
    }

    @Override
    public boolean owns(String path) {
        return providers.owns(path);
    }

    @Override
    public Call open(CallRequest request, MutableDirectBuffer command) {
        Operation operation = providers.operation(request);
        Provider provider = providers.of(operation);
        reading.clear();
        JsonNode body = null;
        if (operation.hasBody()) {
            body = bodies.read(request.body(), request.bodyLength());
        }
        if (operation.hasBody() && body == null) {
            reading.refuse(Problem.invalid(refusal.text()));
        } else {
            provider.read(operation, request, body, reading);
        }
        return provider.call(
                operation, request, body, reading, commands.make(operation, request, body, reading, command));
    }

    @Override
    public byte[] errorBody(HttpError error, CallRequest request) {
        return providers.of(request).errorBody(error, request);
    }

    @Override
    public int errorStatus(int httpStatus, HttpError error, CallRequest request) {
        return providers.of(request).errorStatus(httpStatus, error, request);
    }
}
