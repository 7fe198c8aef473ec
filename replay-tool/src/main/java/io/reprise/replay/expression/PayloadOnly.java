package io.reprise.replay.expression;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import org.apache.commons.jexl3.introspection.JexlPermissions;

/** What an expression may touch of Java: it gets fields of a payload, and that is all. */
final class PayloadOnly implements JexlPermissions {
    @Override
    public boolean allow(Class<?> type) {
        return Map.class.isAssignableFrom(type) || List.class.isAssignableFrom(type);
    }

    @Override
    public boolean allow(Method method) {
        return method.getName().equals("get") && allow(method.getDeclaringClass());
    }

    @Override
    public boolean allow(Class<?> type, Method method) {
        return allow(type) && allow(method);
    }

    @Override
    public boolean allow(Class<?> type, Field field) {
        return false;
    }

    @Override
    public boolean allow(Constructor<?> constructor) {
        return false;
    }

    @Override
    public boolean allow(Field field) {
        return false;
    }

    @Override
    public boolean allow(Package library) {
        return false;
    }

    @Override
    public JexlPermissions compose(String... sources) {
        return this;
    }
}
