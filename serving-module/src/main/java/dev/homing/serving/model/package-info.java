/** Models at request time: bundles checked and loaded, scored by ONNX Runtime, switched without a failed request. */
package dev.homing.serving.model;
