package io.reprise.sdk;

import java.util.List;

/** The class that structured output is asked for in; the SDKs make its schema from the public fields. */
public final class Person {
    public String name;
    public int age;
    public List<String> tags;

    @Override
    public String toString() {
        return name + " " + age + " " + tags;
    }
}
