package io.reprise.kernel.echo;

import static io.reprise.kernel.frame.FrameLayout.ORDER;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.Status;
import io.reprise.kernel.machine.MachineContext;
import io.reprise.kernel.machine.MachineSetup;
import io.reprise.kernel.machine.StateMachine;
import io.reprise.kernel.state.LongTable;
import io.reprise.kernel.state.RegionLayout.Field;

/** Echoes payloads and adds to off-heap counters. Allocates nothing. */
final class EchoMachine implements StateMachine {
    static final int KEY_OFFSET = 0;
    static final int DELTA_OFFSET = 8;
    static final int ADD_LENGTH = 16;
    static final int SUM_LENGTH = 8;

    private final LongTable counters;
    private final long maxKeys;

    EchoMachine(MachineSetup setup) {
        maxKeys = setup.limit("max-keys", 262_144, 1, 1 << 24);
        counters = new LongTable(setup.store(), "counters", (int) maxKeys, SUM_LENGTH, Field.i64("sum", 0));
    }

    @Override
    public void onRequest(FrameFlyweight request, MachineContext context) {
        if (request.method() == EchoProvider.ECHO) {
            echo(request, context);
        } else {
            add(request, context);
        }
    }

    private static void echo(FrameFlyweight request, MachineContext context) {
        int length = request.payloadLength();
        FrameFlyweight answer = context.respond(length);
        answer.buffer().putBytes(answer.payloadOffset(), request.buffer(), request.payloadOffset(), length);
    }

    private void add(FrameFlyweight request, MachineContext context) {
        if (request.payloadLength() != ADD_LENGTH) {
            context.error(
                    Status.INVALID_REQUEST,
                    "add takes 16 bytes, i64 key and i64 delta; got " + request.payloadLength() + " bytes");
            return;
        }
        long key = request.buffer().getLong(request.payloadOffset() + KEY_OFFSET, ORDER);
        int counter = counters.findOrAdd(key);
        if (counter == LongTable.NONE) {
            context.error(
                    Status.RESOURCE_EXHAUSTED,
                    "all " + maxKeys + " counters are in use; add to an existing key or raise echo.max-keys");
            return;
        }
        long delta = request.buffer().getLong(request.payloadOffset() + DELTA_OFFSET, ORDER);
        long sum = counters.region().getLong(counter) + delta;
        counters.region().putLong(counter, sum);
        FrameFlyweight answer = context.respond(SUM_LENGTH);
        answer.buffer().putLong(answer.payloadOffset(), sum, ORDER);
    }
}
