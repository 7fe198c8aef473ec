package io.reprise.perf.load;

import io.reprise.perf.load.trace.Trace;
import io.reprise.perf.load.wire.Target;
import io.reprise.perf.load.work.FixedPrompts;
import io.reprise.perf.load.work.Prompts;
import io.reprise.perf.load.work.TracePrompts;
import io.reprise.perf.load.work.Work;
import picocli.CommandLine.Option;

/** What is asked. */
final class WorkOptions {
    /** Names of {@code --service}. */
    enum Service {
        echo,
        add,
        chat
    }

    @Option(
            names = "--service",
            paramLabel = "NAME",
            description = "${COMPLETION-CANDIDATES} (default: echo; with --http or --trace chat, the only one there).")
    private Service service;

    @Option(
            names = "--size",
            paramLabel = "BYTES",
            defaultValue = "64",
            description = "Payload of echo (default: ${DEFAULT-VALUE}).")
    private int size;

    @Option(
            names = "--keys",
            paramLabel = "K",
            defaultValue = "1024",
            description = "Keys that add goes round (default: ${DEFAULT-VALUE}).")
    private int keys;

    @Option(
            names = "--prompt-tokens",
            paramLabel = "N",
            defaultValue = "64",
            description = "Length of a chat prompt (default: ${DEFAULT-VALUE}).")
    private int promptTokens;

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            defaultValue = "16",
            description = "The chat request's max_tokens (default: ${DEFAULT-VALUE}).")
    private int maxTokens;

    @Option(
            names = "--model",
            defaultValue = "reprise-1",
            description = "The chat request's model (default: ${DEFAULT-VALUE}).")
    private String model;

    @Option(
            names = "--chat-service",
            paramLabel = "N",
            defaultValue = "" + Work.Chat.SERVICE,
            description = "Number of the chat service in binary frames (default: ${DEFAULT-VALUE}).")
    private int chatService;

    @Option(
            names = "--chat-method",
            paramLabel = "N",
            defaultValue = "" + Work.Chat.METHOD,
            description = "Number of its method in binary frames (default: ${DEFAULT-VALUE}).")
    private int chatMethod;

    Work work(Trace trace) {
        if (service != null && service != Service.chat) {
            throw new IllegalArgumentException("--trace is of chat; leave out --service " + service);
        }
        return chat(new TracePrompts(trace));
    }

    Work work(Target.Protocol protocol) {
        Service standard = protocol == Target.Protocol.HTTP ? Service.chat : Service.echo;
        return switch (service == null ? standard : service) {
            case echo -> new Work.Echo(size);
            case add -> new Work.Add(keys);
            case chat -> chat(new FixedPrompts(promptTokens, maxTokens));
        };
    }

    private Work chat(Prompts prompts) {
        return new Work.Chat(prompts, chatService, chatMethod, model);
    }
}
