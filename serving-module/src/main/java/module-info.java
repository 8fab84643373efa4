/**
 * The server and the command line: gRPC services, model serving, latency measurement, imports and the demo. Exports nothing: its
 * public face is the protocol and the commands.
 */
module dev.homing.serving {
    requires com.fasterxml.jackson.databind;
    requires com.google.common;
    // Protobuf's JSON wants it, and has no module of its own to say so.
    requires com.google.gson;
    requires com.google.protobuf;
    requires com.google.protobuf.util;
    requires com.microsoft.onnxruntime;
    requires de.siegmar.fastcsv;
    requires dev.homing.features;
    requires dev.homing.proto;
    requires HdrHistogram;
    requires info.picocli;
    requires io.grpc;
    requires io.grpc.inprocess;
    requires io.grpc.netty.shaded;
    requires io.grpc.protobuf;
    requires io.grpc.services;
    requires io.grpc.stub;
    requires java.management;
    requires java.sql;
    requires jdk.management;
    requires jdk.unsupported;
    requires proto.google.common.protos;

    // Of the library that writes Parquet, which is in a folder of its own.
    uses java.sql.Driver;

    // Picocli fills the options of commands by reflection.
    opens dev.homing.serving.bench to info.picocli;
    opens dev.homing.serving.cli to info.picocli;
    opens dev.homing.serving.demo to info.picocli;
    opens dev.homing.serving.server to info.picocli;
}
