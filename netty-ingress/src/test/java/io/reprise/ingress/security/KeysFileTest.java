package io.reprise.ingress.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KeysFileTest {
    private static final Set<String> SERVICES = Set.of("echo", "llm");
    private static final String HASH = "0123456789abcdef".repeat(4);
    private static final Instant EXPIRES = Instant.parse("2027-01-31T00:00:00Z");

    @TempDir
    private Path directory;

    @Test
    void shouldReadBackWhatItWrites() throws IOException {
        Path file = directory.resolve("keys");
        Files.writeString(file, "# ours\n\nci sha256:" + HASH + " scopes=echo,llm\n");
        KeyEntry grafana = new KeyEntry("grafana", HASH, new TreeSet<>(Set.of("metrics")), EXPIRES, false);
        KeysFile keys = KeysFile.read(file);
        KeyEntry ci = keys.entries(SERVICES).get(0);
        keys.put(grafana);
        keys.put(ci.revoke());
        keys.write();

        assertEquals(List.of(ci.revoke(), grafana), KeysFile.read(file).entries(SERVICES));
        assertEquals(
                List.of(
                        "# ours",
                        "",
                        "ci sha256:" + HASH + " scopes=echo,llm revoked",
                        "grafana sha256:" + HASH + " scopes=metrics expires=2027-01-31T00:00:00Z"),
                Files.readAllLines(file));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', useHeadersInDisplayName = true, textBlock = """
        line                                       | why
        ci                                         | a key takes ID sha256:HASH scopes=NAME,…
        c.i sha256:HASH scopes=echo                | a key's id is 1 to 64 letters, digits, - and _; "c.i" is not
        ci md5:12 scopes=echo                      | "md5:12" should start with sha256:
        ci sha256:12 scopes=echo                   | sha256: must be followed by 64 hexadecimal digits in lower case
        ci sha256:HASH scope=echo                  | "scope=echo" should start with scopes=
        ci sha256:HASH scopes=                     | scopes are names with commas between them, not ""
        ci sha256:HASH scopes=echo,                | scopes are names with commas between them, not "echo,"
        ci sha256:HASH scopes=echo,lmm             | there is no scope "lmm"; there are *, echo, llm, metrics
        ci sha256:HASH scopes=echo expires=monday  | "monday" is not a moment such as 2027-01-31T00:00:00Z
        ci sha256:HASH scopes=echo revoced         | "revoced" is not expected here; after the scopes there may be expires=2027-01-31T00:00:00Z and revoked, once each
        ci sha256:HASH scopes=echo revoked revoked | "revoked" is not expected here; after the scopes there may be expires=2027-01-31T00:00:00Z and revoked, once each
        ok sha256:HASH scopes=echo                 | a second key "ok"; an id may be there once
        """)
    void shouldNameTheLineThatIsWrong(String line, String why) throws IOException {
        Path file = directory.resolve("keys");
        Files.writeString(file, ("# ours\nok sha256:HASH scopes=*\n" + line + "\n").replace("HASH", HASH));
        KeysFile keys = KeysFile.read(file);

        Exception refusal = assertThrows(IllegalArgumentException.class, () -> keys.entries(SERVICES));

        assertEquals(file + ", line 3: " + why, refusal.getMessage());
    }

    @Test
    void shouldRefuseWhatIsNoTextOrTooLong() throws IOException {
        Path binary = Files.write(directory.resolve("binary"), new byte[] {'a', (byte) 0xFF, '\n'});
        Path endless = Files.write(directory.resolve("endless"), new byte[1 << 21]);

        assertEquals(
                binary + " is not UTF-8 text",
                assertThrows(IOException.class, () -> KeysFile.read(binary)).getMessage());
        assertTrue(assertThrows(IOException.class, () -> KeysFile.read(endless))
                .getMessage()
                .contains("does not look like a keys file"));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void shouldKeepAFileToItsOwnerAndSayWhenItIsNot() throws IOException {
        Path file = directory.resolve("keys");
        KeysFile keys = KeysFile.readOrEmpty(file);
        keys.put(KeyEntry.of(ApiKey.create("ci"), new TreeSet<>(Set.of("*")), Instant.MAX));
        keys.write();

        assertEquals("", KeysFile.exposure(file));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertTrue(KeysFile.exposure(file).contains("may read " + file));
        keys.write();
        assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThrows(IOException.class, () -> KeysFile.exposure(file));
    }
}
