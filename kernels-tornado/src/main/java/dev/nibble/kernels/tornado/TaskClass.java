package dev.nibble.kernels.tornado;

import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;

/**
 * A class that implements one of TornadoVM's task interfaces by calling a static method, as a method reference does. TornadoVM
 * reads its byte code to find the method. It lies beside the method, in the class loader of that: a method reference made
 * here would look for the method in the class loader of this module.
 */
final class TaskClass {
    private TaskClass() {}

    /**
     * An instance for a method, whose class is made at the first call.
     *
     * @param task the interface
     */
    static Object of(Method method, Class<?> task) throws ReflectiveOperationException {
        Class<?> owner = method.getDeclaringClass();
        String name = owner.getName() + "$" + method.getName() + "$Task";
        Class<?> type;
        try {
            type = MethodHandles.privateLookupIn(owner, MethodHandles.lookup()).defineClass(bytes(method, task, name));
        } catch (LinkageError e) {
            type = Class.forName(name, true, owner.getClassLoader()); // made before
        }
        return type.getConstructor().newInstance();
    }

    private static byte[] bytes(Method method, Class<?> task, String name) {
        ClassDesc owner = method.getDeclaringClass().describeConstable().orElseThrow();
        Class<?>[] types = method.getParameterTypes();
        ClassDesc[] parameters = new ClassDesc[types.length];
        ClassDesc[] erased = new ClassDesc[types.length];
        for (int i = 0; i < types.length; i++) {
            parameters[i] = types[i].describeConstable().orElseThrow();
            erased[i] = ConstantDescs.CD_Object;
        }
        return ClassFile.of().build(ClassDesc.of(name), type -> type
                .withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL | ClassFile.ACC_SYNTHETIC)
                .withInterfaceSymbols(task.describeConstable().orElseThrow())
                .withMethodBody(ConstantDescs.INIT_NAME, ConstantDescs.MTD_void, ClassFile.ACC_PUBLIC, code -> code
                        .aload(0).invokespecial(ConstantDescs.CD_Object, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void).return_())
                .withMethodBody("apply", MethodTypeDesc.of(ConstantDescs.CD_void, erased), ClassFile.ACC_PUBLIC, code -> {
                    for (int i = 0; i < parameters.length; i++) {
                        code.aload(1 + i).checkcast(parameters[i]);
                    }
                    code.invokestatic(owner, method.getName(), MethodTypeDesc.of(ConstantDescs.CD_void, parameters)).return_();
                }));
    }
}
