package io.reprise.llm.sim;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.ingress.codec.CallRequest;
import io.reprise.ingress.codec.HttpError;
import io.reprise.llm.api.CallFacts;
import io.reprise.llm.api.LlmCall;
import io.reprise.llm.api.Operation;
import io.reprise.llm.api.Problem;
import io.reprise.llm.api.Provider;
import io.reprise.llm.api.Reading;
import io.reprise.llm.api.Teller;
import io.reprise.llm.frame.Action;
import java.util.List;

/** The simulator's own requests, which no provider has. */
public final class Sim implements Provider {
    static final Operation SESSIONS = Operation.get(81, "sessions", "/sim/sessions");
    static final Operation SESSION = Operation.get(82, "session", "/sim/sessions/{session}");
    static final Operation END_SESSION = Operation.delete(83, "session.end", "/sim/sessions/{session}");
    static final Operation RESET = new Operation(84, "faults.reset", "POST", List.of("/control/reset"), false);
    static final Operation HEALTH = Operation.get(85, "health", "/control/health");

    private static final int MAX_PLACE = 1 << 24;

    private final Teller teller;

    public Sim(Teller teller) {
        this.teller = teller;
    }

    @Override
    public String name() {
        return "";
    }

    @Override
    public List<Operation> operations() {
        return List.of(SESSIONS, SESSION, END_SESSION, RESET, HEALTH);
    }

    @Override
    public void read(Operation operation, CallRequest request, JsonNode body, Reading into) {
        into.session = request.variable();
        into.action = switch (operation.id()) {
            case 81, 82 -> Action.LIST_SESSIONS;
            case 83 -> Action.END_SESSION;
            case 84 -> Action.RESET_FAULTS;
            default -> Action.ACCOUNT;
        };
        String from = request.query("from");
        if (from != null) {
            into.turn = from.matches("[0-9]{1,8}") ? Integer.parseInt(from) : MAX_PLACE + 1;
            if (into.turn > MAX_PLACE) {
                into.refuse(Problem.invalid("from must be an integer from 0 to " + MAX_PLACE + "; got " + from));
            }
        }
    }

    @Override
    public LlmCall call(Operation operation, CallRequest request, JsonNode body, Reading reading, CallFacts facts) {
        return new SimCall(facts, teller, operation.equals(SESSION));
    }

    @Override
    public byte[] errorBody(HttpError error) {
        return error.json();
    }
}
