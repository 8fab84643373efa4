/** Stress tests of the ring, beside its own package because what they call is not public. */
package dev.homing.serving.ingest;
