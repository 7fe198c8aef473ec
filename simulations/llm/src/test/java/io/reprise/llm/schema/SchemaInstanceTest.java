package io.reprise.llm.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.reprise.kernel.random.XorShift64Star;
import io.reprise.llm.json.JsonWriter;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaInstanceTest {
    private static final int SEEDS = 200;
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private final JsonWriter out = new JsonWriter();

    static List<String> schemas() {
        return SchemaCorpus.lines("good.txt");
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void shouldFitTheSchemaWhateverTheSeed(String text) {
        JsonNode schema = SchemaCorpus.json(text);
        Schema judge = REGISTRY.getSchema(SchemaCorpus.standard(schema));

        assertNull(SchemaCheck.check(schema));
        for (int seed = 0; seed < SEEDS; seed++) {
            String json = write(schema, seed);

            List<Error> errors = judge.validate(
                    SchemaCorpus.json(json),
                    context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)));
            assertEquals(List.of(), errors, json + " of seed " + seed);
        }
    }

    @Test
    void shouldBeTheSameForTheSameSeedAndDifferForAnother() {
        JsonNode schema = SchemaCorpus.json("{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"},"
                + "\"email\":{\"type\":\"string\"},\"age\":{\"type\":\"integer\"}},\"required\":[\"city\",\"email\"]}");
        TreeSet<String> different = new TreeSet<>();
        for (int seed = 0; seed < 50; seed++) {
            different.add(write(schema, seed));

            assertEquals(write(schema, seed), write(schema, seed));
        }

        assertTrue(different.size() > 45, different.toString());
    }

    @Test
    void shouldLookLikeWhatTheNamesSay() {
        JsonNode schema = SchemaCorpus.json("{\"type\":\"object\",\"properties\":{\"userEmails\":{\"items\":"
                + "{\"type\":\"string\"}},\"birth_year\":{\"type\":\"integer\"},\"first_name\":{\"type\":\"string\"}},"
                + "\"required\":[\"userEmails\",\"birth_year\",\"first_name\"]}");
        for (int seed = 0; seed < 50; seed++) {
            JsonNode value = SchemaCorpus.json(write(schema, seed));

            assertTrue(value.get("userEmails").get(0).textValue().matches("[a-z.]+@example\\.[a-z]+"));
            assertTrue(value.get("birth_year").intValue() >= 1990
                    && value.get("birth_year").intValue() <= 2026);
            assertTrue(value.get("first_name").textValue().matches("[A-Z][a-z]+"));
        }
    }

    @Test
    void shouldWriteObjectsOfWhatever() {
        for (int seed = 0; seed < 50; seed++) {
            SchemaInstance.writeObject(new XorShift64Star(seed), out.clear());

            JsonNode value = SchemaCorpus.json(out.toString());
            assertTrue(value.isObject() && value.size() >= 3 && value.size() <= 7, out.toString());
        }
    }

    @Test
    void shouldThrowForASchemaThatTheCheckRefuses() {
        XorShift64Star random = new XorShift64Star(1);
        JsonNode schema = SchemaCorpus.json("{\"allOf\":[{\"type\":\"string\"},{\"type\":\"null\"}]}");

        assertThrows(IllegalArgumentException.class, () -> SchemaInstance.write(schema, random, out));
    }

    private String write(JsonNode schema, long seed) {
        SchemaInstance.write(schema, new XorShift64Star(seed), out.clear());
        return out.toString();
    }
}
