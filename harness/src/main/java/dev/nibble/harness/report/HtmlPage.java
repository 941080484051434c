package dev.nibble.harness.report;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * The page: one file that needs nothing else.
 *
 * @param headline on top
 * @param sections in their order
 * @param style sheet
 * @param script for the theme button and the download of the data; the page is complete without it
 */
record HtmlPage(Headline headline, List<Section> sections, String style, String script) {
    /**
     * Writes it.
     *
     * @param title of the document
     * @param json all traces as one JSON array
     */
    String write(String title, String json, String kernelsCsv, String modelsCsv) {
        Markup out = new Markup();
        out.raw("<!DOCTYPE html>\n").open("html", "lang", "en").open("head").empty("meta", "charset", "utf-8")
                .empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                .empty("meta", "name", "color-scheme", "content", "light dark")
                .element("title", "Nibble report: " + title)
                .open("style").raw(style).close().closeLine();
        out.open("body").element("a", "Skip to the results", "class", "skip", "href", "#main");
        navigation(out);
        out.open("main", "id", "main");
        headline.html(out);
        for (Section section : sections) {
            out.open("section", "id", section.id()).element("h2", section.title());
            if (section.emptyBecause().isEmpty()) {
                section.html(out);
            } else {
                out.element("p", section.emptyBecause(), "class", "empty");
            }
            out.closeLine();
        }
        data(out, json, kernelsCsv, modelsCsv);
        out.close().open("script").raw(script).close().close().close();
        return out.toString();
    }

    private void navigation(Markup out) {
        out.open("nav", "aria-label", "sections").open("ul");
        sections.forEach(s -> out.open("li").element("a", s.id(), "href", "#" + s.id(), "title", s.title()).close());
        out.open("li").element("a", "data", "href", "#data").close().close()
                .element("button", "◐", "id", "theme", "type", "button", "title", "light or dark", "aria-label", "switch theme")
                .closeLine();
    }

    private static void data(Markup out, String json, String kernelsCsv, String modelsCsv) {
        out.open("section", "id", "data").element("h2", "Data")
                .element("p", "All of the above is made from the traces alone. They are in this file, with every raw sample.", "class", "lead")
                .open("p", "class", "downloads");
        download(out, "kernels.csv", kernelsCsv);
        download(out, "models.csv", modelsCsv);
        out.element("a", "traces.json", "id", "json", "href", "#data", "download", "traces.json").close().closeLine();
        // A "<" in a string of the data could end the script element; its JSON escape cannot.
        out.open("script", "type", "application/json", "id", "traces").raw(json.replace("<", "\\u003c")).closeLine();
    }

    private static void download(Markup out, String name, String csv) {
        String bytes = Base64.getEncoder().encodeToString(csv.getBytes(StandardCharsets.UTF_8));
        out.element("a", name, "href", "data:text/csv;charset=utf-8;base64," + bytes, "download", name);
    }
}
