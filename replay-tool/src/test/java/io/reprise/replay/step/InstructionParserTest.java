package io.reprise.replay.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines, and what they ask for; or what is wrong with them and would be right. */
final class InstructionParserTest {
    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
            next                            ~ Next[frames=1]
            '  next   12 '                  ~ Next[frames=12]
            back 3                          ~ Back[frames=3]
            goto 17                         ~ GoToSequence[sequence=17]
            goto start                      ~ GoToStart[]
            goto end                        ~ GoToEnd[]
            goto 1970-01-01T00:00:01.5Z     ~ GoToTime[timeNs=1500000000]
            break method=echo.add session=7 ~ Break[method=Optional[echo.add], session=OptionalLong[7], \
            status=OptionalInt.empty, where=Optional.empty]
            break status=timeout            ~ Break[method=Optional.empty, session=OptionalLong.empty, \
            status=OptionalInt[12], where=Optional.empty]
            break status=8  where  a  == 'b  c' ~ Break[method=Optional.empty, session=OptionalLong.empty, \
            status=OptionalInt[8], where=Optional[a  == 'b  c']]
            breaks                          ~ Stops[]
            delete 2                        ~ Delete[number=2]
            continue                        ~ Continue[back=false]
            continue back                   ~ Continue[back=true]
            print frame                     ~ PrintFrame[]
            print answers                   ~ PrintAnswers[]
            print session -5                ~ PrintSession[session=-5]
            print region echo/counters      ~ PrintRegion[region=echo/counters, key=OptionalLong.empty, \
            offset=OptionalInt.empty, limit=10]
            print region echo/counters key 0xffffffffffffffff ~ PrintRegion[region=echo/counters, \
            key=OptionalLong[-1], offset=OptionalInt.empty, limit=10]
            print region echo/counters at 64 limit 3 ~ PrintRegion[region=echo/counters, \
            key=OptionalLong.empty, offset=OptionalInt[64], limit=3]
            regions                         ~ Regions[]
            watch llm/sessions key 9 turns  ~ Watch[region=llm/sessions, key=9, field=Optional[turns]]
            info                            ~ Info[]
            help                            ~ Help[]
            quit                            ~ Quit[]
            """)
    void shouldUnderstand(String line, String instruction) {
        assertEquals(instruction, InstructionParser.parse(line).toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
            next x            ~ it takes how many frames, not "x"; right is: next [N]
            next 0            ~ it takes how many frames, 1 or more, not 0; right is: next [N]
            next 1 2          ~ "2" is too much; right is: next [N]
            goto              ~ it takes where to; right is: goto SEQ|TIME|start|end
            goto noon         ~ "noon" is no sequence and no time; right is: goto SEQ|TIME|start|end
            goto 99999999999999999999 ~ it takes a sequence, not "99999999999999999999"; \
            right is: goto SEQ|TIME|start|end
            break             ~ it takes a condition; right is: break [method=M] [session=S] [status=T] [where EXPR]
            break echo        ~ "echo" is no condition; right is: break [method=M] [session=S] [status=T] [where EXPR]
            break method=     ~ "method=" is no condition; right is: break [method=M] [session=S] [status=T] [where EXPR]
            delete            ~ it takes the number of a break or watch; right is: delete N
            print             ~ it takes what; right is: print frame|answers|session ID|\
            region OWNER/NAME [key K|at OFFSET] [limit N]
            print region echo ~ a region is named OWNER/NAME, such as echo/counters, not "echo"; right is: print \
            frame|answers|session ID|region OWNER/NAME [key K|at OFFSET] [limit N]
            watch a/b         ~ it takes the key of a record; right is: watch OWNER/NAME key K [FIELD]
            """)
    void shouldSayWhatWouldBeRight(String line, String complaint) {
        assertEquals(
                complaint,
                assertThrows(WrongInstructionException.class, () -> InstructionParser.parse(line))
                        .getMessage());
    }
}
