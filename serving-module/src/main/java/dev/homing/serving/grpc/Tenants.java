package dev.homing.serving.grpc;

import com.google.rpc.Status;
import dev.homing.serving.ingest.Refusals;
import dev.homing.tracking.store.Store;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;

/** Whose call it is: reads the {@code homing-tenant} header, and finds or creates the tenant's number. */
public final class Tenants implements ServerInterceptor {
    /** The request header. */
    public static final Metadata.Key<String> HEADER = Metadata.Key.of("homing-tenant", Metadata.ASCII_STRING_MARSHALLER);
    /** The tenant of a call without the header. */
    public static final String DEFAULT = "default";

    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,63}");
    private static final Context.Key<String> TENANT = Context.keyWithDefault("homing-tenant", DEFAULT);

    private final Store store;
    private final Executor workers;

    /**
     * Creates the view of a store's tenants.
     *
     * @param store   with the tenants
     * @param workers run what waits for the disk
     */
    public Tenants(final Store store, final Executor workers) {
        this.store = store;
        this.workers = workers;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            final ServerCall<Q, R> call, final Metadata headers, final ServerCallHandler<Q, R> next) {
        final String name = headers.get(HEADER);
        if (name == null) {
            return next.startCall(call, headers);
        }
        if (!NAME.matcher(name).matches()) {
            Replies.close(call, Refusals.invalid(HEADER.originalName(),
                    "is \"" + name + "\"; 1 to 63 lower case letters, digits and hyphens are allowed"));
            return new ServerCall.Listener<>() { };
        }
        return Contexts.interceptCall(Context.current().withValue(TENANT, name), call, headers, next);
    }

    /**
     * Name of the tenant of the current call.
     *
     * @return never null
     */
    static String name() {
        return TENANT.get();
    }

    /**
     * Number of the tenant of the current call.
     *
     * @return {@link Store#NO_TENANT} when it never wrote anything
     */
    int number() {
        return number(name());
    }

    /** Number of a tenant; {@link Store#NO_TENANT} when it never wrote anything. */
    int number(final String name) {
        return store.tenant(name);
    }

    /**
     * Continues with the number of the current call's tenant. One that does not exist is created for a call that has something to
     * write; otherwise the call goes on with {@link Store#NO_TENANT}, for which nothing is written.
     *
     * @param hasSomething whether anything of the call may be written; asked on a worker, and only when the tenant does not exist
     */
    void forWriting(final StreamObserver<?> observer, final BooleanSupplier hasSomething, final IntConsumer next) {
        final int number = number();
        if (number != Store.NO_TENANT) {
            next.accept(number);
            return;
        }
        final String name = name();
        Replies.goOn(workers, observer, () -> {
            if (hasSomething.getAsBoolean()) {
                create(name, next, status -> Replies.refuse(observer, status));
            } else {
                next.accept(Store.NO_TENANT);
            }
        });
    }

    /** Continues with the number of a tenant that is created if need be; waits for the disk. */
    void create(final String name, final IntConsumer next, final Consumer<Status> otherwise) {
        final int created;
        try {
            created = store.tenantOrCreate(name);
        } catch (final IllegalStateException e) {
            otherwise.accept(Refusals.precondition("TOO_MANY_TENANTS",
                    "a server has at most " + Store.MAX_TENANTS + " tenants"));
            return;
        }
        next.accept(created);
    }
}
