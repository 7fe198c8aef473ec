package io.reprise.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.frame.ErrorPayload;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.frame.Status;
import io.reprise.kernel.machine.MachineProvider;
import io.reprise.kernel.machine.Machines;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
        assertEquals(
                List.of(new MachineProvider.Method(1, "chat"), new MachineProvider.Method(2, "models")),
                provider.methods());
    }

    @Test
    void shouldDescribeARequestInOneLine() {
        String body = """
                {"model":"gpt-4o","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hello"},
                {"role":"assistant","content":"Hi."},{"role":"user","content":"Tell\\nme %s"}]}
                """.replace("%s", "more ".repeat(20));

        assertEquals(
                "model=gpt-4o turn=2 tokens=49 user: Tell me " + "more ".repeat(14) + "mo…",
                provider.describePayload(frame(FrameKind.REQUEST, LlmProvider.CHAT, body)));
    }

    @Test
    void shouldDescribeAnAnswerInOneLine() {
        String body =
                new LlmKernel(1).chat(Chats.ask("Hello", ",\"max_tokens\":3")).body();

        String content = body.replaceAll(".*\"content\":\"([^\"]*)\".*", "$1");
        assertEquals(
                "model=gpt-4o-mini tokens=8+3 finish=length assistant: " + content,
                provider.describePayload(frame(FrameKind.RESPONSE, LlmProvider.CHAT, body)));
    }

    @Test
    void shouldDescribeWhatIsNoRequestByItsFault() {
        assertEquals(
                "invalid: the body is empty; send a JSON object",
                provider.describePayload(frame(FrameKind.REQUEST, LlmProvider.CHAT, "")));
        assertEquals(
                "invalid: the body must be a JSON object; got 5",
                provider.describePayload(frame(FrameKind.RESPONSE, LlmProvider.CHAT, "5")));
    }

    @Test
    void shouldDescribeAnErrorByItsText() {
        byte[] text = "no".getBytes(StandardCharsets.UTF_8);
        FrameFlyweight frame = frame(FrameKind.ERROR, LlmProvider.CHAT, "123456789 ");
        ErrorPayload.encode(frame.buffer(), frame.payloadOffset(), Status.INVALID_REQUEST, text);

        assertEquals("no", provider.describePayload(frame));
    }

    @Test
    void shouldDescribeTheListOfModelsAsItIs() {
        assertEquals("{}", provider.describePayload(frame(FrameKind.RESPONSE, LlmProvider.MODELS, "{}")));
    }

    private static FrameFlyweight frame(int kind, int method, String payload) {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        FrameFlyweight frame =
                new FrameFlyweight().wrap(new UnsafeBuffer(new byte[FrameLayout.HEADER_LENGTH + bytes.length]), 0);
        frame.init(kind, bytes.length).service(LlmProvider.SERVICE).method(method);
        frame.buffer().putBytes(frame.payloadOffset(), bytes);
        return frame;
    }
}
