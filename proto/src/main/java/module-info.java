/**
 * The public contract of Homing: the {@code homing.v1} messages and gRPC stubs, generated from {@code homing/v1/*.proto}, and
 * those of the Open Inference Protocol, which others define.
 *
 * <p>Nothing else lives here. Clients in Java may depend on this module alone; clients in other languages generate their own
 * stubs from the same files or use server reflection.
 */
module dev.homing.proto {
    exports dev.homing.proto.inference;
    exports dev.homing.proto.v1;

    requires transitive com.google.protobuf;
    requires transitive com.google.common;
    requires transitive io.grpc;
    requires transitive io.grpc.protobuf;
    requires transitive io.grpc.stub;
    requires transitive proto.google.common.protos;
}
