/** The gRPC services: thin, each call checked, answered or refused in the canonical way. */
package dev.homing.serving.grpc;
