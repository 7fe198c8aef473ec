package io.reprise.replay.latency.plot;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What every page has around its content: a head that needs no script and no other file, and sentences at its end. */
public final class HtmlPage {
    private static final String STYLE_SHEET = "latency.css";

    private final Markup markup = new Markup();

    public HtmlPage(String title) {
        markup.verbatim("<!DOCTYPE html>\n").open("html", "lang", "en");
        markup.open("head").empty("meta", "charset", "utf-8");
        markup.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        markup.element("title", title);
        markup.open("style").verbatim(styleSheet()).close().close();
        markup.open("body").open("main");
    }

    /** Where the content goes. */
    public Markup markup() {
        return markup;
    }

    /**
     * Writes how the values were taken and closes everything.
     *
     * @param ofServers whether values of a server are among them
     * @param ofOthers whether values of other programs are
     * @return HTML that is also well-formed XML
     */
    public String end(boolean ofServers, boolean ofOthers) {
        markup.open("footer");
        if (ofServers) {
            markup.element(
                    "p",
                    "A value is the time from a frame's timestamp, taken when its batch began to enter the "
                            + "ring, to the end of the batch in which a stage handled it. The way to the server "
                            + "and back is not in it, nor is the time a frame waited in a socket.");
        }
        if (ofOthers) {
            markup.element("p", "Values of a log by itself are what its writer measured, read as nanoseconds.");
        }
        markup.element(
                "p",
                "Histograms hold three significant digits. The .hgrm files beside this page hold the same "
                        + "distributions for HdrHistogram's own plotter. Point at a plot for exact values.");
        markup.close();
        return markup.close().close().close().toString();
    }

    private static String styleSheet() {
        try (InputStream css = HtmlPage.class.getResourceAsStream(STYLE_SHEET)) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the jar is damaged: " + STYLE_SHEET, e);
        }
    }
}
