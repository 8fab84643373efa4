package dev.homing.serving.bench;

import com.google.protobuf.Empty;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCalls;

/** A unary RPC that does nothing: what the network, HTTP/2 and gRPC cost. Only the server of a benchmark has it. */
final class EmptyCall {
    private static final String SERVICE = "homing.bench.Floor";

    static final MethodDescriptor<Empty, Empty> METHOD = MethodDescriptor.<Empty, Empty>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "Empty"))
            .setRequestMarshaller(ProtoUtils.marshaller(Empty.getDefaultInstance()))
            .setResponseMarshaller(ProtoUtils.marshaller(Empty.getDefaultInstance()))
            .build();

    private EmptyCall() {
    }

    /** Without tenants and latency measurement around it, which are part of the price of a real call. */
    static ServerServiceDefinition service() {
        return ServerServiceDefinition.builder(SERVICE)
                .addMethod(METHOD, ServerCalls.asyncUnaryCall((request, observer) -> {
                    observer.onNext(Empty.getDefaultInstance());
                    observer.onCompleted();
                }))
                .build();
    }
}
