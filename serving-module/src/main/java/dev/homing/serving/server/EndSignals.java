package dev.homing.serving.server;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;

/**
 * Makes the first SIGTERM or Ctrl-C an ordinary end, with exit code 0. The JVM's own answer is to exit with 143 or 130 however
 * well everything was closed, and a supervisor would call that a failure. The second signal of a kind gets the JVM's own answer.
 *
 * <p>By reflection: javac warns of {@code sun.misc.Signal} in a way that cannot be switched off, and there is no other API.
 */
final class EndSignals {
    private static final System.Logger LOG = System.getLogger(EndSignals.class.getName());
    private static final List<String> NAMES = List.of("TERM", "INT");

    private EndSignals() {
    }

    /** Where signals cannot be had (the JVM runs with -Xrs), nothing changes. */
    static void handle(final Runnable whenToldToEnd) {
        try {
            final Class<?> signalType = Class.forName("sun.misc.Signal");
            final Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            final Field original = handlerType.getField("SIG_DFL");
            final Method handle = signalType.getMethod("handle", signalType, handlerType);
            final Object handler = Proxy.newProxyInstance(
                    EndSignals.class.getClassLoader(), new Class<?>[] {handlerType}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            handle.invoke(null, arguments[0], original.get(null));
                            whenToldToEnd.run();
                        }
                        return null;
                    });
            for (final String name : NAMES) {
                handle.invoke(null, signalType.getConstructor(String.class).newInstance(name), handler);
            }
        } catch (final ReflectiveOperationException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "signals end the JVM with its own exit code", e);
        }
    }
}
