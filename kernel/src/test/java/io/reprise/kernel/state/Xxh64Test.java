package io.reprise.kernel.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

final class Xxh64Test {
    private static final int MAX_LENGTH = 4096;

    private final byte[] sanityBytes = sanityBytes();

    /** The vectors of xxHash's own sanity check. */
    @ParameterizedTest
    @CsvSource(useHeadersInDisplayName = true, textBlock = """
                    length, seed,             hash
                         0, 0,                ef46db3751d8e999
                         0, 9e3779b1,         ac75fda2929b17ef
                         1, 0,                e934a84adb052768
                         1, 9e3779b1,         5014607643a9b4c3
                         4, 0,                9136a0dca57457ee
                        14, 0,                8282dcc4994e35c8
                        14, 9e3779b1,         c3bd6bf63deb6df0
                       222, 0,                b641ae8cb691c174
                       222, 9e3779b1,         20cb8ab7ae10c14a
                    """)
    void shouldGiveTheOfficialHashes(int length, String seed, String hash) {
        assertHash(length, seed, hash);
    }

    @ParameterizedTest
    @CsvFileSource(resources = "xxh64.csv", useHeadersInDisplayName = true)
    void shouldGiveTheHashesOfTheReferenceLibrary(int length, String seed, String hash) {
        assertHash(length, seed, hash);
    }

    @Test
    void shouldDependOnEveryByteAndOnNoOther() {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[300]);
        for (int length : new int[] {1, 3, 4, 7, 8, 15, 31, 32, 33, 100}) {
            long hash = Xxh64.hash(buffer, 100, length, 0);
            for (int i = 0; i < 300; i++) {
                buffer.putByte(i, (byte) 1);
                long changed = Xxh64.hash(buffer, 100, length, 0);
                buffer.putByte(i, (byte) 0);
                if (i >= 100 && i < 100 + length) {
                    assertNotEquals(hash, changed, "length " + length + ", byte " + (i - 100));
                } else {
                    assertEquals(hash, changed, "length " + length + ", byte " + (i - 100));
                }
            }
        }
    }

    @Test
    void shouldMindTheOrderWhenMixing() {
        assertNotEquals(Xxh64.mix(Xxh64.mix(0, 1), 2), Xxh64.mix(Xxh64.mix(0, 2), 1));
        assertNotEquals(Xxh64.mix(1, 2), Xxh64.mix(2, 1));
    }

    /** Reckoned outside Java: one round of eight bytes and the avalanche, as in the specification. */
    @Test
    void shouldMixAsBefore() {
        assertEquals("8a3cf4470d20f1a9", hex(Xxh64.mix(0, 0)));
        assertEquals("1f1f9d21f32b8d03", hex(Xxh64.mix(1, 2)));
        assertEquals("7de5c8b80b0aa47d", hex(Xxh64.mix(2, 1)));
        assertEquals("3be46d3ffd627f42", hex(Xxh64.mix(0xDEADBEEFCAFEBABEL, -1)));
    }

    private void assertHash(int length, String seed, String expected) {
        long seedBits = Long.parseUnsignedLong(seed, 16);
        UnsafeBuffer heap = new UnsafeBuffer(sanityBytes);
        UnsafeBuffer direct = new UnsafeBuffer(ByteBuffer.allocateDirect(length + 5));
        direct.putBytes(3, sanityBytes, 0, length);

        assertEquals(expected, hex(Xxh64.hash(heap, 0, length, seedBits)), "on heap");
        assertEquals(expected, hex(Xxh64.hash(direct, 3, length, seedBits)), "off heap, at an odd offset");
    }

    private static String hex(long hash) {
        return HexFormat.of().toHexDigits(hash);
    }

    /** The input of xxHash's sanity check: the top byte of a 64-bit generator that starts at one prime and multiplies by another. */
    private static byte[] sanityBytes() {
        byte[] bytes = new byte[MAX_LENGTH];
        long generator = 2_654_435_761L;
        for (int i = 0; i < MAX_LENGTH; i++) {
            bytes[i] = (byte) (generator >>> 56);
            generator *= 0x9E3779B185EBCA8DL;
        }
        return bytes;
    }
}
