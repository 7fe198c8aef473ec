package io.reprise.llm.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaCheckTest {
    static List<String> faulty() {
        return SchemaCorpus.lines("bad.txt");
    }

    @ParameterizedTest
    @MethodSource("faulty")
    void shouldBlameTheKeyword(String line) {
        int space = line.lastIndexOf(' ');

        SchemaFault fault = SchemaCheck.check(SchemaCorpus.json(line.substring(0, space)));

        assertNotNull(fault);
        assertEquals(line.substring(space + 1), fault.param(""), fault.toString());
        assertTrue(fault.reason().startsWith("must ") || fault.reason().startsWith("is "), fault.reason());
    }

    @Test
    void shouldNameThePathBehindThatOfTheSchema() {
        SchemaFault fault = SchemaCheck.check(SchemaCorpus.json("{\"properties\":{\"a\":{\"not\":{}}}}"));

        assertEquals("tools[0].parameters.properties.a.not", fault.param("tools[0].parameters"));
        assertEquals("is not offered by the simulator", fault.reason());
    }

    /** Schemas that refer to themselves on the spot, or grow without end, must not take a request's thread. */
    @Test
    void shouldSoonGiveUpOnSchemasThatExplode() {
        String self = "{\"$ref\":\"#/$defs/a\"}";
        String doubled = "{\"$defs\":{\"a\":{\"allOf\":[" + self + "," + self + "]}},\"anyOf\":[" + self + "]}";
        String wide = "{\"type\":\"array\",\"minItems\":100,\"items\":{\"type\":\"array\",\"minItems\":100,\"items\":"
                + "{\"type\":\"array\",\"minItems\":100}}}";
        String many = "{\"enum\":[" + "1,".repeat(20_000) + "2]}";

        for (String schema : List.of(doubled, wide, many)) {
            assertNotNull(SchemaCheck.check(SchemaCorpus.json(schema)));
        }
    }
}
