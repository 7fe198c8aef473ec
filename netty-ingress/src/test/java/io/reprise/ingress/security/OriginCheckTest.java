package io.reprise.ingress.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OriginCheckTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
        localhost:8080,           -,                          true
        LOCALHOST,                -,                          true
        127.0.0.1:8080,           -,                          true
        127.9.9.9,                -,                          true
        [::1]:8080,               -,                          true
        app.localhost:8080,       -,                          true
        -,                        -,                          true
        box,                      -,                          true
        box:8080,                 http://localhost:3000,      true
        localhost,                https://127.0.0.1,          true
        localhost,                http://[::1]:3000,          true
        localhost,                https://app.example.com,    true
        app.example.com,          https://app.example.com,    true
        localhost,                https://evil.example.com,   false
        localhost,                null,                       false
        localhost,                https://app.example.com.evil.com, false
        localhost,                http://app.example.com,     false
        localhost,                http://localhost.evil.com,  false
        evil.example.com:8080,    -,                          false
        evil.example.com,         http://evil.example.com,    false
        127.0.0.1.evil.com,       -,                          false
        localhost.evil.com,       -,                          false
        192.168.0.1,              -,                          false
        """)
    void shouldTakeLoopbackAndWhatIsAllowed(String host, String origin, boolean taken) {
        OriginCheck check = OriginCheck.of(LOOPBACK, "box", List.of("https://app.example.com"));

        assertEquals(taken, check.complaint(host, origin) == null);
    }

    @Test
    void shouldCheckNothingElsewhere() throws Exception {
        InetAddress any = InetAddress.getByName("0.0.0.0");

        assertNull(OriginCheck.of(any, "0.0.0.0", List.of()).complaint("evil.example.com", "http://evil.example.com"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"app.example.com", "https://", "https://a/b", "*", "null", "https://user@a"})
    void shouldRefuseWhatIsNoOrigin(String text) {
        assertThrows(IllegalArgumentException.class, () -> OriginCheck.of(LOOPBACK, "box", List.of(text)));
    }
}
