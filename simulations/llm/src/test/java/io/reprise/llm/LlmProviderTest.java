package io.reprise.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.ingress.codec.Call;
import io.reprise.kernel.frame.ErrorPayload;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.frame.Status;
import io.reprise.kernel.machine.MachineProvider;
import io.reprise.kernel.machine.Machines;
import io.reprise.llm.api.LlmCall;
import io.reprise.llm.frame.Command;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class LlmProviderTest {
    private final LlmProvider provider = new LlmProvider();

    @Test
    void shouldBeFoundAsAService() {
        assertTrue(Machines.discover().stream().anyMatch(LlmProvider.class::isInstance));
    }

    @Test
    void shouldSayWhatItIs() {
        assertEquals(2, provider.serviceId());
        assertEquals("llm", provider.name());
        assertTrue(provider.methods()
                .containsAll(List.of(
                        new MachineProvider.Method(LlmKernel.CHAT, "chat"),
                        new MachineProvider.Method(LlmKernel.MODELS, "models"),
                        new MachineProvider.Method(LlmCall.CANCEL, "cancel"))));
    }

    @Test
    void shouldHaveRoomFor100000SessionsOfAnHourByDefault() {
        assertEquals(100_000L, new LlmKernel(1, new TreeMap<>()).limits().get("llm.max-sessions"));
        assertEquals(3_600_000L, new LlmKernel(1, new TreeMap<>()).limits().get("llm.session-ttl-ms"));
    }

    @Test
    void shouldDescribeARequestInOneLine() {
        assertEquals(
                "generate model=gpt-4o-mini session=Ada turn=1 tokens=8+3: Today, our",
                provider.describePayload(command(Chats.ask("Hello", ",\"user\":\"Ada\",\"max_tokens\":3,\"seed\":1"))));
    }

    @Test
    void shouldDescribeARefusedRequestByItsFault() {
        assertEquals("refuse: the body is empty; send a JSON object", provider.describePayload(command("")));
    }

    @Test
    void shouldDescribeWhatIsNoCommand() {
        assertEquals(
                "no command of version " + Command.VERSION,
                provider.describePayload(frame(FrameKind.REQUEST, "{}".getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void shouldDescribeAnErrorByItsText() {
        FrameFlyweight frame = frame(FrameKind.ERROR, new byte[10]);
        ErrorPayload.encode(
                frame.buffer(), frame.payloadOffset(), Status.INVALID_REQUEST, "no".getBytes(StandardCharsets.UTF_8));

        assertEquals("no", provider.describePayload(frame));
    }

    private static FrameFlyweight command(String body) {
        LlmCodec codec = new LlmCodec();
        codec.start(1, new TreeMap<>(), () -> 0);
        MutableDirectBuffer command = new ExpandableArrayBuffer();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        Call call = codec.open(TestRequest.binary(LlmKernel.CHAT, bytes, 0), command);
        byte[] payload = new byte[call.commandLength()];
        command.getBytes(0, payload);
        return frame(FrameKind.REQUEST, payload);
    }

    private static FrameFlyweight frame(int kind, byte[] payload) {
        FrameFlyweight frame =
                new FrameFlyweight().wrap(new UnsafeBuffer(new byte[FrameLayout.HEADER_LENGTH + payload.length]), 0);
        frame.init(kind, payload.length).service(LlmCall.SERVICE).method(LlmKernel.CHAT);
        frame.buffer().putBytes(frame.payloadOffset(), payload);
        return frame;
    }
}
