package io.reprise.node.log;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What everybody gets who asks slf4j for a logger. */
final class LogProviderTest {
    @Test
    void shouldLogWhatIsOursFromInfoAndWhatIsLibrariesFromWarn() {
        var own = LoggerFactory.getLogger("io.reprise.node.Server");
        var library = LoggerFactory.getLogger("io.netty.util.internal.PlatformDependent");

        assertAll(
                () -> assertInstanceOf(LineLogger.class, own),
                () -> assertInstanceOf(LineLogger.class, library),
                () -> assertTrue(own.isInfoEnabled()),
                () -> assertFalse(own.isDebugEnabled()),
                () -> assertTrue(library.isWarnEnabled()),
                () -> assertFalse(library.isInfoEnabled()));
    }
}
