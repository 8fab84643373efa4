/**
 * Learns from the store and writes model bundles: interactions, factorisation, evaluation, ONNX export. Runs as its own process,
 * beside a running server if there is one, and never shares a class with serving except through features.
 */
module dev.homing.training {
    exports dev.homing.training;

    requires com.fasterxml.jackson.databind;
    requires com.google.protobuf;
    requires dev.homing.features;
    requires info.picocli;
    requires java.management;
    requires t.digest;

    opens dev.homing.training to info.picocli;
}
