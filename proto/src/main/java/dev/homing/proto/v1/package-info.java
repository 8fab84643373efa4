/** Messages and gRPC stubs generated from {@code homing/v1/*.proto}; for clients and for the server alike. */
package dev.homing.proto.v1;
