package io.reprise.replay.latency.plot;

import static javax.xml.xpath.XPathConstants.NODESET;

import java.io.StringReader;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Markup as a strict parser reads it. */
public final class Xml {
    private final Document document;

    private Xml(Document document) {
        this.document = document;
    }

    public static Xml parse(String markup) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            return new Xml(factory.newDocumentBuilder().parse(new InputSource(new StringReader(markup))));
        } catch (Exception e) {
            throw new AssertionError("not well-formed: " + e.getMessage(), e);
        }
    }

    public List<Element> all(String path) {
        try {
            NodeList nodes = (NodeList) XPathFactory.newInstance().newXPath().evaluate(path, document, NODESET);
            return IntStream.range(0, nodes.getLength())
                    .mapToObj(i -> (Element) nodes.item(i))
                    .toList();
        } catch (Exception e) {
            throw new AssertionError(path, e);
        }
    }

    public List<String> texts(String path) {
        return all(path).stream()
                .map(Element::getTextContent)
                .map(String::strip)
                .toList();
    }
}
