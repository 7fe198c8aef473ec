package io.reprise.kernel.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.reprise.kernel.fixture.Bytes;
import io.reprise.kernel.fixture.FrameBuilder;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FrameChecksumTest {
    private static final int POLYNOMIAL = 0x82F63B78;

    private final FrameChecksum checksum = new FrameChecksum();

    /** The vectors of RFC 3720, appendix B.4, and the check value of the Rocksoft model. */
    @ParameterizedTest
    @CsvSource({
        "0000000000000000000000000000000000000000000000000000000000000000, 8a9136aa",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff, 62a8ab43",
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f, 46dd794e",
        "1f1e1d1c1b1a191817161514131211100f0e0d0c0b0a09080706050403020100, 113fdb5c",
        "313233343536373839, e3069283"
    })
    void shouldCompareAgainstAReferenceThatKnowsTheRfcVectors(String bytes, String crc) {
        byte[] data = java.util.HexFormat.of().parseHex(bytes);

        assertEquals(Integer.parseUnsignedInt(crc, 16), reference(data, 0, data.length));
    }

    /** Both computed bit by bit outside Java: 60 zero bytes, then those and "123456789". */
    @Test
    void shouldGiveKnownChecksums() {
        assertEquals(0x5A0B0531, checksum.compute(ByteBuffer.allocateDirect(64), 0, 64));

        ByteBuffer bytes = ByteBuffer.allocateDirect(64 + 9).put(64, Bytes.text("123456789"));
        assertEquals(0x63AF54E2, checksum.compute(bytes, 0, 64 + 9));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 63, 64, 65, 1000})
    void shouldCoverHeaderAndPayloadWhereverTheFrameLies(int payloadLength) {
        byte[] bytes = Bytes.counting(64 + payloadLength);
        byte[] covered = new byte[60 + payloadLength];
        System.arraycopy(bytes, 0, covered, 0, 60);
        System.arraycopy(bytes, 64, covered, 60, payloadLength);
        int expected = reference(covered, 0, covered.length);

        for (int offset : new int[] {0, 8, 13, 64}) {
            ByteBuffer direct =
                    ByteBuffer.allocateDirect(offset + bytes.length + 40).put(offset, bytes);
            ByteBuffer heap = ByteBuffer.allocate(offset + bytes.length + 40).put(offset, bytes);

            assertEquals(expected, checksum.compute(direct, offset, bytes.length), "direct, offset " + offset);
            assertEquals(expected, checksum.compute(heap, offset, bytes.length), "heap, offset " + offset);
        }
    }

    @Test
    void shouldNotMindWherePositionAndLimitWere() {
        ByteBuffer bytes = ByteBuffer.allocateDirect(300).put(0, Bytes.counting(300));
        int expected = checksum.compute(bytes.duplicate(), 128, 100);

        assertEquals(expected, checksum.compute(bytes.duplicate().position(300), 128, 100));
        assertEquals(expected, checksum.compute(bytes.duplicate().limit(5), 128, 100));
    }

    @Test
    void shouldSeeEveryFlippedBitExceptItsOwn() {
        FrameFlyweight frame = FrameBuilder.request(3, 4, Bytes.counting(37))
                .from(5, 6)
                .stamp(7, 8)
                .frame();
        ByteBuffer bytes = frame.buffer().byteBuffer();
        int expected = checksum.compute(bytes, 0, frame.length());

        for (int bit = 0; bit < 8 * (64 + 37); bit++) {
            flip(bytes, bit);
            int actual = checksum.compute(bytes, 0, 64 + 37);
            flip(bytes, bit);

            boolean own = bit / 8 >= FrameLayout.CRC32C_OFFSET && bit / 8 < FrameLayout.PAYLOAD_OFFSET;
            if (own) {
                assertEquals(expected, actual, "bit " + bit);
            } else {
                assertNotEquals(expected, actual, "bit " + bit);
            }
        }
    }

    private static void flip(ByteBuffer bytes, int bit) {
        bytes.clear();
        bytes.put(bit / 8, (byte) (bytes.get(bit / 8) ^ (1 << (bit % 8))));
    }

    /** CRC32C, one bit at a time. */
    private static int reference(byte[] bytes, int start, int end) {
        int crc = -1;
        for (int i = start; i < end; i++) {
            crc ^= bytes[i] & 0xFF;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ POLYNOMIAL;
            }
        }
        return ~crc;
    }
}
