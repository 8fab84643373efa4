/** The tensors of the Open Inference Protocol: requests checked and read, answers written. For the gRPC service. */
package dev.homing.serving.inference;
