package io.reprise.node.log;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/** What slf4j finds by ServiceLoader: our own lines from INFO up, those of libraries from WARN up. */
public final class LogProvider implements SLF4JServiceProvider {
    private static final String OWN = "io.reprise.";

    private static volatile LogFormat format = LogFormat.TEXT;
    private static volatile Supplier<String> state = () -> "";

    private final ConcurrentMap<String, Logger> loggers = new ConcurrentHashMap<>();
    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter context = new NOPMDCAdapter();

    /**
     * How lines look from now on, everywhere in this process.
     *
     * @param currentState what the process is doing; empty for nothing worth telling
     */
    public static void use(LogFormat chosen, Supplier<String> currentState) {
        format = chosen;
        state = currentState;
    }

    static LogFormat format() {
        return format;
    }

    static String state() {
        return state.get();
    }

    /** The part of the program, or the library, that a logger's name belongs to. */
    static String module(String logger) {
        if (logger.startsWith(OWN)) {
            String rest = logger.substring(OWN.length());
            return rest.substring(0, Math.max(0, rest.indexOf('.')));
        }
        if (logger.startsWith("io.netty.")) {
            return "netty";
        }
        return logger.startsWith("net.openhft.") ? "chronicle" : logger;
    }

    private Logger logger(String name) {
        Level threshold = name.startsWith(OWN) ? Level.INFO : Level.WARN;
        return new LineLogger(name, module(name), threshold);
    }

    @Override
    public void initialize() {
        // everything is there already
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return name -> loggers.computeIfAbsent(name, this::logger);
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return context;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }
}
