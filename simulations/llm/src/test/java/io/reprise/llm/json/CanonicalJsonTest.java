package io.reprise.llm.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalJsonTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        ` { "b" : 1 , "a" : [ true , false , null ] } ` | {"a":[true,false,null],"b":1}
        {"b":{"d":1,"c":2},"B":3,"":4}                  | {"":4,"B":3,"b":{"c":2,"d":1}}
        {"a":"\\u0041\\/\\t\\u00e9\\ud83d\\ude00"}      | {"a":"A/\\u0009é😀"}
        {"a":"\\ud83d"}                                 | {"a":"\\ud83d"}
        {"a":[1,1.0,1e0,10e-1,0.1e1]}                   | {"a":[1,1,1,1,1]}
        {"a":[0,-0,0.0,0e5]}                            | {"a":[0,0,0,0]}
        {"a":[100,1e2,1.00e+2]}                         | {"a":[100,100,100]}
        {"a":[0.7,0.70,7e-1]}                           | {"a":[7e-1,7e-1,7e-1]}
        {"a":[-1.5,-150e-2]}                            | {"a":[-15e-1,-15e-1]}
        {"a":[999999999999999999,1e18]}                 | {"a":[999999999999999999,1e18]}
        {"a":[9007199254740993,9223372036854775807]}    | {"a":[9007199254740993,9223372036854775807]}
        {"a":[1000000000000000000,9223372036854775808]} | {"a":[1e18,9223372036854775808]}
        {"a":[1e2147483647,10e2147483647]}              | {"a":[1e2147483647,10e2147483647]}
        {"stream":1,"a":{"stream":2}}                   | {"a":{"stream":2}}
        """)
    void shouldWriteOneFormForOneValue(String json, String canonical) {
        JsonWriter out = new JsonWriter();
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);

        CanonicalJson.write(new JsonBodyReader(new Refusal()).read(bytes, bytes.length), out, List.of("stream"));

        assertEquals(canonical, out.toString());
    }

    @Test
    void shouldWriteAbsentValuesAsNull() {
        JsonWriter out = new JsonWriter();

        CanonicalJson.write(null, out, List.of());

        assertEquals("null", out.toString());
    }
}
