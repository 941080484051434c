package dev.nibble.kernels.tornado;

import dev.nibble.api.device.program.MethodCall;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.common.TornadoFunctions;
import uk.ac.manchester.tornado.api.types.arrays.ByteArray;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/**
 * A static method that TornadoVM can compile and run on a device.
 *
 * @param method it
 */
record JitCode(Method method) {
    static final String ID = "method";

    /** TornadoVM has no task of more parameters. */
    private static final int MOST_PARAMETERS = 15;
    private static final List<Class<?>> ARRAYS = List.of(IntArray.class, FloatArray.class, ByteArray.class);

    /** @throws IllegalArgumentException if it is no method for devices; the message says what it must be */
    static JitCode of(MethodCall call) {
        List<Method> named = Arrays.stream(call.owner().getDeclaredMethods())
                .filter(it -> it.getName().equals(call.method()) && !it.isSynthetic()).toList();
        if (named.size() != 1) {
            throw new IllegalArgumentException("the class has " + named.size() + " methods of that name, and must have one");
        }
        JitCode code = new JitCode(named.getFirst());
        code.requireForDevices(call.arguments().size());
        return code;
    }

    private void requireForDevices(int arguments) {
        int modifiers = method.getModifiers();
        if (!Modifier.isPublic(modifiers) || !Modifier.isStatic(modifiers) || method.getReturnType() != void.class) {
            throw new IllegalArgumentException("it is '" + method + "', and must be public static void");
        }
        for (Class<?> type : arrays()) {
            if (!ARRAYS.contains(type)) {
                throw new IllegalArgumentException("it has a parameter of type " + type.getSimpleName()
                        + ", and may have IntArray, FloatArray and ByteArray, after a KernelContext if any");
            }
        }
        if (arrays().size() != arguments || method.getParameterCount() > MOST_PARAMETERS) {
            throw new IllegalArgumentException("it has " + arrays().size() + " arrays, its description " + arguments
                    + ", and there may be at most " + MOST_PARAMETERS + " parameters");
        }
        if (!hasContext() && ParallelLoop.of(method).isEmpty()) {
            throw new IllegalArgumentException("it has neither a @Parallel loop nor a KernelContext: it would run as one work item");
        }
    }

    boolean hasContext() {
        return method.getParameterCount() > 0 && method.getParameterTypes()[0] == KernelContext.class;
    }

    /** The parameters that are arrays. */
    List<Class<?>> arrays() {
        List<Class<?>> types = List.of(method.getParameterTypes());
        return hasContext() ? types.subList(1, types.size()) : types;
    }

    /** Adds a task that calls it. TornadoVM finds the method in the byte code of what calls it. */
    void addTo(TaskGraph graph, List<? extends TornadoNativeArray> arrays) throws Throwable {
        int parameters = method.getParameterCount();
        Class<?> task = Class.forName(TornadoFunctions.class.getName() + "$Task" + parameters, false,
                TaskGraph.class.getClassLoader());
        List<Object> arguments = new ArrayList<>(List.of(ID, TaskClass.of(method, task)));
        if (hasContext()) {
            arguments.add(new KernelContext());
        }
        arguments.addAll(arrays);
        List<Class<?>> types = new ArrayList<>(List.of(String.class, task));
        types.addAll(Collections.nCopies(parameters, Object.class));
        try {
            TaskGraph.class.getMethod("task", types.toArray(Class<?>[]::new)).invoke(graph, arguments.toArray());
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
