package io.reprise.ingress.client;

import io.reprise.kernel.frame.ErrorPayload;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A request of a {@link RepriseClient} and what has come of its answer so far. Event loop only, but for the future. */
final class Pending {
    final Request request;
    final long timeoutMs;
    final long deadlineNs;
    final CompletableFuture<Answer> future = new CompletableFuture<>();
    private List<byte[]> parts = new ArrayList<>(1);

    Pending(Request request, long timeoutMs, long deadlineNs) {
        this.request = request;
        this.timeoutMs = timeoutMs;
        this.deadlineNs = deadlineNs;
    }

    /** The answer starts over. */
    void restart() {
        parts = new ArrayList<>(1);
    }

    void onAnswer(FrameFlyweight answer, boolean last) {
        if (answer.kind() == FrameKind.ERROR) {
            future.completeExceptionally(new RequestException.Refused(
                    Status.of(answer.status()), ErrorPayload.text(answer), ErrorPayload.retryAfterMs(answer)));
            return;
        }
        byte[] part = new byte[answer.payloadLength()];
        answer.buffer().getBytes(answer.payloadOffset(), part);
        parts.add(part);
        if (last) {
            future.complete(new Answer(answer.sequence(), answer.timestampNs(), List.copyOf(parts)));
        }
    }
}
