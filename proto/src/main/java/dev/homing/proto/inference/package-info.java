/** The Open Inference Protocol, version 2: messages and gRPC stubs generated from {@code inference/open_inference_grpc.proto}. */
package dev.homing.proto.inference;
