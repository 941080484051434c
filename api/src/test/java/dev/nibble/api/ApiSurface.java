package dev.nibble.api;

import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The public and protected types and members of the SPI as sorted text. Packages stand before a type's own block only;
 * what every record and enum has by itself is left out.
 */
final class ApiSurface {
    private static final Pattern PACKAGES = Pattern.compile("\\b(?:[a-z]\\w*\\.)+(?=[A-Z])");

    private ApiSurface() {}

    /** All types whose classes lie under a folder, one block of lines each. */
    static List<String> of(Path classes) {
        try (Stream<Path> files = Files.walk(classes)) {
            return files.map(file -> classes.relativize(file).toString().replace('\\', '/'))
                    .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
                    .map(name -> load(name.substring(0, name.length() - 6).replace('/', '.')))
                    .filter(ApiSurface::isPublic)
                    .sorted(Comparator.comparing(Class::getName))
                    .flatMap(type -> describe(type).stream())
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, ApiSurface.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isPublic(Class<?> type) {
        for (Class<?> c = type; c != null; c = c.getEnclosingClass()) {
            if (!Modifier.isPublic(c.getModifiers())) {
                return false;
            }
        }
        return !type.isAnonymousClass() && !type.isLocalClass();
    }

    private static List<String> describe(Class<?> type) {
        List<String> lines = new ArrayList<>();
        lines.add(header(type));
        if (type.isEnum()) {
            for (Object constant : type.getEnumConstants()) {
                lines.add("    constant " + ((Enum<?>) constant).name());
            }
        }
        List<String> members = new ArrayList<>();
        for (Field field : type.getDeclaredFields()) {
            if (isVisible(field, type) && !field.isEnumConstant()) {
                members.add("field " + modifiers(field) + field.getGenericType().getTypeName() + " " + field.getName());
            }
        }
        for (Executable constructor : type.getDeclaredConstructors()) {
            if (isVisible(constructor, type) && !isCanonical(constructor, type)) {
                members.add("new " + signature(constructor, "("));
            }
        }
        for (Method method : type.getDeclaredMethods()) {
            if (isVisible(method, type) && !method.isBridge() && !isImplied(method, type)) {
                members.add("method " + (method.isDefault() ? "default " : modifiers(method))
                        + typeVariables(method.getTypeParameters()) + method.getGenericReturnType().getTypeName() + " "
                        + signature(method, method.getName() + "("));
            }
        }
        members.stream().map(member -> "    " + simple(member)).sorted().forEach(lines::add);
        lines.add("");
        return lines;
    }

    private static String simple(String text) {
        return PACKAGES.matcher(text).replaceAll("");
    }

    private static boolean isCanonical(Executable constructor, Class<?> type) {
        return type.isRecord() && Arrays.equals(constructor.getParameterTypes(),
                Arrays.stream(type.getRecordComponents()).map(RecordComponent::getType).toArray(Class<?>[]::new));
    }

    private static boolean isImplied(Method method, Class<?> type) {
        boolean accessor = type.isRecord() && method.getParameterCount() == 0
                && Arrays.stream(type.getRecordComponents()).anyMatch(c -> c.getName().equals(method.getName()));
        boolean ofEnum = type.isEnum() && (method.getName().equals("values") || method.getName().equals("valueOf"));
        return accessor || ofEnum || List.of("equals", "hashCode", "toString").contains(method.getName());
    }

    private static String header(Class<?> type) {
        StringBuilder text = new StringBuilder();
        if (type.isSealed()) {
            text.append("sealed ");
        } else if (Modifier.isFinal(type.getModifiers()) && !type.isRecord() && !type.isEnum()) {
            text.append("final ");
        } else if (Modifier.isAbstract(type.getModifiers()) && !type.isInterface() && !type.isEnum()) {
            text.append("abstract ");
        }
        text.append(type.isRecord() ? "record " : type.isEnum() ? "enum " : type.isInterface() ? "interface " : "class ");
        text.append(type.getName()).append(typeVariables(type.getTypeParameters()).stripTrailing());
        if (type.isRecord()) {
            text.append(Arrays.stream(type.getRecordComponents()).map(ApiSurface::component)
                    .collect(Collectors.joining(", ", "(", ")")));
        }
        Class<?> parent = type.getSuperclass();
        if (parent != null && parent != Object.class && parent != Record.class && parent != Enum.class) {
            text.append(" extends ").append(type.getGenericSuperclass().getTypeName());
        }
        Type[] interfaces = type.getGenericInterfaces();
        if (interfaces.length > 0) {
            text.append(type.isInterface() ? " extends " : " implements ").append(names(interfaces));
        }
        if (type.isSealed()) {
            text.append(" permits ").append(names(type.getPermittedSubclasses()));
        }
        return type.getPackageName() + ": " + simple(text.toString());
    }

    private static String component(RecordComponent component) {
        return component.getGenericType().getTypeName() + " " + component.getName();
    }

    private static String typeVariables(TypeVariable<?>[] variables) {
        return variables.length == 0 ? "" : Arrays.stream(variables)
                .map(variable -> variable.getName()
                        + (variable.getBounds()[0] == Object.class ? "" : " extends " + names(variable.getBounds())))
                .collect(Collectors.joining(", ", "<", "> "));
    }

    private static String names(Type[] types) {
        return Arrays.stream(types).map(Type::getTypeName).collect(Collectors.joining(", "));
    }

    private static String signature(Executable executable, String start) {
        String parameters = Arrays.stream(executable.getParameters()).map(ApiSurface::parameter)
                .collect(Collectors.joining(", ", start, ")"));
        Type[] thrown = executable.getGenericExceptionTypes();
        return thrown.length == 0 ? parameters : parameters + " throws " + names(thrown);
    }

    private static String parameter(Parameter parameter) {
        String name = parameter.getParameterizedType().getTypeName();
        return parameter.isVarArgs() ? name.substring(0, name.length() - 2) + "..." : name;
    }

    private static String modifiers(Member member) {
        int modifiers = member.getModifiers();
        return (Modifier.isProtected(modifiers) ? "protected " : "") + (Modifier.isStatic(modifiers) ? "static " : "")
                + (Modifier.isAbstract(modifiers) ? "abstract " : "");
    }

    private static boolean isVisible(Member member, Class<?> type) {
        boolean inherited = Modifier.isProtected(member.getModifiers()) && !Modifier.isFinal(type.getModifiers());
        return (Modifier.isPublic(member.getModifiers()) || inherited) && !member.isSynthetic();
    }
}
