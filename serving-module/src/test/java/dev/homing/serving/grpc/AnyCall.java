package dev.homing.serving.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.google.rpc.Code;
import com.google.rpc.Status;
import dev.homing.proto.v1.FeatureValue;
import dev.homing.serving.Engine;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One call of the contract, whichever it is and however it streams.
 *
 * @param method  {@code TrackingService/TrackEvent} …
 * @param request of it
 * @param isOfNow whether its answer moves with the clock
 */
record AnyCall(String method, Message request, boolean isOfNow) {
    private static final String PACKAGE = "homing.v1.";
    private static final int DEADLINE_SECONDS = 20;
    private static final Set<String> OF_NOW = Set.of("as_of", "score", "shrunk");
    private static final Set<String> FEATURES_OF_NOW = Set.of("engagement_score", "hours_since_last_activity");

    static AnyCall of(final String method, final Message.Builder request) {
        return new AnyCall(method, request.build(), false);
    }

    static AnyCall ofNow(final String method, final Message.Builder request) {
        return new AnyCall(method, request.build(), true);
    }

    /** Every method that an engine serves, by the name that calls have here. */
    static Map<String, MethodDescriptor<?, ?>> methods(final Engine engine) {
        final Map<String, MethodDescriptor<?, ?>> methods = new TreeMap<>();
        engine.services().forEach(service -> service.getMethods().forEach(method -> {
            final String name = method.getMethodDescriptor().getFullMethodName();
            if (name.startsWith(PACKAGE)) {
                methods.put(name.substring(PACKAGE.length()), method.getMethodDescriptor());
            }
        }));
        return methods;
    }

    /** What came of a call: messages, and a refusal that is {@link Code#OK} without one. */
    record Answer(List<Message> messages, Status refusal) {
        boolean is(final Code code) {
            return refusal.getCode() == code.getNumber();
        }

        /** As text, without the fields of these names. */
        String without(final Set<String> fields) {
            final StringBuilder text = new StringBuilder();
            messages.forEach(message -> text.append(TextFormat.printer().printToString(AnyCall.without(message, fields))));
            return text.append(Code.forNumber(refusal.getCode())).append(' ').append(TextFormat.printer().printToString(refusal))
                    .toString();
        }

        boolean contains(final String text) {
            return refusal.toString().contains(text)
                    || messages.stream().anyMatch(message -> indexOf(message.toByteString(), ByteString.copyFromUtf8(text)) >= 0);
        }

        private static int indexOf(final ByteString in, final ByteString bytes) {
            for (int i = 0; i + bytes.size() <= in.size(); i++) {
                if (in.substring(i, i + bytes.size()).equals(bytes)) {
                    return i;
                }
            }
            return -1;
        }
    }

    /** Makes the call: the bytes are the same for all kinds of streaming, so one way does for them all. */
    @SuppressWarnings("unchecked")
    Answer on(final Channel channel, final Map<String, MethodDescriptor<?, ?>> methods) {
        final List<Message> messages = new ArrayList<>();
        final CompletableFuture<Status> end = new CompletableFuture<>();
        final StreamObserver<Message> requests = ClientCalls.asyncBidiStreamingCall(
                channel.newCall((MethodDescriptor<Message, Message>) methods.get(method),
                        CallOptions.DEFAULT.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)),
                new StreamObserver<>() {
                    @Override
                    public void onNext(final Message message) {
                        messages.add(message);
                    }

                    @Override
                    public void onError(final Throwable error) {
                        end.complete(StatusProto.fromThrowable(error));
                    }

                    @Override
                    public void onCompleted() {
                        end.complete(Status.getDefaultInstance());
                    }
                });
        requests.onNext(request);
        requests.onCompleted();
        final Status refusal = end.orTimeout(2 * DEADLINE_SECONDS, TimeUnit.SECONDS).join();
        return new Answer(isOfNow ? messages.stream().map(message -> without(message, OF_NOW)).toList() : messages, refusal);
    }

    private static Message without(final Message message, final Set<String> fields) {
        final Message.Builder rest = message.toBuilder();
        message.getAllFields().forEach((field, value) -> {
            if (fields.contains(field.getName())) {
                rest.clearField(field);
            } else if (field.getName().equals("json")) {
                // Numbers in it are sequences and times among others.
                rest.setField(field, ((String) value).replaceAll("[0-9]+(\\.[0-9]+)?", "#"));
            } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !field.isMapField()) {
                if (field.isRepeated()) {
                    for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
                        rest.setRepeatedField(field, i, without((Message) message.getRepeatedField(field, i), fields));
                    }
                } else {
                    rest.setField(field, without((Message) value, fields));
                }
            }
        });
        if (fields == OF_NOW && message instanceof FeatureValue feature && FEATURES_OF_NOW.contains(feature.getName())) {
            return feature.toBuilder().clearValue().build();
        }
        return rest.build();
    }
}
